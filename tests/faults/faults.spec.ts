import assert from "node:assert/strict";

import { waitFor } from "../../local/support/wait.ts";
import {
  chainIdentity,
  epochNow,
  finalized,
  head,
  waitForFinality,
  waitForProposal,
  waitForSameHead,
} from "../support/clusterChain.ts";
import type { ChainIdentity } from "../support/clusterChain.ts";
import { firstBlock, uncleanShutdowns } from "../support/clusterGethLog.ts";
import { container, deletePod, pod, pods, waitForReady } from "../support/clusterPods.ts";
import type { Pod } from "../support/clusterPods.ts";
import { containerProcess } from "../support/clusterProcesses.ts";
import { query, targets } from "../support/clusterPrometheus.ts";
import { note, reportFailures } from "../support/clusterReport.ts";
import { ensureStack, ethereum, monitoring, nodes, otherNode } from "../support/clusterStack.ts";
import type { NodeName } from "../support/clusterStack.ts";

/**
 * Milliseconds from a fault until the chain must have finalized again. It is a third of that on two idle cores; what is
 * asked is whether it comes back without a hand, on a machine of any speed.
 */
const patience = 300_000;

const component = "app.kubernetes.io/component";
const instance = "app.kubernetes.io/instance";
const program = "app.kubernetes.io/name";

/** A program of a node, by its label, its pod and its container. */
const clients = [
  { name: "Geth", component: "execution", pod: "geth-0", container: "geth" },
  { name: "Prysm", component: "consensus", pod: "prysm-0", container: "prysm-beacon" },
  { name: "validator", component: "validator", pod: "validator-0", container: "prysm-validator" },
] as const;
type Client = (typeof clients)[number];

const selector = (node: string, client: Client): string =>
  `${instance}=${node},${component}=${client.component}`;

describe("the private chain, when something fails and nobody touches it", () => {
  let chain: ChainIdentity;

  before(async function () {
    this.timeout("15m");
    await ensureStack();
    chain = await waitFor("node-0 to tell its genesis", () => chainIdentity("node-0"), {
      timeout: 120_000,
    });
    await waitForFinality(1, patience);
  });
  reportFailures();

  /**
   * Does something bad and waits until an epoch is final that began after it, on both nodes, and until the faulted nodes'
   * validators propose again: `node-0` finalizes alone, so finality says little of `node-1`.
   * @returns seconds from the fault until both
   */
  async function survive(
    faulted: readonly NodeName[],
    fault: () => Promise<void>,
  ): Promise<number> {
    const start = performance.now();
    const left = (): number => patience - (performance.now() - start);
    const next = epochNow(chain.genesisTime) + 1;
    await fault();
    const after = Date.now() / 1000;
    const checkpoint = await waitForFinality(next, left());
    assert.ok(checkpoint.epoch >= next);
    const proposals = faulted.map((node) =>
      waitForProposal(otherNode(node), node, after, chain, left()),
    );
    await Promise.all(proposals);
    return Math.round((performance.now() - start) / 1000);
  }

  for (const client of clients) {
    it(`finalizes again after the ${client.name} of a node was killed`, async function () {
      const node = "node-1";
      const name = `${node}-${client.pod}`;
      const before = await pod(ethereum, name);
      if (client.name === "Geth") await waitForHistory(before);
      const { restartCount } = container(before, client.container);
      const seconds = await survive([node], async () => {
        process.kill(containerProcess(before, container(before, client.container)), "SIGKILL");
        await waitForRestart(before, client.container, restartCount + 1);
      });
      if (client.name === "Geth") {
        // So the tests below, which expect Geth to speak of none, can fail.
        const { length } = await uncleanOf(before, await pod(ethereum, name));
        assert.equal(length, 1, "Geth does not speak of the unclean shutdown");
      }
      note(this, `after ${seconds} s`);
    });
  }

  for (const client of clients) {
    it(`finalizes again after the ${client.name} pod of a node was deleted`, async function () {
      const node = "node-0";
      const before = await pod(ethereum, `${node}-${client.pod}`);
      const seconds = await survive([node], async () => {
        const after = await replace(before, selector(node, client));
        if (client.name === "Geth") assert.deepEqual(await uncleanOf(before, after), []);
      });
      note(this, `after ${seconds} s`);
    });
  }

  it("keeps the blocks of a Geth whose pod is deleted, which speaks of no unclean shutdown", async function () {
    const { number: height } = await head("node-1");
    const before = await pod(ethereum, "node-1-geth-0");
    const after = await replace(before, selector("node-1", clients[0]));
    const first = await firstBlock(after);
    assert.ok(first >= height, `it began with block ${first}; it had ${height}`);
    assert.deepEqual(await uncleanOf(before, after), []);
    note(this, `had block ${height}, began with ${first}`);
  });

  it("finalizes again after what watches it was deleted, which sees all of it again", async function () {
    const watched = (await targets()).length;
    const watching = await Promise.all(
      [
        [ethereum, "peer-monitor"] as const,
        [monitoring, "prometheus"] as const,
        [monitoring, "alertmanager"] as const,
      ].map(async ([namespace, name]) => {
        const [found] = await pods(namespace, `${program}=${name}`);
        assert.ok(found, `no pod of ${name}`);
        return { found, selector: `${program}=${name}` };
      }),
    );
    const seconds = await survive([], async () => {
      await Promise.all(watching.map((each) => replace(each.found, each.selector)));
    });
    await waitFor(
      "every target to be up",
      async () => {
        const all = await targets();
        return all.length === watched && all.every(({ health }) => health === "up");
      },
      { timeout: patience, interval: 1000 },
    );
    note(this, `after ${seconds} s`);
  });

  // node-1 first: its programs were killed, and new pods count no restarts, so that this suite can run again.
  for (const faulted of [["node-1"], ["node-0"], nodes] as const) {
    it(`finalizes again after all pods of ${faulted.join(" and ")} were deleted at once`, async function () {
      const before = await Promise.all(
        faulted.flatMap((node) =>
          clients.map(async (client) => ({
            own: await pod(ethereum, `${node}-${client.pod}`),
            client,
            podSelector: selector(node, client),
          })),
        ),
      );
      const seconds = await survive(faulted, async () => {
        const replaced = before.map(async ({ own, client, podSelector }) => {
          const after = await replace(own, podSelector);
          if (client.name === "Geth") assert.deepEqual(await uncleanOf(own, after), []);
        });
        await Promise.all(replaced);
      });
      note(this, `after ${seconds} s`);
    });
  }

  it("is still the chain that it was, and one", async () => {
    for (const node of nodes) assert.deepEqual(await chainIdentity(node), chain);
    const { number } = await waitForSameHead(0, patience);
    await waitForSameHead(number + 2, patience);
    const { epoch } = await finalized("node-0");
    assert.ok(epoch > 1);
  });

  it("leaves no alert firing but the watchdog", async () => {
    await waitFor(
      "every alert but the watchdog to end",
      async () => {
        const firing = await query('ALERTS{alertstate="firing"}');
        const names = firing.map(({ metric }) => metric["alertname"] ?? "");
        if (names.join() === "Watchdog") return true;
        throw new Error(`firing are ${names.join(", ")}`);
      },
      { timeout: patience, interval: 2000 },
    );
  });
});

async function replace(before: Pod, podSelector: string): Promise<Pod> {
  const { name, namespace, uid } = before.metadata;
  await deletePod(namespace, name);
  return waitForReady(namespace, podSelector, [uid], patience);
}

async function waitForRestart(before: Pod, name: string, restarts: number): Promise<void> {
  const { metadata } = before;
  await waitFor(
    `${metadata.name}/${name} to have restarted`,
    async () => {
      const now = await pod(metadata.namespace, metadata.name);
      const { restartCount, ready, lastState } = container(now, name);
      if (!ready || restartCount < restarts) return false;
      assert.equal(now.metadata.uid, metadata.uid, "the pod is another one");
      assert.equal(lastState.terminated?.exitCode, 128 + 9);
      return true;
    },
    { timeout: patience, interval: 500 },
  );
}

/**
 * Waits until a Geth has run for a while: what it writes first stays in its memory until there is more of it, also the
 * note by which the next run knows that this one did not end well.
 */
async function waitForHistory(pod: Pod): Promise<void> {
  const started = Date.parse(container(pod, "geth").state.running?.startedAt ?? "");
  const ran = (): boolean => Date.now() - started > 120_000;
  await waitFor("Geth to have run for two minutes", () => Promise.resolve(ran()), {
    timeout: 120_000,
    interval: 1000,
  });
}

/** The unclean shutdowns of one run of Geth, the one that `before` shows, as the run after it tells of them. */
async function uncleanOf(before: Pod, after: Pod): Promise<number[]> {
  const { state } = container(before, "geth");
  const started = Date.parse(state.running?.startedAt ?? "");
  assert.ok(Number.isFinite(started), `when Geth of ${before.metadata.name} started`);
  const told = await uncleanShutdowns(after);
  // It goes on telling of earlier ones, ten of them.
  return told.filter((time) => time >= started);
}
