import assert from "node:assert/strict";

import type { NewPeerEvent, PeerEvent } from "../src/serve/events/event.ts";
import { readAgentEvents, toTold } from "../src/serve/events/agentEvents.ts";
import { EventLog } from "../src/serve/events/eventLog.ts";
import { Ledger, type ListedPeer, type Told } from "../src/serve/events/ledger.ts";
import { DROP_REASONS, dropReason, isDropReason } from "../src/serve/events/reason.ts";

const A = "a".repeat(64);
const B = "b".repeat(64);
const NOTHING = { client: null, direction: null, country: null, asn: null };
const EVENT: NewPeerEvent = {
  at: new Date(0).toISOString(),
  node: "node-0",
  layer: "execution",
  kind: "down",
  precision: "poll",
  peer: null,
  reason: null,
  ...NOTHING,
};

describe("the log of events", () => {
  it("keeps the newest and gives what came after one", () => {
    const log = new EventLog(4, 1);
    for (let i = 0; i < 100; i++) log.append(EVENT);
    assert.deepEqual(
      log.since(97).map(({ seq }) => seq),
      [98, 99, 100],
    );
    assert.ok(log.since(0).length >= 4 && log.since(0).length <= 5);
    assert.deepEqual([log.since(100), log.newest], [[], 100]);
  });

  it("tells who listens, until they do not", () => {
    const log = new EventLog();
    const seen: PeerEvent[] = [];
    const end = log.subscribe((event) => void seen.push(event));
    const first = log.append(EVENT);
    end();
    log.append(EVENT);
    assert.deepEqual(seen, [first]);
  });
});

describe("why a peer left", () => {
  it("is of the list where it fits, and never has an address in it", () => {
    for (const reason of DROP_REASONS) assert.equal(dropReason(reason), reason);
    const said: readonly (readonly [said: unknown, reason: string | null])[] = [
      ["EOF", "connection closed"],
      ["read tcp 10.0.0.1:30303->203.0.113.7:41000: i/o timeout", "read timeout"],
      [
        "read tcp [2001:db8::1]:1->[2001:db8::2]:2: read: connection reset by peer",
        "connection reset",
      ],
      ["write tcp 10.0.0.1:1->10.0.0.2:2: odd", "network error"],
      ["Genesis mismatch: d4e5 (!= 25a5)", "Genesis mismatch: d4e5 (!= 25a5)"],
      ["lost 203.0.113.7:41000 and [2001:db8::2]:2 and 2001:db8::2", "lost … and … and …"],
      ["\u001b[31m\u202e", "[31m"],
      ["", null],
      [5, null],
      [null, null],
    ];
    for (const [text, reason] of said) assert.equal(dropReason(text), reason);
    assert.ok((dropReason("y".repeat(1_000_000))?.length ?? 0) <= 80);
    assert.equal(isDropReason("y"), false);
  });

  it("costs no time, whatever is said", () => {
    const started = performance.now();
    for (const text of [":", "1.", "[", "0:", "a"]) dropReason(text.repeat(500_000));
    assert.ok(performance.now() - started < 200);
  });
});

describe("the ledger of who is connected", () => {
  let events: NewPeerEvent[];
  let ledger: Ledger;
  const peer = (id: string): ListedPeer => ({
    id,
    client: "geth",
    direction: "inbound",
    country: "DE",
    asn: 24940,
  });
  const told = (kind: Told["kind"], id: string, change: Partial<Told> = {}): Told => ({
    at: new Date(5000).toISOString(),
    kind,
    precision: "event",
    peer: id,
    reason: null,
    ...NOTHING,
    ...change,
  });
  const seen = () =>
    events.map(({ kind, precision, peer: id }) => `${kind} ${precision} ${id?.[0] ?? "-"}`);
  beforeEach(() => {
    events = [];
    ledger = new Ledger("node-0", "execution", (event) => events.push(event));
  });

  it("tells what two readings show, but nothing of the first", () => {
    ledger.read([peer(A)], 1000, true);
    assert.deepEqual(seen(), []);
    ledger.read([peer(B)], 2000, true);
    assert.deepEqual(seen(), ["join poll b", "leave poll a"]);
    assert.deepEqual(
      [events[1]?.client, events[1]?.direction, events[1]?.country, events[1]?.asn],
      ["geth", "inbound", "DE", 24940],
    );
    assert.deepEqual([events[0]?.at, events[0]?.node], [new Date(2000).toISOString(), "node-0"]);
  });

  const at = (ms: number) => ({ at: new Date(ms).toISOString() });

  it("tells nothing twice, whether the agent or a reading tells first", () => {
    ledger.read([], 1000, true);
    ledger.told(told("join", A, at(1500)));
    ledger.read([peer(A)], 2000, true);
    ledger.told(told("leave", A, at(2500)));
    ledger.read([], 3000, true);
    assert.deepEqual(seen(), ["join event a", "leave event a"]);
    ledger.read([peer(B)], 4000, true);
    ledger.told(told("join", B, at(3500)));
    ledger.read([], 5000, true);
    ledger.told(told("leave", B, at(4500)));
    assert.deepEqual(seen().slice(2), ["join poll b", "leave poll b"]);
    ledger.told(told("join", B, at(5500)));
    ledger.read([peer(B)], 6000, true);
    assert.deepEqual(seen().slice(4), ["join event b"]);
  });

  it("takes from an agent that was out of reach what no reading could show", () => {
    ledger.read([peer(A)], 1000, true);
    ledger.turned("down", null);
    ledger.turned("up", null);
    ledger.read([peer(B)], 9000, true);
    ledger.told(told("leave", A, at(5000)));
    ledger.told(told("join", B, at(6000)));
    ledger.told(told("leave", B, at(6500)));
    ledger.told(told("join", B, at(7000)));
    assert.deepEqual(seen().slice(2), [
      "leave event a",
      "join event b",
      "leave event b",
      "join event b",
    ]);
    // The reading is newer than all of that, also where the agent did not tell of the coming back.
    ledger.told(told("leave", B, at(8000)));
    ledger.read([peer(B)], 9500, true);
    assert.deepEqual(seen().slice(6), ["leave event b"]);
  });

  it("says of a peer that left what the last reading said of it", () => {
    ledger.read([peer(A)], 1000, true);
    ledger.told(told("leave", A, { reason: "read timeout" }));
    assert.deepEqual(
      [events[0]?.client, events[0]?.country, events[0]?.reason],
      ["geth", "DE", "read timeout"],
    );
  });

  it("leaves news to the agent where the reading is of another moment", () => {
    ledger.read([peer(A)], 1000, false);
    ledger.read([peer(B)], 2000, false);
    assert.deepEqual(seen(), []);
    ledger.told(told("join", B));
    ledger.told(told("leave", A));
    assert.deepEqual(seen(), ["join event b", "leave event a"]);
  });

  it("ends with the layer, and begins anew when that is back", () => {
    ledger.read([peer(A)], 1000, true);
    ledger.turned("down", "connection refused");
    ledger.turned("up", null);
    ledger.read([peer(B)], 2000, true);
    assert.deepEqual(seen(), ["down poll -", "up poll -"]);
    assert.equal(events[0]?.reason, "connection refused");
    // The agent was there all the time: what it tells is true, though nobody else knew of that peer.
    ledger.turned("down", null);
    ledger.told(told("leave", A));
    assert.equal(seen().at(-1), "leave event a");
  });
});

describe("what an agent tells of events", () => {
  const event = {
    seq: 7,
    at: "2026-01-01T00:00:00.000Z",
    kind: "leave",
    precision: "event",
    peer: A,
    name: "Nethermind/v1.28.0/linux-x64/dotnet8.0.8",
    inbound: false,
    remote: "203.0.113.7:30303",
    reason: "EOF",
  };

  it("is read into the model, with where the peer is", () => {
    const answer = readAgentEvents({ schema: 1, newest: 7, events: [event] });
    const [one] = answer?.events ?? [];
    assert.ok(one);
    const where = (ip: string) => (ip === "203.0.113.7" ? { country: "DE", asn: 24940 } : null);
    const { client, direction, country, asn, reason } = toTold(one, where);
    assert.deepEqual(
      [client, direction, country, asn, reason],
      ["nethermind", "outbound", "DE", 24940, "connection closed"],
    );
  });

  it("is left out where it is no event, and refused as a whole only where it is no answer", () => {
    const odd = [
      null,
      5,
      { ...event, peer: "<script>" },
      { ...event, seq: -1 },
      { ...event, at: 0 },
    ];
    const answer = readAgentEvents({ schema: 1, newest: 7, events: [...odd, event] });
    assert.equal(answer?.events.length, 1);
    const many = Array.from({ length: 50_000 }, () => event);
    const read = readAgentEvents({ schema: 1, newest: 7, events: many });
    assert.equal(read?.events.length, 2000);
    for (const body of [null, [], "x", { schema: 2 }, { schema: 1, newest: 1.5, events: [] }])
      assert.equal(readAgentEvents(body), null);
  });
});
