import assert from "node:assert/strict";

import { waitFor } from "../../local/support/wait.ts";
import { list } from "../support/clusterApi.ts";
import { head } from "../support/clusterChain.ts";
import { pods } from "../support/clusterPods.ts";
import { note, reportFailures } from "../support/clusterReport.ts";
import { ensureStack, ethereum, nodes } from "../support/clusterStack.ts";
import { stackProgram, type StackRun } from "../support/stackProgram.ts";

/** What the tests read of a PersistentVolumeClaim. */
interface Claim {
  readonly metadata: {
    readonly name: string;
    readonly uid: string;
    readonly resourceVersion: string;
  };
  readonly spec: { readonly resources: { readonly requests: { readonly storage: string } } };
  readonly status: { readonly capacity?: { readonly storage: string } };
}

/** A StatefulSet: each change of what is asked of it is a new generation. */
interface Workload {
  readonly metadata: { readonly name: string; readonly generation: number };
}

const gethClaims = async (): Promise<Claim[]> => {
  const all = await list<Claim>(`/api/v1/namespaces/${ethereum}/persistentvolumeclaims`);
  return all.filter(({ metadata }) => metadata.name.endsWith("-geth-data"));
};

/** Every program that runs: which pod it is in, and how often it was restarted. */
const lives = async () =>
  (await pods(ethereum))
    .map(({ metadata, status }) => [
      metadata.name,
      metadata.uid,
      ...(status.containerStatuses ?? []).map(({ restartCount }) => restartCount),
    ])
    .toSorted();

/** What a refused change must leave as it is. */
const asked = async () => ({
  claims: (await gethClaims()).map(({ metadata }) => [metadata.name, metadata.resourceVersion]),
  workloads: (await list<Workload>(`/apis/apps/v1/namespaces/${ethereum}/statefulsets`)).map(
    ({ metadata }) => [metadata.name, metadata.generation],
  ),
});

/** Calls the program with another size of Geth's volumes than the committed one. */
const withSize = (operation: "up" | "preview", size: string): Promise<StackRun> =>
  stackProgram(operation, ["--", "--config", `ethnode:executionStorage=${size}`]);

const waitForCapacity = (size: string): Promise<unknown> =>
  waitFor(
    `volumes of ${size}`,
    async () => (await gethClaims()).every(({ status }) => status.capacity?.storage === size),
    { timeout: 60_000, interval: 500 },
  );

// The last of a stack's life: a volume that has grown cannot be what the committed settings say again.
describe("the volumes of the running chain", () => {
  before(async function () {
    this.timeout("15m");
    await ensureStack();
    const { code, all } = await withSize("up", "20Gi");
    assert.equal(code, 0, all);
    await waitForCapacity("20Gi");
  });
  reportFailures();

  it("grow from 20 to 30 GiB in place, and every program runs on", async function () {
    const [before, claims] = [await lives(), await gethClaims()];
    const heads = await Promise.all(nodes.map(head));
    const { code, all, seconds } = await withSize("up", "30Gi");
    assert.equal(code, 0, all);
    assert.match(all, /~ 2 updated/, all);
    assert.doesNotMatch(all, /replaced|deleted/, all);
    await waitForCapacity("30Gi");
    const grown = await gethClaims();
    assert.deepEqual(
      grown.map(({ metadata, spec }) => [metadata.uid, spec.resources.requests.storage]),
      claims.map(({ metadata }) => [metadata.uid, "30Gi"]),
    );
    assert.deepEqual(await lives(), before);
    for (const [index, node] of nodes.entries()) {
      const was = heads[index]?.number ?? 0;
      const is = (await head(node)).number;
      assert.ok(is > was, `${node} went from block ${was} to ${is}`);
    }
    note(
      this,
      `volumes from 20 to 30 GiB: ${seconds.toFixed(0)} s, ${before.length} pods as before`,
    );
  });

  for (const operation of ["preview", "up"] as const) {
    it(`are refused to shrink from 30 to 20 GiB before anything changes: ${operation}`, async () => {
      const [before, programs] = [await asked(), await lives()];
      const { code, all } = await withSize(operation, "20Gi");
      assert.notEqual(code, 0, all);
      // One is enough: the engine asks for no more once a change is refused.
      assert.match(
        all,
        /node-\d-geth-data: size came 20Gi, expected at least 30Gi, which it has: a volume cannot shrink/,
      );
      assert.deepEqual(await asked(), before);
      assert.deepEqual(await lives(), programs);
    });
  }
});
