import assert from "node:assert/strict";

import { GateJudge, GOOD_LOOKS } from "../src/gate/judge.ts";
import type { GateReading } from "../src/gate/reading.ts";
import { gateReading } from "./support/gateReadings.ts";

const now = Date.parse("2026-11-22T12:00:00Z");
const hour = 3_600_000;
const ago = (ms: number): string => new Date(now - ms).toISOString();
const limits = { revision: "new", wasInSyncWithinMs: 24 * hour };

/** The judge's verdicts on readings that come a second apart. */
function verdicts(readings: readonly Partial<GateReading>[]) {
  const judge = new GateJudge(limits);
  return readings.map((each, index) =>
    judge.take(gateReading({ revision: "new", ...each }), now + index * 1000),
  );
}

const missing = (readings: readonly Partial<GateReading>[]): string => {
  const verdict = verdicts(readings).at(-1);
  assert.ok(verdict?.open === false, "the gate is open");
  return verdict.missing.join("; ");
};
const openAt = (readings: readonly Partial<GateReading>[]): number =>
  verdicts(readings).findIndex(({ open }) => open);

const block = (headBlock: number, answers = true) => ({ execution: { answers, headBlock } });
/** Readings of a node that is back: a look each, a block each. */
const good = (count: number, from = 0): Partial<GateReading>[] =>
  Array.from({ length: count }, (_, index) => ({
    inSync: true,
    inSyncBefore: ago(60_000),
    checkedAt: ago(-3000 * (from + index)),
    ...block(100 + from + index),
  }));

describe("the gate's judgement", () => {
  it("lets a node pass that was never in sync as soon as both clients answer", () => {
    const syncing = { inSync: false, reasons: ["consensus client is syncing"] };
    assert.equal(openAt([syncing]), 0);
    assert.match(
      missing([
        { ...syncing, ...block(0, false), reasons: ["execution client does not answer: EOF"] },
      ]),
      /execution client does not answer: EOF/,
    );
    assert.match(missing([{ consensus: { answers: false } }]), /consensus client does not answer/);
  });

  it("does not wait for the sync of a node that was in sync too long ago, and does up to then", () => {
    assert.equal(openAt([{ inSyncBefore: ago(24 * hour + 1) }]), 0);
    assert.equal(openAt([{ inSyncBefore: ago(24 * hour) }]), -1);
  });

  it("waits until a node that was in sync is again, for some looks in a row", () => {
    const behind = { inSyncBefore: ago(60_000), reasons: ["head is old"], ...block(90) };
    assert.match(missing([behind]), /head is old/);
    assert.equal(openAt([behind, ...good(GOOD_LOOKS + 2)]), GOOD_LOOKS);
  });

  it("counts a look once, however often it is told", () => {
    const same = { ...good(1)[0], checkedAt: ago(0) };
    const often = Array.from({ length: GOOD_LOOKS + 1 }, () => same);
    assert.match(missing([{ ...same, ...block(90) }, ...often]), /in sync on 1 of 9 looks/);
  });

  it("begins to count anew when something is wrong, also where the agent does not count that yet", () => {
    const wrong = { inSync: true, reasons: ["consensus client does not answer: refused"] };
    assert.equal(
      openAt([...good(2), { ...good(1, 2)[0], ...wrong }, ...good(GOOD_LOOKS + 1, 3)]),
      2 + GOOD_LOOKS,
    );
  });

  it("wants a new block: a head that was young before is young after", () => {
    const still = good(GOOD_LOOKS + 3).map((each) => ({ ...each, ...block(100) }));
    assert.match(missing(still), /no new block since it answers: its head is block 100/);
    assert.equal(openAt([...still, { ...good(1, still.length)[0], ...block(101) }]), still.length);
  });

  it("is not taken in by the old pod, which is in sync and answers", () => {
    const old = good(GOOD_LOOKS).map((each) => ({ ...each, revision: "old" }));
    assert.match(missing(old), /of revision old, expected new/);
    assert.match(missing([{ revision: null }]), /of no revision, expected new/);
    // Nor does the old pod's word count for the new one.
    assert.equal(
      openAt([...old, ...good(GOOD_LOOKS + 1, old.length)]),
      old.length + GOOD_LOOKS - 1,
    );
  });

  it("holds a node to its sync where only the consensus pod was replaced and the agent never restarted", () => {
    const lost = { inSyncBefore: null, lastInSync: ago(5000), reasons: ["syncing"] };
    assert.match(missing([lost]), /syncing/);
  });

  it("stays with what it was told first, however long it waits", () => {
    const judge = new GateJudge(limits);
    const behind = gateReading({
      revision: "new",
      inSyncBefore: ago(24 * hour - 1000),
      reasons: ["old"],
    });
    assert.equal(judge.take(behind, now).open, false);
    assert.equal(judge.take(behind, now + hour).open, false);
    assert.match(judge.expected, /in sync again/);
  });
});
