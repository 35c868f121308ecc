import { run } from "../support/command.ts";
import { formatDuration, type Print, printLine } from "../support/progress.ts";
import { pauseReference } from "./catalog.ts";
import type { BuiltImage } from "./images.ts";

/**
 * Puts images into containerd's namespace for Kubernetes. One that is there with the same digest is skipped, so doing
 * it again costs one question.
 * @param ctrCommand how to call `ctr` for the right containerd, such as `["ctr", "--address", socket]`
 * @returns the references that were imported
 * @throws CommandError when containerd does not answer or refuses an archive
 */
export async function importImages(
  ctrCommand: readonly string[],
  images: readonly BuiltImage[],
  print: Print = printLine,
): Promise<readonly string[]> {
  const [command, ...first] = ctrCommand;
  if (command === undefined)
    throw new TypeError("importImages: ctrCommand is empty, expected a command");
  const ctr = (...args: string[]): Promise<string> =>
    run(command, [...first, "--namespace", "k8s.io", "images", ...args]);
  const present = presentImages(await ctr("ls"));
  const missing = images.filter((image) => present.get(image.reference) !== image.digest);
  for (const [index, image] of missing.entries()) {
    const start = performance.now();
    await ctr("import", image.archive);
    if (image.reference === pauseReference) {
      // The kubelet must never remove it: nothing could start after that.
      await ctr("label", image.reference, "io.cri-containerd.pinned=pinned");
    }
    const took = formatDuration(performance.now() - start);
    print(`[${index + 1}/${missing.length}] import ${image.reference} … ${took}`);
  }
  return missing.map((image) => image.reference);
}

/** Digest by reference, from the table of `ctr images ls`: `REF TYPE DIGEST SIZE PLATFORMS LABELS`. */
export function presentImages(table: string): ReadonlyMap<string, string> {
  return new Map(
    table
      .split("\n")
      .slice(1)
      .map((line) => line.split(/\s+/))
      .map(([reference = "", , digest = ""]) => [reference, digest] as const)
      .filter(([reference]) => reference !== ""),
  );
}
