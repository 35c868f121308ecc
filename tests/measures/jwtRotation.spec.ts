import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";

import { list } from "../support/clusterApi.ts";
import { head } from "../support/clusterChain.ts";
import { askEngine } from "../support/clusterEngine.ts";
import { pod, pods } from "../support/clusterPods.ts";
import { forwardPort } from "../support/clusterPortForward.ts";
import { note, reportFailures } from "../support/clusterReport.ts";
import { seconds, waitForAll } from "../support/clusterRpc.ts";
import { engineToken, jwtSecret, jwtSecretName } from "../support/clusterSecrets.ts";
import { ensureStack, ethereum, type NodeName, nodes } from "../support/clusterStack.ts";
import { stackProgram, type StackRun } from "../support/stackProgram.ts";

/** How often it is rotated, each some two minutes: a measure and no test of every day. */
const rotations = 5;

/** Seconds that a node's head may stand still. */
const stillness = 90;

interface Workload {
  readonly metadata: { readonly name: string; readonly generation: number };
}

const rotated = (operation: "up" | "preview", text: string, ...rest: string[]): Promise<StackRun> =>
  stackProgram(operation, ["--", "--config", `ethnode:jwtRotation=${text}`, ...rest]);

/** How often each StatefulSet was changed. */
const generations = async (): Promise<ReadonlyMap<string, number>> => {
  const all = await list<Workload>(`/apis/apps/v1/namespaces/${ethereum}/statefulsets`);
  return new Map(all.map(({ metadata: { name, generation } }) => [name, generation]));
};

const isClient = (name: string): boolean => /-(?:geth|prysm)(?:-0)?$/.test(name);

/** Each node's secret now. */
const secrets = (): Promise<Buffer[]> =>
  Promise.all(
    nodes.map(async (node) =>
      jwtSecret(ethereum, jwtSecretName(await pod(ethereum, `${node}-geth-0`))),
    ),
  );

/** Each pod that there was while it watched, and the longest time for which each node's head stood still. */
function watch() {
  const seen = new Map<string, Set<string>>();
  const still = new Map<NodeName, number>(nodes.map((node) => [node, 0]));
  const stop = new AbortController();
  const looking = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      for (const { metadata } of await pods(ethereum).catch(() => [])) {
        const uids = seen.get(metadata.name) ?? new Set();
        seen.set(metadata.name, uids.add(metadata.uid));
      }
      await sleep(500);
    }
  };
  const following = async (node: NodeName): Promise<void> => {
    let [last, since] = [-1, performance.now()];
    while (!stop.signal.aborted) {
      const block = await head(node).catch(() => undefined);
      const now = block?.number ?? last;
      if (now > last) [last, since] = [now, performance.now()];
      still.set(node, Math.max(still.get(node) ?? 0, seconds(since)));
      await sleep(500);
    }
  };
  const running = Promise.all([looking(), ...nodes.map(following)]);
  return {
    end: async () => {
      stop.abort();
      await running;
      return { seen, still };
    },
  };
}

describe(`the JWT, rotated ${rotations} times on the running chain`, function () {
  this.timeout("10m");
  before(async function () {
    this.timeout("20m");
    await ensureStack();
    await waitForAll();
  });
  after(async function () {
    this.timeout("10m");
    // As the committed settings say.
    const { code, all } = await stackProgram("up", []);
    assert.equal(code, 0, all);
  });
  reportFailures();

  for (let turn = 1; turn <= rotations; turn++) {
    it(`both clients of each node roll once, the old secret is refused, and the head goes on: ${turn}`, async function () {
      const text = `${turn}-${Date.now()}`;
      const [old, before, pasts] = [await secrets(), await generations(), await pods(ethereum)];
      const watcher = watch();
      const start = performance.now();
      const { code, all } = await rotated("up", text);
      assert.equal(code, 0, all);
      const took = seconds(start);
      await waitForAll();
      // Another slot of each, by heads that were made after it.
      await sleep(15_000);
      const { seen, still } = await watcher.end();

      const changed = [...(await generations())].filter(([name, now]) => now !== before.get(name));
      assert.deepEqual(
        changed.map(([name, now]) => [name, now - (before.get(name) ?? 0)]).toSorted(),
        nodes.flatMap((node) => [`${node}-geth`, `${node}-prysm`]).map((name) => [name, 1]),
      );
      for (const { metadata } of pasts) {
        const lives = seen.get(metadata.name)?.size;
        if (isClient(metadata.name)) assert.equal(lives, 2, metadata.name);
        else if (/-\d+$/.test(metadata.name)) assert.equal(lives, 1, metadata.name);
      }

      const fresh = await secrets();
      for (const [index, node] of nodes.entries()) {
        await using port = await forwardPort(ethereum, `pod/${node}-geth-0`, 8551);
        const status = (secret: Buffer = Buffer.alloc(0)) =>
          askEngine(port.url, `Bearer ${engineToken(secret)}`);
        assert.deepEqual([await status(old[index]), await status(fresh[index])], [401, 200], node);
        assert.ok((still.get(node) ?? Infinity) <= stillness, `${node}: ${still.get(node)} s`);
      }

      const { code: same, all: said } = await rotated("preview", text, "--expect-no-changes");
      assert.equal(same, 0, said);
      note(this, `${took} s; heads stood still ${[...still.values()].join(" and ")} s at most`);
    });
  }
});
