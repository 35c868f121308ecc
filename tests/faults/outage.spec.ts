import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";

import { ApiError } from "../../local/cluster/api.ts";
import { waitFor } from "../../local/support/wait.ts";
import { devnet } from "../../networks/devnet.ts";
import { beacon } from "../support/clusterChain.ts";
import { cutPeers } from "../support/clusterCut.ts";
import { container, pod, podGone } from "../support/clusterPods.ts";
import type { Pod } from "../support/clusterPods.ts";
import { containerProcess } from "../support/clusterProcesses.ts";
import { note, reportFailures } from "../support/clusterReport.ts";
import { rpcService, scale, seconds, waitForAll, waitForService } from "../support/clusterRpc.ts";
import { ensureStack, ethereum, type NodeName } from "../support/clusterStack.ts";

/** How long a client is gone. The full measure is five minutes: ETHNODE_OUTAGE_SECONDS=300. */
const outageSeconds = Number(process.env["ETHNODE_OUTAGE_SECONDS"] ?? 45);

/** The node with few of the validators, so that the chain goes on without it. */
const victim = "node-1";
const geth = `${victim}-geth`;
const prysm = `${victim}-prysm`;

/**
 * Seconds until the RPC Service must lead to a node no more, and to one whose execution client is back. A Prysm that starts
 * finds its peers again in half a minute (docs/decisions/0007) and the blocks since then from them.
 */
const limits = { withoutExecution: 30, withoutConsensus: 60, back: 60, consensusBack: 180 };

/**
 * How long a Prysm that starts is without a peer. More than 32 slots: behind a head of its own validators' that is as old as that,
 * its sync does not go back.
 */
const aloneMs = 40 * devnet.secondsPerSlot * 1000;

/** A block of the beacon chain, as far as it is read here. */
interface Header {
  readonly root: string;
  readonly header: { readonly message: { readonly slot: string } };
}

/** How often the programs of a pod were restarted, and which pod it is. */
const life = ({ metadata, status }: Pod) => ({
  uid: metadata.uid,
  restarts: status.containerStatuses?.map(({ name, restartCount }) => `${name}: ${restartCount}`),
});

describe(`the Service ${rpcService}, when a client of a node is gone`, function () {
  this.timeout((outageSeconds + 300) * 1000);

  before(async function () {
    this.timeout("15m");
    await ensureStack();
    await waitForAll();
  });
  afterEach(async () => {
    await scale(geth, 1);
    await scale(prysm, 1);
    await waitForAll();
  });
  reportFailures();

  /** @returns seconds until the Service led elsewhere only */
  async function leaves(limit: number): Promise<number> {
    const taken = await waitForService(victim, false, (limit + 30) * 1000);
    assert.ok(taken <= limit, `the Service led to ${victim} for ${taken} s, expected ${limit}`);
    return taken;
  }

  /** @returns seconds until the Service leads to the node again */
  async function returns(limit = limits.back): Promise<number> {
    const taken = await waitForService(victim, true, (limit + 60) * 1000);
    assert.ok(taken <= limit, `${victim} was back after ${taken} s, expected ${limit}`);
    return taken;
  }

  it(`leads elsewhere when Geth is gone for ${outageSeconds} s; Prysm restarts not once`, async function () {
    const before = life(await pod(ethereum, `${prysm}-0`));
    const start = performance.now();
    await scale(geth, 0);
    const gone = await leaves(limits.withoutExecution);
    await sleep(Math.max(0, outageSeconds * 1000 - (performance.now() - start)));
    const away = seconds(start);
    await scale(geth, 1);
    const back = await returns();
    assert.deepEqual(life(await pod(ethereum, `${prysm}-0`)), before);
    note(this, `away ${away} s, out after ${gone} s, back after ${back} s`);
  });

  it("leads elsewhere when Geth hangs, and back when it goes on", async function () {
    const before = await pod(ethereum, `${geth}-0`);
    const pid = containerProcess(before, container(before, "geth"));
    process.kill(pid, "SIGSTOP");
    let gone: number;
    try {
      gone = await leaves(limits.withoutExecution);
    } finally {
      process.kill(pid, "SIGCONT");
    }
    const back = await returns();
    assert.deepEqual(life(await pod(ethereum, `${geth}-0`)), life(before));
    note(this, `out after ${gone} s, back after ${back} s`);
  });

  it("leads elsewhere when Prysm is gone, though Geth answers as before", async function () {
    const before = life(await pod(ethereum, `${geth}-0`));
    await scale(prysm, 0);
    const gone = await leaves(limits.withoutConsensus);
    await scale(prysm, 1);
    const back = await returns(limits.consensusBack);
    assert.deepEqual(life(await pod(ethereum, `${geth}-0`)), before);
    note(this, `out after ${gone} s, back after ${back} s`);
  });

  it(`finds back to the others' chain when Prysm starts and has no peer for ${aloneMs / 1000} s`, async function () {
    await scale(prysm, 0);
    await podGone(ethereum, `${prysm}-0`, 120_000);
    await scale(prysm, 1);
    // A Prysm that starts counts no peer in its first ten seconds.
    await waitFor("its process", () => cutPeers(victim, "prysm", true).then(() => true), {
      timeout: 60_000,
      interval: 250,
    });
    await sleep(aloneMs);
    await cutPeers(victim, "prysm", false);
    const start = performance.now();
    await waitFor("a head that node-0 knows", () => hasHeadOf(victim, "node-0"), {
      timeout: limits.consensusBack * 1000,
    });
    const same = seconds(start);
    await returns(limits.consensusBack);
    note(this, `on node-0's chain after ${same} s, served after ${seconds(start)} s`);
  });
});

/** Whether a node's newest block is one that another node has too, and no epoch older than the other's newest. */
async function hasHeadOf(of: NodeName, by: NodeName): Promise<boolean> {
  const { root, header } = await beacon<Header>(of, "/eth/v1/beacon/headers/head");
  const { head_slot: newest } = await beacon<{ head_slot: string }>(by, "/eth/v1/node/syncing");
  if (Number(newest) - Number(header.message.slot) > devnet.slotsPerEpoch) return false;
  try {
    await beacon(by, `/eth/v1/beacon/headers/${root}`);
    return true;
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return false;
    throw error;
  }
}
