import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";

import { ApiError } from "../../local/cluster/api.ts";
import { waitFor } from "../../local/support/wait.ts";
import { devnet } from "../../networks/devnet.ts";
import { beacon } from "../support/clusterChain.ts";
import { cutPeers } from "../support/clusterCut.ts";
import { container, pod } from "../support/clusterPods.ts";
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

/** Until the others are two epochs ahead, which is when Prysm fetches their chain instead of waiting for its next block. */
const blindMs = 3 * devnet.slotsPerEpoch * devnet.secondsPerSlot * 1000;

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

  it("leads back to a Prysm whose last block was left out by the others", async function () {
    await cutPeers(victim, "prysm", true);
    const own = await waitFor(`a block of ${victim}'s own`, () => leftOut(victim, "node-0"), {
      timeout: 240_000,
    });
    await scale(prysm, 0);
    await sleep(blindMs);
    const start = performance.now();
    await scale(prysm, 1);
    await waitForService(victim, true, (limits.consensusBack + 60) * 1000);
    const back = seconds(start);
    assert.ok(back <= limits.consensusBack, `back after ${back} s`);
    note(this, `block ${own.slice(0, 10)} left out, back after ${back} s`);
  });
});

/** The root of a node's newest block, where another node does not know it. */
async function leftOut(of: NodeName, by: NodeName): Promise<string | undefined> {
  const { root } = await beacon<{ root: string }>(of, "/eth/v1/beacon/headers/head");
  try {
    await beacon(by, `/eth/v1/beacon/headers/${root}`);
    return undefined;
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return root;
    throw error;
  }
}
