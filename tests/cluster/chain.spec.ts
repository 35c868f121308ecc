import assert from "node:assert/strict";

import { waitFor } from "../../local/support/wait.ts";
import {
  beacon,
  chainIdentity,
  finalized,
  rpc,
  waitForFinality,
  waitForSameHead,
} from "../support/clusterChain.ts";
import type { ChainIdentity } from "../support/clusterChain.ts";
import { pods } from "../support/clusterPods.ts";
import { query, queryRange, targets } from "../support/clusterPrometheus.ts";
import { enodeId, executionPeers, peersCommand, peersSnapshot } from "../support/clusterPeers.ts";
import { note, reportFailures } from "../support/clusterReport.ts";
import {
  ensureStack,
  ethereum,
  monitoring,
  nodeOutputs,
  nodes,
  otherNode,
} from "../support/clusterStack.ts";
import type { NodeName, NodeOutputs } from "../support/clusterStack.ts";

/** Seconds from genesis until all must be well. */
const patience = 180;

describe("the private chain of the dev stack, within three minutes of genesis", () => {
  let chain: ChainIdentity;
  let outputs: Record<NodeName, NodeOutputs>;
  /** Milliseconds that are left; a stack that has been up for long gets half a minute to show what it has. */
  const left = (): number => Math.max(30_000, (chain.genesisTime + patience) * 1000 - Date.now());

  before(async function () {
    this.timeout("15m");
    await ensureStack();
    chain = await waitFor("node-0 to tell its genesis", () => chainIdentity("node-0"), {
      timeout: 120_000,
    });
    outputs = await nodeOutputs();
  });
  reportFailures();

  it("is one chain: both nodes have the same genesis on both layers", async () => {
    assert.deepEqual(await chainIdentity("node-1"), chain);
  });

  it("grows, and both Geths have the same block at the same height", async function () {
    const first = await waitForSameHead(0, left());
    const later = await waitForSameHead(first.number + 2, 30_000);
    note(this, `blocks ${first.number} and ${later.number}`);
  });

  it("finalizes an epoch, the same on both nodes", async function () {
    const checkpoint = await waitForFinality(1, left());
    note(this, `epoch ${checkpoint.epoch}`);
  });

  it("had its first epoch finalized in time on both nodes, as Prometheus recorded it", async function () {
    const { genesisTime } = chain;
    const recorded = await waitFor(
      "Prometheus to have scraped a finalized epoch of both nodes",
      async () => {
        const until = Math.min(genesisTime + patience, Math.floor(Date.now() / 1000));
        const found = await queryRange(
          'beacon_finalized_epoch{job="prysm-beacon"} > 0',
          genesisTime,
          until,
        );
        return found.length === nodes.length && found;
      },
      { timeout: left(), interval: 2000 },
    );
    const seconds = recorded.map(({ values }) => (values[0]?.[0] ?? NaN) - genesisTime);
    note(this, `${Math.max(...seconds)} s after genesis`);
    assert.ok(Math.max(...seconds) <= patience);
  });

  it("connects each Geth to the other, by the identity that the stack says it has", async () => {
    for (const node of nodes) {
      const other = enodeId(outputs[otherNode(node)].enode);
      await waitFor(
        `${node}'s Geth to have ${otherNode(node)}'s as a peer`,
        async () => {
          const peers = await executionPeers(node);
          return peers.some((enode) => enodeId(enode) === other);
        },
        { timeout: left(), interval: 1000 },
      );
    }
  });

  it("connects each Prysm to the other, by the identity that the stack says it has", async () => {
    for (const node of nodes) {
      const { peer_id: own } = await beacon<{ peer_id: string }>(node, "/eth/v1/node/identity");
      assert.equal(own, outputs[node].peerId);
      await waitFor(
        `${node}'s Prysm to have ${otherNode(node)}'s as a peer`,
        async () => {
          const connected = await beacon<{ peer_id: string }[]>(
            node,
            "/eth/v1/node/peers?state=connected",
          );
          return connected.some(({ peer_id: id }) => id === outputs[otherNode(node)].peerId);
        },
        { timeout: left(), interval: 1000 },
      );
    }
  });

  it("serves both nodes' users: the RPC answers with the chain's id and no method of an operator", async () => {
    for (const node of nodes) {
      assert.equal(await rpc(node, "eth_chainId", []), "0x7e7e");
      await assert.rejects(rpc(node, "admin_peers", []), /does not exist/);
    }
  });

  it("has every Prometheus target up, and exactly those that there should be", async () => {
    const expected = [
      "alertmanager",
      "cadvisor",
      "geth node-0",
      "geth node-1",
      "kube-state-metrics",
      "kubelet",
      "node-exporter",
      "peer-monitor",
      "prometheus",
      "prysm-beacon node-0",
      "prysm-beacon node-1",
      "prysm-validator node-0",
      "prysm-validator node-1",
    ];
    const up = async (): Promise<boolean> => {
      const found = await targets();
      const name = ({ job = "", node }: Readonly<Record<string, string>>): string =>
        node === undefined ? job : `${job} ${node}`;
      assert.deepEqual(found.map(({ labels }) => name(labels)).sort(), expected);
      const bad = found.filter(({ health }) => health !== "up");
      assert.deepEqual(
        bad.map(({ labels, lastError }) => `${name(labels)}: ${lastError}`),
        [],
      );
      return true;
    };
    await waitFor("every target to be up", up, { timeout: left(), interval: 1000 });
  });

  it("shows the peers of both layers of both nodes in the peer monitor's JSON", async () => {
    const shown = async (): Promise<boolean> => {
      const snapshot = await peersSnapshot();
      const peers = snapshot.nodes.map(({ name, execution, consensus }) => ({
        name,
        execution: execution?.peers.map(({ enode }) => enodeId(enode)),
        consensus: consensus?.peers.map(({ id }) => id),
      }));
      const expected = nodes.map((name) => ({
        name,
        execution: [enodeId(outputs[otherNode(name)].enode)],
        consensus: [outputs[otherNode(name)].peerId],
      }));
      assert.deepEqual(peers, expected);
      return true;
    };
    await waitFor("the peer monitor to show all peers", shown, { timeout: left(), interval: 2000 });
  });

  it("prints them as a table: each layer of each node up, with its one peer", async () => {
    const table = await peersCommand();
    const rows = table.split("\n").map((line) => line.trim().split(/ {2,}/));
    for (const node of nodes) {
      for (const layer of ["el", "cl"]) {
        const status = rows.filter((row) => row[0] === node && row[1] === layer);
        // The third column is the state, the ninth the number of peers.
        assert.deepEqual(
          status.map((row) => [row[2], row[8]]),
          [["up", "1"]],
          table,
        );
        const peers = rows.filter((row) => row[1] === layer && row[2] === node);
        assert.equal(peers.length, 1, table);
      }
    }
  });

  it("has restarted no container", async () => {
    const all = [...(await pods(ethereum)), ...(await pods(monitoring))];
    const restarts = all.flatMap(({ metadata, status }) =>
      [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])].map(
        ({ name, restartCount }) => [`${metadata.name}/${name}`, restartCount] as const,
      ),
    );
    // Two nodes of three pods, of which Geth's has the agent; genesis twice; its gate; what node-1's validators wait by; monitor,
    // Prometheus, Alertmanager, kube-state-metrics.
    assert.equal(restarts.length, 2 * (4 + 2 + 1) + 1 + 4);
    assert.deepEqual(
      restarts.filter(([, count]) => count > 0),
      [],
    );
  });

  it("fires no alert but the watchdog, neither now nor in the first three minutes", async () => {
    const firing = 'ALERTS{alertstate="firing"}';
    await waitFor(
      "the watchdog to fire",
      async () => (await query('ALERTS{alertstate="firing",alertname="Watchdog"}')).length === 1,
      { timeout: left(), interval: 2000 },
    );
    const now = await query(firing);
    assert.deepEqual(
      now.map(({ metric }) => metric["alertname"]),
      ["Watchdog"],
    );
    const { genesisTime } = chain;
    const since = await queryRange(firing, genesisTime, genesisTime + patience, 5);
    assert.deepEqual(
      since.map(({ metric }) => metric["alertname"]),
      ["Watchdog"],
    );
  });

  it("goes on finalizing", async function () {
    const { epoch } = await finalized("node-0");
    const start = performance.now();
    await waitForFinality(epoch + 1, 60_000);
    note(this, `epoch ${epoch + 1} after ${Math.round((performance.now() - start) / 1000)} s`);
  });
});
