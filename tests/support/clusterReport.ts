import type { Context } from "mocha";
import { lastLines } from "../../local/support/errors.ts";
import { printLine } from "../../local/support/progress.ts";
import { podPath, tryKubectl } from "./clusterApi.ts";
import { containerLog, pods } from "./clusterPods.ts";
import { ethereum, monitoring, nodes } from "./clusterStack.ts";

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
    await reportCluster(`when "${this.currentTest.title}" failed`);
  });
}

/** Prints what the cluster can tell now. @param when why it is asked */
export async function reportCluster(when: string): Promise<void> {
  printLine(`\nthe cluster ${when}:`);
  await print("get", "pods", "--all-namespaces", "--output=wide");
  for (const namespace of [ethereum, monitoring]) {
    await print("get", "events", `--namespace=${namespace}`, "--sort-by=.lastTimestamp");
  }
  for (const node of nodes) {
    // Whether the node is in sync and why not, and whom each Prysm counts as its peers.
    await print("get", "--raw", `${podPath(ethereum, `${node}-geth-0`, 8601)}/v1/sync`);
    for (const path of ["syncing", "peers", "peer_count"]) {
      await print(
        "get",
        "--raw",
        `${podPath(ethereum, `${node}-prysm-0`, 3500)}/eth/v1/node/${path}`,
      );
    }
  }
  for (const pod of await pods(ethereum)) {
    for (const { name } of pod.spec.containers) {
      const log = await containerLog(pod, name).catch((error: unknown) => String(error));
      printLine(`--- log of ${pod.metadata.name}/${name}\n${lastLines(log, 6)}`);
    }
  }
}

async function print(...args: string[]): Promise<void> {
  const { stdout, stderr } = await tryKubectl(args);
  printLine(`--- kubectl ${args.join(" ")}\n${lastLines(stdout, 30)}${stderr}`);
}
