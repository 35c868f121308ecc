import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";

import { accessLabels } from "../../components/kubernetes/labels.ts";
import { ports } from "../../components/kubernetes/ports.ts";
import { containerdSocket } from "../../local/cluster/layout.ts";
import { importImages } from "../../local/images/import.ts";
import { buildImages } from "../../local/images/images.ts";
import { waitFor } from "../../local/support/wait.ts";
import { containerLog, findPod, isReady, pods } from "../support/clusterPods.ts";
import { note, reportFailures } from "../support/clusterReport.ts";
import { scale, seconds, waitForAll } from "../support/clusterRpc.ts";
import { ensureStack, ethereum } from "../support/clusterStack.ts";
import { startUserPod, type UserPod } from "../support/clusterUserPod.ts";
import { call } from "../support/gateway.ts";
import { stackProgram } from "../support/stackProgram.ts";

/** Debian's, as images of the published one cannot be had where this is tested. */
const image = "ethnode/haproxy-debian:2.6";

/** How often each status came; `none` where no answer came. */
type Counts = Readonly<Record<string, number>>;

/** Asks ten times a second, each time on a connection that may be a new one. */
const program = `
const counts = {};
const one = async () => {
  const status = await fetch(process.env.URL, {
    method: "POST",
    headers: { "content-type": "application/json", "x-api-key": process.env.KEY },
    body: process.env.CALL,
    signal: AbortSignal.timeout(5000),
  }).then(async (answer) => { await answer.text(); return answer.status; }, () => "none");
  counts[status] = (counts[status] ?? 0) + 1;
};
setInterval(one, 100);
setInterval(() => console.log(JSON.stringify(counts)), 1000);
`;

const total = (counts: Counts): number => Object.values(counts).reduce((sum, one) => sum + one, 0);
const answeredOf = (counts: Counts): number => total(counts) - (counts["none"] ?? 0);

describe("the RPC gateway on the running chain", function () {
  this.timeout("6m");
  let key = "";
  let user: UserPod<Counts> | undefined;

  interface Change {
    readonly key?: string;
    readonly method?: string;
    readonly access?: string;
    readonly answered?: (counts: Counts) => number;
  }
  const asUser = (name: string, change: Change = {}) =>
    startUserPod<Counts>({
      name,
      program,
      access: change.access ?? accessLabels.rpcGateway,
      env: {
        URL: `http://rpc-gateway.${ethereum}:${ports.rpcGateway.rpc}/`,
        KEY: change.key ?? key,
        CALL: call(change.method ?? "eth_blockNumber"),
      },
      answered: change.answered ?? answeredOf,
    });

  before(async function () {
    this.timeout("10m");
    await ensureStack();
    await waitForAll();
    const built = await buildImages(["haproxy"]);
    await importImages(["ctr", "--address", containerdSocket], built, () => undefined);
    const settings = { keys: [{ name: "alice" }], image };
    const config = ["--config", `ethnode:rpcGateway=${JSON.stringify(settings)}`];
    const { code, all } = await stackProgram("up", ["--", ...config]);
    assert.equal(code, 0, all);
    const output = await stackProgram("output", [
      "--",
      "rpcGatewayKeys",
      "--json",
      "--show-secrets",
    ]);
    assert.equal(output.code, 0, output.all);
    key = (JSON.parse(output.stdout) as { alice: string }).alice;
    user = await asUser("gateway-user");
  });
  after(async function () {
    this.timeout("10m");
    await user?.[Symbol.asyncDispose]();
    const { code, all } = await stackProgram("up", []);
    assert.equal(code, 0, all);
    await waitForAll();
  });
  reportFailures();

  /** The lines of both pods' access logs that a time after `since` (Unix time, seconds) has. */
  async function log(since: number): Promise<{ status: number; node: string; time: number }[]> {
    const found = await pods(ethereum, "app.kubernetes.io/component=rpc-gateway");
    assert.equal(found.length, 2);
    const texts = await Promise.all(found.map((one) => containerLog(one, "haproxy")));
    return texts
      .flatMap((text) => text.split("\n").filter((line) => line.startsWith("{")))
      .map((line) => JSON.parse(line) as { status: number; node: string; time: number })
      .filter(({ time }) => time > since);
  }
  const askedSince = async (since: number): Promise<ReadonlySet<string>> =>
    new Set((await log(since)).filter(({ status }) => status === 200).map(({ node }) => node));
  const addressOf = async (name: string) => (await findPod(ethereum, name))?.status.podIP ?? name;
  const nodesNow = async () => {
    const since = Date.now() / 1000;
    await sleep(3_000);
    return askedSince(since);
  };

  it("serves who has a key and the label, by two pods, from every node that is in sync", async () => {
    const found = await pods(ethereum, "app.kubernetes.io/component=rpc-gateway");
    assert.deepEqual(found.map(isReady), [true, true]);
    const both = [await addressOf("node-0-geth-0"), await addressOf("node-1-geth-0")].toSorted();
    await waitFor(
      "both nodes to be asked",
      async () => [...(await nodesNow())].toSorted().join(" ") === both.join(" "),
      { timeout: 30_000 },
    );
  });

  it("refuses who has no key of it, and methods that it does not serve", async () => {
    for (const [name, change, status] of [
      ["gateway-stranger", { key: "a-key-of-nobody" }, "401"],
      ["gateway-admin", { method: "admin_nodeInfo" }, "403"],
    ] as const) {
      await using pod = await asUser(name, change);
      // Until its policies are in force, it reaches nobody.
      const answered = Object.keys(await pod.counts()).filter((one) => one !== "none");
      assert.deepEqual(answered, [status]);
    }
  });

  it("is not reached by a pod without its label", async () => {
    // Six seconds of attempts: policies are in force long before.
    const answered = (counts: Counts): number => (total(counts) >= 10 ? 1 : 0);
    const change = { access: accessLabels.monitoring, answered };
    await using pod = await asUser("gateway-unlabelled", change);
    assert.deepEqual(Object.keys(await pod.counts()), ["none"]);
  });

  it("goes on with the others while a node is gone, and asks it again when it is back", async function () {
    const gone = await addressOf("node-1-geth-0");
    assert.ok(user !== undefined);
    const before = await user.counts();
    const start = performance.now();
    await scale("node-1-geth", 0);
    let took = 0;
    await waitFor(
      "the node not to be asked any more",
      async () => {
        const asked = await nodesNow();
        return asked.size > 0 && !asked.has(gone);
      },
      { timeout: 60_000 },
    );
    took = seconds(start);
    await scale("node-1-geth", 1);
    await waitForAll();
    const back = await addressOf("node-1-geth-0");
    await waitFor("the node to be asked again", async () => (await nodesNow()).has(back), {
      timeout: 60_000,
    });
    const after = await user.counts();
    const failed = total(after) - (after["200"] ?? 0) - (total(before) - (before["200"] ?? 0));
    const sent = total(after) - total(before);
    note(this, `${failed} of ${sent} calls failed; not asked any more within ${took} s`);
    assert.ok(failed <= sent / 100, JSON.stringify({ before, after }));
  });
});
