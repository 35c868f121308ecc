import assert from "node:assert/strict";

import { devnet } from "../../../networks/devnet.ts";
import { ephemery } from "../../../networks/ephemery.ts";
import { mainnet } from "../../../networks/mainnet.ts";
import { sepolia } from "../../../networks/sepolia.ts";
import {
  comingWithin,
  dateOf,
  daysTo,
  momentOf,
  nextFork,
  schedule,
} from "../../../networks/schedule.ts";

const at = (text: string) => Date.parse(text) / 1000;
const day = 86_400;
const glamsterdam = at("2026-10-06T13:53:36Z");
const fusaka = at("2025-12-03T21:49:11Z");

describe("a network's next fork", () => {
  const cases: readonly (readonly [string, number, string | undefined])[] = [
    ["before the first", at("2020-01-01T00:00:00Z"), "Pectra"],
    ["a second before", fusaka - 1, "Fusaka"],
    ["at its second", fusaka, "BPO1"],
    ["after the last", at("2026-11-22T00:00:00Z"), undefined],
  ];
  for (const [when, now, name] of cases) {
    it(`is ${name ?? "none"} ${when}`, () => {
      assert.equal(nextFork(mainnet, now)?.name, name);
    });
  }

  it("is not a reset", () => {
    const now = at("2026-11-22T00:00:00Z");
    assert.equal(nextFork(ephemery(now), now), undefined);
    assert.deepEqual(
      schedule(ephemery(now)).map(({ name, kind, time }) => [name, kind, momentOf(time)]),
      [["reset", "reset", "17 December 2026, 19:00 UTC"]],
    );
  });

  it("is none on a private chain, which has no time either", () => {
    assert.deepEqual(schedule(devnet), []);
    const forked = { ...devnet, forks: [{ name: "Fulu", epoch: 10, source: "a test" }] };
    assert.deepEqual(schedule(forked), []);
  });
});

describe("what comes within 30 days", () => {
  const cases: readonly (readonly [string, number, readonly string[]])[] = [
    ["30 days and a second before", glamsterdam - 30 * day - 1, []],
    ["30 days before", glamsterdam - 30 * day, ["Glamsterdam"]],
    ["a second before", glamsterdam - 1, ["Glamsterdam"]],
    ["at its second", glamsterdam, []],
  ];
  for (const [when, now, names] of cases) {
    it(`${names.length === 0 ? "has no" : "has a"} fork ${when}`, () => {
      assert.deepEqual(
        comingWithin(sepolia, 30, now).map(({ name }) => name),
        names,
      );
    });
  }

  it("is all of it", () => {
    const names = comingWithin(mainnet, 30, fusaka - day).map(({ name }) => name);
    assert.deepEqual(names, ["Fusaka", "BPO1"]);
  });
});

describe("days and dates", () => {
  it("are whole days, none on the eve", () => {
    assert.equal(daysTo(glamsterdam, glamsterdam - day), 1);
    assert.equal(daysTo(glamsterdam, glamsterdam - day + 1), 0);
    assert.equal(daysTo(glamsterdam, glamsterdam - 3 * day - 5), 3);
  });

  it("are those of UTC", () => {
    assert.equal(dateOf(fusaka), "3 December 2025");
    assert.equal(momentOf(fusaka), "3 December 2025, 21:49 UTC");
  });
});
