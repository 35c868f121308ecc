import assert from "node:assert/strict";

import { waitFor } from "../../local/support/wait.ts";
import { tryKubectl } from "../support/clusterApi.ts";
import { head } from "../support/clusterChain.ts";
import { uncleanShutdowns } from "../support/clusterGethLog.ts";
import { container, deletePod, findPod, pod } from "../support/clusterPods.ts";
import type { Pod } from "../support/clusterPods.ts";
import { containerProcess } from "../support/clusterProcesses.ts";
import { note, reportFailures } from "../support/clusterReport.ts";
import { seconds, startLoad, waitForAll } from "../support/clusterRpc.ts";
import type { RpcLoad } from "../support/clusterRpc.ts";
import { ensureStack, ethereum, nodes } from "../support/clusterStack.ts";
import type { NodeName } from "../support/clusterStack.ts";

/** How often a Geth is deleted, and how often one is killed. The full measure is twenty: ETHNODE_STOPS=20. */
const rounds = Number(process.env["ETHNODE_STOPS"] ?? 4);

/** Seconds: the 95th percentile of the stops, and the longest recovery. */
const limits = { stop: 60, recovery: 120 };

/** Which Geth a round is about. Each is first deleted and then killed: a new pod's first restart is not put off. */
const nodeOf = (round: number): NodeName => nodes[round % nodes.length] ?? nodes[0];
const podName = (node: NodeName): string => `${node}-geth-0`;

const percentile = (values: readonly number[], part: number): number =>
  values.toSorted((a, b) => a - b)[Math.ceil(values.length * part) - 1] ?? Number.NaN;

describe("a Geth that stops under load", function () {
  this.timeout(rounds * 5 * 60_000);
  const stops: number[] = [];
  const recoveries: number[] = [];
  let load: RpcLoad;

  before(async function () {
    this.timeout("15m");
    await ensureStack();
    await waitForAll();
    load = await startLoad();
  });
  after(async function () {
    this.timeout("2m");
    await load[Symbol.asyncDispose]();
  });
  reportFailures();

  it(`ends well each of ${rounds} times that it is told to, and recovers each of ${rounds} times that it is killed`, async function () {
    for (let round = 0; round < rounds; round++) {
      const node = nodeOf(round);
      stops.push(await stopWell(node));
      await waitForAll();
      recoveries.push(await killed(node));
      await waitForAll();
    }
    const { ok, failed } = await load.counts();
    note(
      this,
      `stops p95 ${percentile(stops, 0.95)} s, recoveries at most ${Math.max(...recoveries)} s, ` +
        `${ok} requests answered, ${failed} not`,
    );
  });

  it(`stops within ${limits.stop} s`, () => {
    assert.equal(stops.length, rounds);
    assert.ok(percentile(stops, 0.95) <= limits.stop, stops.join(", "));
  });

  it(`has the head that it had within ${limits.recovery} s`, () => {
    assert.equal(recoveries.length, rounds);
    assert.ok(Math.max(...recoveries) <= limits.recovery, recoveries.join(", "));
  });
});

/**
 * Deletes a node's Geth, which must say that it has stopped, and whose successor must speak of no unclean end.
 * @returns seconds until its pod was gone
 */
async function stopWell(node: NodeName): Promise<number> {
  const before = await pod(ethereum, podName(node));
  const lastWords = follow(before);
  const start = performance.now();
  await deletePod(ethereum, podName(node));
  await waitFor(
    `the pod ${podName(node)} to be gone`,
    async () => (await findPod(ethereum, podName(node)))?.metadata.uid !== before.metadata.uid,
    { timeout: 300_000 },
  );
  const taken = seconds(start);
  // What Geth notes of its run stays in its memory at first, so a run that was short leaves no trace of a bad end.
  assert.match(await lastWords, /"Blockchain stopped"/);
  const started = Date.parse(container(before, "geth").state.running?.startedAt ?? "");
  const after = await waitForRunning(node, before);
  const unclean = (await uncleanShutdowns(after)).filter((time) => time >= started);
  assert.deepEqual(unclean, [], `Geth of ${node} speaks of an unclean end`);
  return taken;
}

/**
 * Kills a node's Geth and leaves it to itself.
 * @returns seconds until its head was at least what it had been
 */
async function killed(node: NodeName): Promise<number> {
  const before = await pod(ethereum, podName(node));
  const { restartCount } = container(before, "geth");
  const { number } = await head(node);
  process.kill(containerProcess(before, container(before, "geth")), "SIGKILL");
  const start = performance.now();
  await waitFor(
    `Geth of ${node} to have block ${number} again`,
    async () => {
      const now = await pod(ethereum, podName(node));
      if (container(now, "geth").restartCount !== restartCount + 1) return false;
      return (await head(node)).number >= number;
    },
    { timeout: (limits.recovery + 60) * 1000, interval: 500 },
  );
  const { metadata } = await pod(ethereum, podName(node));
  assert.equal(metadata.uid, before.metadata.uid, "the pod is another one");
  return seconds(start);
}

/** What a Geth says from now on until it ends. */
async function follow({ metadata }: Pod): Promise<string> {
  const flags = [`--namespace=${metadata.namespace}`, "--container=geth", "--follow", "--tail=0"];
  const { stdout } = await tryKubectl(["logs", metadata.name, ...flags], { timeout: 310_000 });
  return stdout;
}

/** Waits until the pod that takes another's place runs a Geth that has opened its chain. */
function waitForRunning(node: NodeName, before: Pod): Promise<Pod> {
  return waitFor(
    `the next Geth of ${node} to answer`,
    async () => {
      const now = await pod(ethereum, podName(node));
      return now.metadata.uid !== before.metadata.uid && container(now, "geth").ready && now;
    },
    { timeout: 120_000, interval: 500 },
  );
}
