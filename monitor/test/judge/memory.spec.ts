import assert from "node:assert/strict";

import { HourOfChurn } from "../../src/judge/hourOfChurn.ts";
import { LEAVE_REASONS, leaveReason } from "../../src/judge/leaveReason.ts";
import { LayerMemory } from "../../src/judge/nodeMemory.ts";
import { SessionLengths } from "../../src/judge/sessionLengths.ts";
import type { PeerEvent } from "../../src/serve/events/event.ts";
import { DROP_REASONS } from "../../src/serve/events/reason.ts";
import { ago, NOW, peers } from "../support/judgeFacts.ts";
import { nodeEvent } from "../support/watched.ts";

const event = (
  kind: PeerEvent["kind"],
  at: number,
  change: Parameters<typeof nodeEvent>[1] = {},
): PeerEvent => ({
  seq: 1,
  ...nodeEvent(kind, { at: new Date(at).toISOString(), ...change }),
});
const reading = (at: number, inbound: number, outbound: number) => ({
  fetchedAt: at,
  peers: peers(inbound, outbound),
});

const setOf = ({ restart }: LayerMemory) => ({
  at: restart?.at,
  before: [...(restart?.before ?? new Set<string>())],
  seen: [...(restart?.seen ?? new Set<string>())],
});

describe("what is remembered of a layer", () => {
  it("is since when it is seen to be up and since when nobody calls it", () => {
    const memory = new LayerMemory();
    assert.deepEqual([memory.upSince, memory.noInboundSince], [null, null]);
    memory.observe(reading(ago(70), 0, 0));
    assert.equal(memory.hadPeers, false);
    memory.observe(null);
    memory.observe(reading(ago(60), 0, 3));
    memory.observe(reading(ago(50), 0, 4));
    assert.equal(memory.hadPeers, true);
    assert.deepEqual([memory.upSince, memory.noInboundSince], [ago(60), ago(60)]);
    memory.observe(reading(ago(40), 1, 4));
    assert.deepEqual([memory.upSince, memory.noInboundSince], [ago(60), null]);
    memory.observe(reading(ago(30), 0, 4));
    assert.equal(memory.noInboundSince, ago(30));
    memory.observe({ ...reading(ago(20), 0, 4), unlistedPeers: 1 });
    assert.equal(memory.noInboundSince, null);
  });

  it("does not go on over a time in which the node was away", () => {
    const memory = new LayerMemory();
    memory.observe(reading(ago(3000), 0, 3));
    memory.take(event("leave", ago(2000)));
    assert.deepEqual(memory.churn(NOW), { joins: 0, leaves: 1, watchedSeconds: 3000 });
    memory.take(event("down", ago(1000)));
    assert.deepEqual(
      [memory.upSince, memory.hadPeers, memory.noInboundSince, memory.churn(NOW)],
      [null, false, null, null],
    );
    memory.take(event("up", ago(900)));
    memory.observe(reading(ago(900), 0, 3));
    assert.equal(memory.upSince, ago(900));
    assert.deepEqual(memory.churn(NOW), { joins: 0, leaves: 0, watchedSeconds: 900 });
  });

  it("counts joins and leaves by reason, over the node's downs", () => {
    const memory = new LayerMemory();
    memory.take(event("join", ago(10)));
    memory.take(event("leave", ago(9), { reason: "too many peers" }));
    memory.take(event("down", ago(8)));
    memory.take(event("up", ago(7)));
    memory.take(event("leave", ago(6), { reason: "x".repeat(80) }));
    memory.take(event("leave", ago(5)));
    assert.equal(memory.joins, 1);
    assert.deepEqual(
      [...memory.leaves],
      [
        ["too_many_peers", 1],
        ["other", 1],
        ["unknown", 1],
      ],
    );
  });

  it("knows after a restart who was there before it, and who was ever seen", () => {
    const memory = new LayerMemory();
    assert.deepEqual(setOf(memory).at, undefined);
    memory.take(event("leave", ago(7000), { peer: "gone", direction: "outbound" }));
    memory.take(event("join", ago(6000), { peer: "caller", direction: "inbound" }));
    memory.observe(reading(ago(5000), 1, 2));
    memory.take(event("down", ago(4500)));
    memory.take(event("up", ago(4000)));
    assert.equal(setOf(memory).at, ago(4000));
    assert.deepEqual(setOf(memory).before, ["peer-1", "peer-2"]);
    assert.deepEqual(setOf(memory).seen, ["gone", "peer-1", "peer-2"]);
  });

  it("does not take the peers of a restart's first hour for known at the next", () => {
    const memory = new LayerMemory();
    memory.observe(reading(ago(9000), 0, 1));
    memory.take(event("down", ago(8000)));
    memory.take(event("up", ago(7000)));
    memory.take(event("join", ago(6900), { peer: "new", direction: "outbound" }));
    memory.take(event("down", ago(6800)));
    memory.take(event("up", ago(6700)));
    assert.deepEqual(setOf(memory).seen, ["peer-0"]);
    // An hour after that they have stood the test.
    memory.take(event("join", ago(6700 - 3600), { peer: "later", direction: "outbound" }));
    memory.take(event("down", ago(20)));
    memory.take(event("up", ago(10)));
    assert.ok(memory.restart?.seen?.has("later"));
  });

  it("does not say that nobody was there before, when it never saw", () => {
    const memory = new LayerMemory();
    memory.take(event("down", ago(20)));
    memory.take(event("up", ago(10)));
    assert.deepEqual([memory.restart?.before, memory.restart?.seen], [null, null]);
  });

  it("is bounded, however many come and go", () => {
    const memory = new LayerMemory();
    for (let i = 0; i < 20_000; i++)
      memory.take(event("join", ago(i % 7200), { peer: `p${i}`, direction: "outbound" }));
    memory.observe(reading(ago(5), 0, 1));
    memory.take(event("down", NOW));
    memory.take(event("up", NOW));
    assert.equal(memory.restart?.seen?.size, 512);
    assert.ok(memory.restart.seen.has("p19999"));
  });
});

describe("an hour of churn", () => {
  it("forgets what is older than an hour, and minds no clock that is wrong", () => {
    const hour = new HourOfChurn();
    hour.left(ago(3601));
    hour.left(ago(3000));
    hour.joined(ago(1));
    assert.deepEqual(hour.facts(ago(9999), NOW), { joins: 1, leaves: 1, watchedSeconds: 3600 });
    assert.equal(hour.facts(ago(9999), NOW + 3_600_000).joins, 0);
    for (let i = 10_000; i > 0; i--) hour.left(ago(-i * 60));
    assert.ok(hour.facts(ago(9999), NOW).leaves <= 60);
    assert.equal(hour.facts(ago(-60), NOW).watchedSeconds, 0);
  });
});

describe("session lengths", () => {
  it("are counted by their bounds, of sessions seen from begin to end", () => {
    const lengths = new SessionLengths();
    const session = (seconds: number) => {
      lengths.began("p", 0);
      lengths.ended("p", seconds * 1000);
    };
    [60, 61, 600, 3600, 21_600, 86_400, 86_401].forEach(session);
    lengths.ended("never began", 5000);
    assert.deepEqual(lengths.counts, [1, 2, 1, 1, 1, 1]);
    assert.equal(lengths.sum, 60 + 61 + 600 + 3600 + 21_600 + 86_400 + 86_401);
    lengths.began("p", 0);
    lengths.clear();
    lengths.ended("p", 5000);
    assert.equal(lengths.counts[0], 1);
  });
});

describe("the reasons of leaves", () => {
  it("are of a closed list, each of Geth's in a group of its own kind", () => {
    const groups = DROP_REASONS.map(leaveReason);
    assert.ok(groups.every((group) => group !== "other" && group !== "unknown"));
    assert.deepEqual(
      new Set([...groups, leaveReason("<b>whatever"), leaveReason(null)]),
      new Set(LEAVE_REASONS),
    );
  });
});
