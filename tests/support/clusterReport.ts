import type { Context } from "mocha";
import { lastLines } from "../../local/support/errors.ts";
import { printLine } from "../../local/support/progress.ts";
import { tryKubectl } from "./clusterApi.ts";
import { containerLog, pods } from "./clusterPods.ts";
import { ethereum, monitoring } from "./clusterStack.ts";

/** Adds a figure that was seen to the running test's title, which is what the reporter prints. */
export function note(context: Context, figure: string): void {
  if (context.test !== undefined) context.test.title += ` (${figure})`;
}

/** Prints what the cluster can tell when a test of this `describe` has failed; once, for the first. */
export function reportFailures(): void {
  let reported = false;
  afterEach(async function () {
    if (this.currentTest?.state !== "failed" || reported) return;
    reported = true;
    this.timeout(120_000);
    printLine(`\nthe cluster when "${this.currentTest.title}" failed:`);
    await print("get", "pods", "--all-namespaces", "--output=wide");
    for (const namespace of [ethereum, monitoring]) {
      await print("get", "events", `--namespace=${namespace}`, "--sort-by=.lastTimestamp");
    }
    for (const pod of await pods(ethereum)) {
      for (const { name } of pod.spec.containers) {
        const log = await containerLog(pod, name).catch((error: unknown) => String(error));
        printLine(`--- log of ${pod.metadata.name}/${name}\n${lastLines(log, 6)}`);
      }
    }
  });
}

async function print(...args: string[]): Promise<void> {
  const { stdout, stderr } = await tryKubectl(args);
  printLine(`--- kubectl ${args.join(" ")}\n${lastLines(stdout, 30)}${stderr}`);
}
