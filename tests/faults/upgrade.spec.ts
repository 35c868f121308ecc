import assert from "node:assert/strict";

import { revisionAnnotation } from "../../components/kubernetes/podRevision.ts";
import { containerdSocket } from "../../local/cluster/layout.ts";
import { buildImages } from "../../local/images/images.ts";
import { importImages } from "../../local/images/import.ts";
import type { PropertyMap } from "../../local/plugins/grpc/values.ts";
import { mapAt, stringAt } from "../../local/plugins/grpc/values.ts";
import { api, podPath, postJson } from "../support/clusterApi.ts";
import { rpc } from "../support/clusterChain.ts";
import { findPod, isReady, pod } from "../support/clusterPods.ts";
import type { Pod } from "../support/clusterPods.ts";
import { between, startReader } from "../support/clusterReads.ts";
import type { Reader } from "../support/clusterReads.ts";
import { note, reportFailures } from "../support/clusterReport.ts";
import { ensureStack, ethereum, nodes } from "../support/clusterStack.ts";
import type { NodeName } from "../support/clusterStack.ts";
import { fileConfig } from "../support/stackConfig.ts";
import { stackProgram, type StackRun } from "../support/stackProgram.ts";
import { waitFor } from "../../local/support/wait.ts";

/** The release before the dev stack's; its image is made for this test. */
const previous = "1.17.4";
/**
 * What leaves Geth running, and without a peer: a bad upgrade that costs the private chain nothing. One whose image is not to
 * be had ends the same way, but stops the validators of the chain's majority, which then is long in coming back.
 */
const cutOff = {
  clientFlags: JSON.stringify({ geth: ["--netrestrict=192.0.2.0/24"] }),
  minPeers: 1,
};
/** How long a node gets in the upgrade that fails, seconds: the least that the settings allow. */
const timeoutSeconds = 60;
/** The most of all requests that may fail. */
const maxFailed = 0.001;

/** `make up` with some settings changed for this run. */
const up = (settings: Readonly<Record<string, string | number>> = {}): Promise<StackRun> =>
  stackProgram("up", [
    "--",
    ...Object.entries(settings).flatMap(([key, value]) => ["--config", `ethnode:${key}=${value}`]),
  ]);

/** The dev stack's client versions with another one of Geth. */
async function withGeth(geth: string): Promise<{ clientVersions: string }> {
  const { "ethnode:clientVersions": versions } = await fileConfig("dev");
  return { clientVersions: JSON.stringify({ ...(versions as object), geth }) };
}

const version = (node: NodeName): Promise<string> => rpc<string>(node, "web3_clientVersion", []);

/** What Geth's pod says of its version, also where the node's Service leads nowhere, as it is not in sync. */
async function versionOfPod(node: NodeName): Promise<string> {
  const request = { jsonrpc: "2.0", id: 1, method: "web3_clientVersion", params: [] };
  const path = `${podPath(ethereum, `${node}-geth-0`, 8545)}/`;
  return (await postJson<{ result: string }>(path, request)).result;
}
const waitForReady = () =>
  waitFor(
    "both nodes to be ready",
    async () =>
      (await Promise.all(nodes.map((node) => findPod(ethereum, `${node}-geth-0`)))).every(
        (found) => found !== undefined && isReady(found),
      ),
    { timeout: 180_000, interval: 1000 },
  );

/** What Kubernetes is told of a node's clients, and the pods that it runs. */
async function state(node: NodeName) {
  const parts = await Promise.all(
    ["geth", "prysm", "validator"].map(async (client) => {
      const path = `/apis/apps/v1/namespaces/${ethereum}/statefulsets/${node}-${client}`;
      const workload = (await api().get(path)) ?? {};
      const { metadata } = await pod(ethereum, `${node}-${client}-0`);
      const { generation } = mapAt(workload, "metadata");
      return { client, generation, revision: revisionOf(workload), uid: metadata.uid };
    }),
  );
  return parts;
}

function revisionOf(workload: PropertyMap): string | undefined {
  const template = mapAt(mapAt(workload, "spec"), "template");
  return stringAt(mapAt(mapAt(template, "metadata"), "annotations"), revisionAnnotation);
}

describe("a new version of Geth on both nodes", function () {
  this.timeout("10m");
  let reader: Reader;
  /** The reader, once it was started: a test that fails before must not keep the stack from being put right. */
  const started: Reader[] = [];

  before(async function () {
    this.timeout("15m");
    await ensureStack();
    const image = await buildImages(["geth-previous"]);
    await importImages(["ctr", "--address", containerdSocket], image);
    await waitForReady();
  });
  after(async () => {
    await Promise.all(started.map((one) => one[Symbol.asyncDispose]()));
    const { code, all } = await up();
    assert.equal(code, 0, all);
  });
  reportFailures();

  it("stops at the first node where it does not come up, says why, and leaves the second as it is", async function () {
    const before = await state("node-1");
    const { code, all, seconds } = await up({
      ...(await withGeth(previous)),
      ...cutOff,
      upgradeTimeoutSeconds: timeoutSeconds,
    });
    assert.notEqual(code, 0, all);
    assert.match(all, new RegExp(`node-0 is not back after ${timeoutSeconds} s: `));
    assert.match(all, /execution client has 0 peers, expected at least 1/);
    assert.match(all, /Expected both clients to answer and the node, .* to be in sync again/);
    assert.match(await versionOfPod("node-0"), new RegExp(`v${previous}-`));
    assert.match(all, /kubectl describe pods -n ethereum -l app\.kubernetes\.io\/instance=node-0/);
    assert.deepEqual(await state("node-1"), before);
    assert.doesNotMatch(await version("node-1"), new RegExp(previous));
    note(this, `after ${Math.round(seconds)} s`);
  });

  it("is put right by another up, which goes on to the second node when the first has caught up", async function () {
    reader = await startReader("http://rpc:8545");
    started.push(reader);
    const start = await reader.counts();
    const second = await pod(ethereum, "node-1-geth-0");
    const stopped = stopOf(second);
    const { code, all, seconds } = await up(await withGeth(previous));
    assert.equal(code, 0, all);
    const caughtUp = readyAt(await pod(ethereum, "node-0-geth-0"));
    assert.ok(
      (await stopped) >= caughtUp,
      `node-1 was told to stop at ${time(await stopped)}, and node-0 was in sync at ${time(caughtUp)}`,
    );
    for (const node of nodes) assert.match(await version(node), new RegExp(`v${previous}-`));
    await check(this, start, seconds);
  });

  it("goes the same way under readers who want the last one back, who lose nothing either", async function () {
    const start = await reader.counts();
    const { code, all, seconds } = await up();
    assert.equal(code, 0, all);
    for (const node of nodes) assert.doesNotMatch(await version(node), new RegExp(previous));
    await check(this, start, seconds);
  });

  /** Nearly every request was answered, and no connection was told of a block that was older than one before. */
  async function check(
    context: Mocha.Context,
    start: Awaited<ReturnType<Reader["counts"]>>,
    seconds: number,
  ): Promise<void> {
    await waitForReady();
    const end = await reader.counts();
    const { answered, failed, backwards, reorgs } = between(start, end);
    const seen = `${answered} requests answered, ${failed} not, in ${Math.round(seconds)} s`;
    note(context, `${seen}; ${end.kept} connections kept, ${reorgs} saw the chain reorganize`);
    assert.ok(answered > 1000, seen);
    assert.ok(failed <= maxFailed * (answered + failed), `${seen}: ${JSON.stringify(end)}`);
    assert.equal(backwards, 0, `a number went back ${backwards} times on one connection`);
  }
});

const time = (milliseconds: number): string => new Date(milliseconds).toISOString();

/** When the pod got ready: when its node was in sync, Unix milliseconds to the second below. */
function readyAt({ metadata, status }: Pod): number {
  const ready = status.conditions?.find(({ type }) => type === "Ready") as
    { readonly status: string; readonly lastTransitionTime?: string } | undefined;
  assert.equal(ready?.status, "True", `${metadata.name} is ready`);
  return Date.parse(ready.lastTransitionTime ?? "");
}

/** When the pod is told to stop, Unix milliseconds: its deletion is set to end a grace period later. */
function stopOf({ metadata }: Pod): Promise<number> {
  const stopped = waitFor(
    `${metadata.name} to be told to stop`,
    async () => {
      const now = await findPod(ethereum, metadata.name);
      if (now?.metadata.uid !== metadata.uid) throw new Error("nobody saw it stop");
      const { deletionTimestamp, deletionGracePeriodSeconds = 0 } = now.metadata as {
        readonly deletionTimestamp?: string;
        readonly deletionGracePeriodSeconds?: number;
      };
      return (
        deletionTimestamp !== undefined &&
        Date.parse(deletionTimestamp) - deletionGracePeriodSeconds * 1000
      );
    },
    { timeout: 300_000, interval: 500 },
  );
  // Whoever awaits it hears of it; where the upgrade failed before, nobody does.
  stopped.catch(() => undefined);
  return stopped;
}
