import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";

import { createLanes, Lane } from "../src/serve/lane.ts";
import { pauseAfter, Poller } from "../src/serve/poller.ts";
import { waitFor } from "./support/wait.ts";

describe("polling a target", () => {
  let poller: Poller | null = null;
  afterEach(() => poller?.stop());

  it("waits longer with each failure, up to a bound, and not at all longer when it is well", () => {
    const pauses = [0, 1, 2, 3, 4, 50].map((failures) => pauseAfter(failures, 10, 30));
    assert.deepEqual(pauses, [10, 10, 20, 30, 30, 30]);
    assert.equal(pauseAfter(5, 100, 30), 100);
  });

  it("holds back from a target that fails, and no longer when it is back", async () => {
    let good = false;
    const at: number[] = [];
    const poll = () => Promise.resolve(good || at.push(performance.now()) < 0);
    poller = new Poller({ intervalMs: 20, maxPauseMs: 10_000, poll });
    poller.start();
    await waitFor("five polls", () => at.length >= 5);
    const [, second = 0, third = 0, fourth = 0, fifth = 0] = at;
    assert.ok(fourth - third > (third - second) * 1.3, JSON.stringify(at));
    assert.ok(fifth - fourth > (fourth - third) * 1.3, JSON.stringify(at));
    good = true;
  });

  it("polls at once when told that the target is back, never twice at the same time", async () => {
    let running = 0;
    let most = 0;
    let polls = 0;
    const poll = async () => {
      most = Math.max(most, ++running);
      polls++;
      await sleep(20);
      running--;
      return false;
    };
    poller = new Poller({ intervalMs: 60_000, poll });
    poller.start();
    await waitFor("the first poll", () => polls === 1);
    poller.soon();
    await waitFor("its end", () => running === 0);
    await sleep(5);
    poller.soon();
    poller.soon();
    await waitFor("the second poll", () => polls === 2, 1000);
    await sleep(60);
    assert.deepEqual([polls, most], [2, 1]);
  });
});

describe("the room for polls", () => {
  it("lets so many run at once, in order", async () => {
    const lane = new Lane(2);
    const done: number[] = [];
    let running = 0;
    let most = 0;
    const task = (number: number) => async () => {
      most = Math.max(most, ++running);
      await sleep(5);
      running--;
      done.push(number);
      if (number === 1) throw new Error("a task failed");
    };
    const all = [0, 1, 2, 3, 4].map((number) => lane.run(task(number)));
    const outcomes = await Promise.allSettled(all);
    assert.deepEqual([done, most], [[0, 1, 2, 3, 4], 2]);
    assert.deepEqual(
      outcomes.map(({ status }) => status === "fulfilled"),
      [true, false, true, true, true],
    );
  });

  it("keeps targets that hang from those that answer", async () => {
    const lanes = createLanes(4);
    let hanging = 0;
    const hang = Array.from(
      { length: 20 },
      () =>
        new Poller({
          intervalMs: 1,
          lanes,
          poll: async (signal) => {
            hanging++;
            await sleep(300, false, { signal }).catch(() => false);
            hanging--;
            return false;
          },
        }),
    );
    for (const poller of hang) poller.start();
    // Each has hung once, and from then on they have only each other to wait for.
    await sleep(1700);
    let polls = 0;
    const well = new Poller({
      intervalMs: 5,
      lanes,
      poll: () => Promise.resolve(++polls > 0),
    });
    well.start();
    await sleep(300);
    assert.equal(hanging, 1);
    for (const poller of [...hang, well]) poller.stop();
    assert.ok(polls > 10, String(polls));
  });
});
