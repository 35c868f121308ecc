import { unresolved } from "../components/clients/versions.ts";
import { imageDigests } from "../components/kubernetes/images.ts";
import { MachineError } from "./support/errors.ts";
import { runMain } from "./support/main.ts";
import { digestOf } from "./support/registry.ts";

const usage = `usage: node local/digests.ts

Asks each image's registry what its tag points at, and prints it in the form of components/clients/versions.ts:
"unresolved" there can be replaced by it. Exit code 0 where all that is pinned is still so and every registry answered, else 1.
`;

async function main(args: readonly string[]): Promise<void> {
  if (args.includes("--help")) {
    process.stdout.write(usage);
    return;
  }
  if (args.length > 0) throw new MachineError(`came ${args.join(" ")}, expected no argument`);
  let failed = 0;
  for (const [image, pinned] of Object.entries(imageDigests)) {
    const { line, ok } = await lineOf(image, pinned);
    process.stdout.write(`${line}\n`);
    if (!ok) failed += 1;
  }
  if (failed > 0)
    throw new Error(`${failed} of ${Object.keys(imageDigests).length} are not as pinned`);
}

/** One image's line, and whether it is as it was pinned. */
export async function lineOf(
  image: string,
  pinned: string,
  ask = digestOf,
): Promise<{ line: string; ok: boolean }> {
  try {
    const digest = await ask(image);
    const ok = pinned === unresolved || pinned === digest;
    const note = ok ? "" : ` // pinned: ${pinned}`;
    return { line: `  ${JSON.stringify(image)}: ${JSON.stringify(digest)},${note}`, ok };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { line: `  // ${image}: ${reason}`, ok: false };
  }
}

if (import.meta.main) await runMain(main);
