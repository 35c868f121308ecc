import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";

import { pino } from "pino";

import type { ExecutionCaller } from "../src/agent/methods.ts";
import { SyncWatcher, type WatcherOptions } from "../src/agent/syncWatcher.ts";
import { waitFor } from "./support/wait.ts";

const log = pino({ level: "silent" });
const GENESIS = 1_600_000_000;
const limits = { chainId: 1, secondsPerSlot: 12, maxHeadAgeSeconds: 60, minPeers: 0 };

/** Two clients with the same young head, and a memory, all of which a test can change. */
class Pair {
  executionAnswers = true;
  consensusAnswers = true;
  isSyncing = false;
  /** Longest that an execution client has been asked several times at once. */
  looksAtOnce = 0;
  looks = 0;
  slow: Promise<void> | null = null;
  readonly saved: string[] = [];
  remembered: string | null = null;
  #open = 0;

  readonly execution: ExecutionCaller = {
    call: async (method) => {
      if (!this.executionAnswers) throw new Error("/ipc/geth.ipc: nobody listens");
      if (method === "eth_chainId") return "0x1";
      if (method === "net_peerCount") return "0x0";
      this.looks++;
      this.looksAtOnce = Math.max(this.looksAtOnce, ++this.#open);
      await this.slow;
      this.#open--;
      return { number: "0x10", timestamp: `0x${(GENESIS + this.#slot() * 12).toString(16)}` };
    },
  };

  readonly beacon: WatcherOptions["beacon"] = {
    genesisTime: () => Promise.resolve(GENESIS),
    ask: () =>
      Promise.resolve({
        facts: this.consensusAnswers
          ? {
              answers: true,
              isSyncing: this.isSyncing,
              isOptimistic: false,
              elOffline: false,
              headSlot: this.#slot(),
              syncDistance: 0,
            }
          : {
              answers: false,
              isSyncing: null,
              isOptimistic: null,
              elOffline: null,
              headSlot: null,
              syncDistance: null,
            },
        problem: this.consensusAnswers ? null : "connection refused",
      }),
  };

  readonly memory: WatcherOptions["memory"] = {
    load: () => Promise.resolve(this.remembered),
    save: (time) => {
      this.saved.push(time);
      this.remembered = time;
      return Promise.resolve();
    },
  };

  #slot(): number {
    return Math.floor((Date.now() / 1000 - GENESIS) / 12);
  }
}

describe("watching a node's sync", function () {
  this.timeout(20_000);
  let pair: Pair;
  const started: SyncWatcher[] = [];

  async function start(options: Partial<WatcherOptions> = {}): Promise<SyncWatcher> {
    const watcher = new SyncWatcher({
      ...{ execution: pair.execution, beacon: pair.beacon, memory: pair.memory },
      ...{ limits, log, periodMs: 10, smoothing: { outAfterMs: 100, inAfterMs: 50 } },
      ...options,
    });
    started.push(watcher);
    await watcher.load();
    void watcher.run();
    return watcher;
  }
  const turned = (watcher: SyncWatcher, inSync: boolean) =>
    waitFor(`in sync: ${inSync}`, () => watcher.reading().inSync === inSync);

  beforeEach(() => {
    pair = new Pair();
  });
  afterEach(() => {
    for (const watcher of started.splice(0)) watcher.stop();
  });

  it("says no before it has looked, and yes once the node has been good for a while", async () => {
    const watcher = await start({
      periodMs: 60_000,
      execution: { call: () => new Promise(() => undefined) },
    });
    assert.equal(watcher.reading().inSync, false);
    assert.equal(watcher.reading().checkedAt, null);
    assert.match(
      watcher.reading().reasons.join(),
      /execution client does not answer: not asked yet/,
    );
    const running = await start({ revision: "5e1f" });
    await turned(running, true);
    assert.equal(running.reading().revision, "5e1f");
    const { checkedAt } = running.reading();
    await waitFor("another look", () => String(running.reading().checkedAt) > String(checkedAt));
    assert.deepEqual(running.reading().reasons, []);
    assert.equal(running.reading().execution.headBlock, 16);
  });

  it("names a fault at once and counts it when it lasts", async () => {
    const watcher = await start();
    await turned(watcher, true);
    pair.consensusAnswers = false;
    await waitFor("the reason", () => watcher.reading().reasons.length > 0);
    assert.equal(watcher.reading().inSync, true);
    await turned(watcher, false);
    assert.deepEqual(watcher.reading().reasons, [
      "consensus client does not answer: connection refused",
    ]);
    pair.consensusAnswers = true;
    await turned(watcher, true);
  });

  it("tells whether both processes answer, whatever the sync", async () => {
    pair.isSyncing = true;
    const watcher = await start();
    assert.equal(watcher.answers().answers, false);
    await waitFor("answers", () => watcher.answers().answers);
    assert.equal(watcher.reading().inSync, false);
    pair.executionAnswers = false;
    await waitFor("no answers", () => !watcher.answers().answers);
    const { reasons, execution, consensus } = watcher.answers();
    assert.deepEqual(reasons, ["execution client does not answer: /ipc/geth.ipc: nobody listens"]);
    assert.deepEqual([execution.answers, consensus.answers], [false, true]);
  });

  it("looks again only when the last look has ended", async () => {
    const gate = Promise.withResolvers<undefined>();
    pair.slow = gate.promise;
    const watcher = await start();
    await sleep(100);
    assert.equal(pair.looks, 1);
    pair.slow = null;
    gate.resolve(undefined);
    await turned(watcher, true);
    assert.equal(pair.looksAtOnce, 1);
  });

  it("has no verdict when its look does not end", async () => {
    const watcher = await start({ staleMs: 100 });
    await turned(watcher, true);
    pair.slow = new Promise(() => undefined);
    await turned(watcher, false);
    assert.match(watcher.reading().reasons.join(), /the agent has not seen the clients for \d+ s/);
    assert.equal(watcher.answers().answers, false);
  });

  it("knows when the node was last in sync, and what the agent before it knew", async () => {
    pair.isSyncing = true;
    const first = await start();
    await waitFor("a look", () => first.answers().answers);
    assert.deepEqual([first.reading().lastInSync, first.reading().inSyncBefore], [null, null]);
    pair.isSyncing = false;
    await turned(first, true);
    const { lastInSync, inSyncBefore, startedAt } = first.reading();
    assert.ok(lastInSync !== null && lastInSync >= startedAt);
    assert.equal(inSyncBefore, null);
    first.stop();

    pair.isSyncing = true;
    const second = await start();
    assert.equal(second.reading().inSyncBefore, pair.remembered);
    assert.equal(second.reading().lastInSync, pair.remembered);
    assert.notEqual(pair.remembered, null);
  });

  it("saves at every turn, and else seldom", async () => {
    const watcher = await start({ saveEveryMs: 60_000 });
    await turned(watcher, true);
    await sleep(200);
    assert.equal(pair.saved.length, 1);
    pair.consensusAnswers = false;
    await turned(watcher, false);
    await waitFor("a save at the turn", () => pair.saved.length === 2);
    const [first, second] = pair.saved;
    assert.ok(String(second) > String(first), "the newest time at which it was in sync");
    await sleep(100);
    assert.equal(pair.saved.length, 2);

    const often = await start({ saveEveryMs: 30 });
    pair.consensusAnswers = true;
    await turned(often, true);
    await waitFor("saves while nothing changes", () => pair.saved.length > 5);
  });
});
