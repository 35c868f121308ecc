import assert from "node:assert/strict";

import { EventRing, TooManyWaitersError } from "../src/agent/eventRing.ts";
import type { AgentEvent } from "../src/agent/events.ts";
import { PeerFeed } from "../src/agent/peerFeed.ts";

const A = "a".repeat(64);
const B = "b".repeat(64);
const listed = (id: string, inbound = true) => ({
  id,
  name: "Geth/v1.17.5/linux-amd64/go1.26",
  network: { inbound, remoteAddress: "203.0.113.7:30303" },
});
const quiet = new AbortController().signal;

describe("the ring of events", () => {
  const push = (ring: EventRing, peer: string) => {
    const facts = { name: null, inbound: null, remote: null, reason: null };
    ring.push({ at: new Date(0).toISOString(), kind: "join", precision: "event", peer, ...facts });
  };

  it("keeps the newest, numbered without gaps, and gives what came after one", () => {
    const ring = new EventRing({ capacity: 3, firstSeq: 10 });
    for (const peer of ["1", "2", "3", "4"]) push(ring, peer);
    assert.deepEqual(
      ring.since(0).events.map(({ seq, peer }) => [seq, peer]),
      [
        [11, "2"],
        [12, "3"],
        [13, "4"],
      ],
    );
    assert.deepEqual([ring.since(12).events.length, ring.since(13).newest], [1, 13]);
  });

  it("numbers on from the clock, so that who counted with an agent before it restarted misses nothing", () => {
    const before = new EventRing({ firstSeq: (Date.now() - 1000) * 1000 });
    push(before, A);
    const after = new EventRing();
    push(after, B);
    assert.equal(after.since(before.newest).events.length, 1);
  });

  it("answers who waits when something comes, and otherwise when the wait is over", async () => {
    const ring = new EventRing();
    const waiting = ring.next(ring.newest, 60_000, quiet);
    push(ring, A);
    assert.equal((await waiting).events[0]?.peer, A);
    assert.deepEqual((await ring.next(ring.newest, 20, quiet)).events, []);
    // Whoever asks for what was not reached yet counts with another agent: at once, or it would never learn.
    assert.deepEqual((await ring.next(ring.newest + 5, 60_000, quiet)).events, []);
  });

  it("lets only so many wait, and forgets who went away", async () => {
    const ring = new EventRing({ maxWaiters: 2 });
    const gone = new AbortController();
    const first = ring.next(ring.newest, 60_000, gone.signal);
    const second = ring.next(ring.newest, 60_000, quiet);
    await assert.rejects(ring.next(ring.newest, 60_000, quiet), TooManyWaitersError);
    gone.abort();
    await first;
    const third = ring.next(ring.newest, 60_000, quiet);
    ring.wakeAll();
    assert.deepEqual(await Promise.all([second, third].map(async (one) => (await one).events)), [
      [],
      [],
    ]);
  });
});

describe("the feed of a client's peers", () => {
  let feed: PeerFeed;
  const told = () =>
    feed.ring.since(0).events.map(({ kind, precision, peer }) => `${kind} ${precision} ${peer[0]}`);
  const last = (): AgentEvent => {
    const event = feed.ring.since(0).events.at(-1);
    assert.ok(event);
    return event;
  };
  beforeEach(() => {
    feed = new PeerFeed();
    feed.list([], 1000);
  });

  it("tells a join with what the next list says of the peer, at the moment of the join", () => {
    feed.joined(A, "203.0.113.7:1", 2000);
    assert.deepEqual([told(), feed.waiting], [[], true]);
    feed.list([listed(A)], 2100);
    assert.deepEqual([told(), feed.waiting], [["join event a"], false]);
    assert.deepEqual(
      [last().name, last().inbound, last().remote, last().at],
      [listed(A).name, true, "203.0.113.7:30303", new Date(2000).toISOString()],
    );
  });

  it("tells a leave at once with its reason, and who it was, after the join that still waited", () => {
    feed.joined(A, "203.0.113.7:1", 2000);
    feed.left(A, "too many peers", undefined, 2050);
    assert.deepEqual(told(), ["join event a", "leave event a"]);
    assert.equal(last().reason, "too many peers");
    feed.list([listed(B, false)], 3000);
    feed.left(B, "read timeout", "203.0.113.7:30303", 3050);
    assert.deepEqual([last().name, last().inbound], [listed(B).name, false]);
  });

  it("finds by a list what was not told, without a reason", () => {
    feed.list([listed(A)], 2000);
    feed.list([], 3000);
    assert.deepEqual(told(), ["join poll a", "leave poll a"]);
    assert.deepEqual([last().reason, last().name], [null, listed(A).name]);
  });

  it("takes no list for newer than what happened while it was made", () => {
    feed.joined(A, null, 2000);
    feed.tellPending();
    feed.list([], 1990);
    assert.deepEqual(told(), ["join event a"]);
    feed.list([listed(A)], 2500);
    feed.left(A, "useless peer", null, 3010);
    feed.list([listed(A)], 3000);
    assert.deepEqual(told(), ["join event a", "leave event a"]);
    // The leave is remembered only for that list: the peer may come back.
    feed.list([listed(A)], 4000);
    assert.deepEqual(told().at(-1), "join poll a");
  });

  it("says of those who were there at the first look neither that they came nor, later, that they stayed", () => {
    feed.list([listed(A)], 2000);
    feed.reset();
    const before = told();
    feed.list([listed(A), listed(B)], 3000);
    feed.list([listed(A), listed(B)], 4000);
    assert.deepEqual(told(), before);
    feed.left(B, "client quitting", null, 5000);
    assert.deepEqual(told().at(-1), "leave event b");
  });

  it("does not let joins of strangers pile up", () => {
    for (let i = 0; i < 1000; i++) feed.joined(i.toString(16).padStart(64, "0"), null, 2000 + i);
    assert.ok(feed.ring.since(0).events.length >= 700);
  });

  it("takes nothing but text from the client, and only so much", () => {
    feed.left(A, `\u001b[31m${"x".repeat(5000)}`, { evil: 1 }, 2000);
    assert.equal(last().remote, null);
    assert.ok((last().reason?.length ?? 0) <= 200);
    assert.doesNotMatch(last().reason ?? "", /\u001b/);
    feed.list([null, 5, { id: 7 }, { ...listed(A), name: { a: 1 }, network: "x" }], 3000);
    assert.deepEqual([last().name, last().inbound], [null, null]);
  });
});
