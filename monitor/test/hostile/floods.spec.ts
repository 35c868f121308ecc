import assert from "node:assert/strict";

import { EventRing } from "../../src/agent/eventRing.ts";
import { PeerFeed } from "../../src/agent/peerFeed.ts";
import { type Layer, parseClient } from "../../src/peers/clientName.ts";
import { decodeRecord } from "../../src/peers/decodeRecord.ts";
import { readExecutionPeer } from "../../src/peers/execution.ts";
import { MAX_PEERS, readList } from "../../src/peers/read.ts";
import { SessionTracker } from "../../src/peers/sessions.ts";
import { parseSoftware } from "../../src/peers/software.ts";
import { readPrysmMetrics } from "../../src/serve/adapters/prysmMetrics.ts";
import { readAgentEvents } from "../../src/serve/events/agentEvents.ts";
import type { PeerEvent } from "../../src/serve/events/event.ts";
import { EventLog } from "../../src/serve/events/eventLog.ts";
import { CAPABILITIES } from "../../src/serve/metrics/byCapability.ts";
import { Ledger } from "../../src/serve/events/ledger.ts";
import { Broadcast } from "../../src/web/broadcast.ts";
import { agentReading } from "../support/agentAnswers.ts";
import { fixture, GETH_ANSWERS } from "../support/fixtures.ts";
import { sendJson, TestServer } from "../support/httpServer.ts";
import { nodeRecord } from "../support/records.ts";
import { Stand } from "./support/stand.ts";

type Json = Record<string, unknown>;

const [geth = {}] = GETH_ANSWERS["admin_peers"] as Json[];
const [beaconPeer = {}] = (JSON.parse(fixture("beacon_node_peers.json")) as { data: Json[] }).data;

const STRANGERS = 10_000;
const id = (index: number): string => index.toString(16).padStart(64, "0");
const BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
const libp2pId = (index: number): string =>
  `16Uiu2HAm${Array.from({ length: 20 }, (_, at) => BASE58[Math.floor(index / 58 ** at) % 58]).join("")}`;

/** An address in a /24 of its own; of every second peer that of one who called. */
const addressOf = (index: number): Json => ({
  network: {
    remoteAddress: `8.${(index >> 8) % 256}.${index & 255}.1:30303`,
    inbound: index % 2 === 0,
  },
});

/** What each of 10,000 strangers may have of its own, by the layer that tells it. */
const DIFFERENT: Readonly<Record<string, (index: number) => Json>> = {
  versions: (index) => ({ name: `Geth/v1.17.${index}-stable/linux-amd64/go1.26` }),
  names: (index) => ({ name: `stranger-${index}/v1` }),
  capabilities: (index) => ({ caps: [...CAPABILITIES, `evil${index}/1`] }),
  "addresses and records": (index) => ({ ...addressOf(index * 7), enr: `enr:-${index}` }),
};

describe("floods", function () {
  this.timeout(20_000);

  describe("of metrics", () => {
    let agent: TestServer;
    let beacon: TestServer;
    let stand: Stand;
    let peers: readonly unknown[] = [];
    let beaconPeers: readonly unknown[] = [];

    before(async () => {
      agent = await TestServer.open((request, response) => {
        sendJson(response, request.url === "/v1/sync" ? null : agentReading(peers));
      });
      beacon = await TestServer.open((request, response) => {
        const name = /^\/eth\/v1\/node\/(\w+)/.exec(request.url ?? "")?.[1] ?? "";
        if (name === "peers") sendJson(response, { data: beaconPeers });
        else response.end(fixture(`beacon_node_${name}.json`));
      });
      stand = await Stand.open({ agent: agent.url, beacon: beacon.url });
      await stand.poll();
    });
    after(async () => {
      await stand.close();
      await agent.close();
      await beacon.close();
    });

    const inbound = (index: number): boolean => index % 2 === 0;

    /** What a fleet has of which nobody means harm: all that is told apart, and addresses on the internet. */
    const usual = (index: number): Json => ({
      name: "Geth/v1.17.5-stable/linux-amd64/go1.26",
      caps: [...CAPABILITIES, "les/4"],
      ...addressOf(index),
    });

    /** Polls 10,000 peers, 2,000 at a time: the most series of a poll, and the names and labels of all of them. */
    async function series(layer: Layer, make: (index: number) => Json) {
      const all = new Set<string>();
      let most = 0;
      for (let from = 0; from < STRANGERS; from += MAX_PEERS) {
        const at = Array.from({ length: MAX_PEERS }, (_, index) => from + index);
        peers = at.map((index) => ({ ...geth, id: id(index), ...usual(index), ...make(index) }));
        beaconPeers = at.map((index) => {
          const direction = inbound(index) ? "inbound" : "outbound";
          return { ...beaconPeer, direction, peer_id: libp2pId(index), ...make(index) };
        });
        await stand.poll(layer);
        assert.equal(stand.node("hurt")[layer]?.counts?.total, MAX_PEERS);
        const lines = (await stand.metrics()).split("\n").filter((line) => /^[^#]/.test(line));
        most = Math.max(most, lines.length);
        for (const line of lines) all.add(line.slice(0, line.lastIndexOf(" ")));
      }
      stand.staysWell();
      return { most, all: all.size };
    }

    let known: Readonly<Record<Layer, object>>;
    before(async () => {
      const teku = (): Json => ({ agent_version: "teku/teku/v21.8.2" });
      // Each is measured with the other there.
      await series("consensus", teku);
      const execution = await series("execution", () => ({}));
      const consensus = await series("consensus", teku);
      known = { execution, consensus };
    });

    for (const [what, make] of Object.entries(DIFFERENT)) {
      it(`has as many series for 10,000 ${what} as for a fleet that means no harm`, async () => {
        assert.deepEqual(await series("execution", make), known.execution);
      });
    }

    it("has as many series for 10,000 agents as for a fleet that means no harm", async () => {
      const agentOf = (index: number): Json => ({ agent_version: `evil${index}/v0.0.${index}` });
      assert.deepEqual(await series("consensus", agentOf), known.consensus);
    });
  });

  it("of peers beyond what any client has are counted, and no more are read", () => {
    const list = Array.from({ length: 50_000 }, (_, index) => ({ ...geth, id: id(index) }));
    let read = 0;
    const { peers, warnings } = readList(list, (entry) => {
      read++;
      return readExecutionPeer(entry, () => ({ since: "", sincePrecision: "atLeast" }));
    });
    assert.deepEqual([peers.length, read], [MAX_PEERS, MAX_PEERS]);
    assert.deepEqual(warnings, [`peers beyond the first 2000, left out: 48000`]);
  });

  it("of one id are one peer", () => {
    const list = Array.from({ length: 2000 }, (_, at) => ({ ...geth, id: id(1), name: `n${at}` }));
    const { peers, warnings } = readList(list, (entry) =>
      readExecutionPeer(entry, () => ({ since: "", sincePrecision: "atLeast" })),
    );
    assert.deepEqual([peers.length, warnings], [1, ["peers that came twice: 1999"]]);
    assert.equal(peers[0]?.client.raw, "n0");
  });

  // A text is remembered while the object that was made of it is the same; it must not be after a flood.
  for (const [what, read, stranger, many] of [
    ["names", (name: string) => parseClient("execution", name), (n: number) => `x/v1.${n}`, 9000],
    ["agents", (name: string) => parseClient("consensus", name), (n: number) => `x/v1.${n}`, 9000],
    ["systems", parseSoftware, (n: number) => `x/v1/go1.${n}`, 9000],
    ["records", decodeRecord, (n: number) => `enr:${n}`, 270_000],
  ] as const) {
    it(`of ${what} push out what was remembered before`, () => {
      const first = what === "records" ? nodeRecord({}) : "Geth/v1.17.5/linux-amd64/go1.26";
      const made = read(first);
      assert.ok(made !== null);
      assert.equal(read(first), made);
      for (let at = 0; at < many; at++) read(stranger(at));
      assert.notEqual(read(first), made);
      assert.deepEqual(read(first), made);
    });
  }

  it("of capabilities are cut to what a name may have", () => {
    const caps = Array.from({ length: 5000 }, (_, at) => `${at}${"x".repeat(5000)}`);
    const peer = readExecutionPeer({ ...geth, caps }, () => ({
      since: "",
      sincePrecision: "atLeast",
    }));
    assert.equal(peer?.capabilities.length, 32);
    assert.ok(peer.capabilities.join("").length <= 32 * 32);
  });

  it("of events leave only the newest, at the agent and at the server", () => {
    const ring = new EventRing({ firstSeq: 1 });
    const log = new EventLog(1000, 1);
    const about = { at: new Date().toISOString(), kind: "join", precision: "event" } as const;
    for (let at = 0; at < 50_000; at++) {
      ring.push({ ...about, peer: id(at), name: null, inbound: null, remote: null, reason: null });
      log.append({
        ...{ ...about, node: "a", layer: "execution", peer: id(at), client: null },
        ...{ direction: null, country: null, asn: null, reason: null },
      });
    }
    assert.equal(ring.since(0).events.length, 1000);
    assert.ok(log.since(0).length <= 1250);
    assert.equal(log.since(0).at(-1)?.peer, id(49_999));
  });

  it("of joins that no list ever shows are forgotten by the agent", () => {
    const feed = new PeerFeed(new EventRing({ capacity: 1_000_000 }));
    for (let at = 0; at < 50_000; at++) feed.joined(id(at), null, 1000);
    feed.tellPending();
    feed.list([], 2000);
    const leaves = feed.ring.since(0).events.filter(({ kind }) => kind === "leave");
    assert.equal(leaves.length, 5000);
    const sessions = new SessionTracker();
    for (let at = 0; at < 50_000; at++) sessions.joined(id(at), 1000);
    const kept = Array.from({ length: 50_000 }, (_, at) => sessions.get(id(at))).filter(Boolean);
    assert.equal(kept.length, 5000);
  });

  it("of leaves of nobody are forgotten by the agent", () => {
    const feed = new PeerFeed(new EventRing({ capacity: 1 }));
    for (let at = 0; at < 50_000; at++) feed.left(id(at), null, null, 5000);
    // Who left after the list was asked for is not taken from it: that is remembered of the first 5,000 only.
    const ring = feed.ring.newest;
    feed.list([], 1000);
    feed.list(
      Array.from({ length: 3 }, (_, at) => ({ id: id(at) })),
      6000,
    );
    assert.equal(feed.ring.newest, ring + 3);
  });

  it("of joins that an agent tells are forgotten by the server", () => {
    const events: Omit<PeerEvent, "seq">[] = [];
    const ledger = new Ledger("node-0", "execution", (event) => events.push(event));
    ledger.read([], 1000, true);
    const at = new Date(2000).toISOString();
    const about = { client: null, direction: null, country: null, asn: null };
    for (let index = 0; index < 50_000; index++)
      ledger.told({
        ...about,
        at,
        kind: "join",
        precision: "event",
        peer: id(index),
        reason: null,
      });
    events.length = 0;
    ledger.read([], 3000, true);
    assert.equal(events.length, 4000);
  });

  it("of events in one answer are cut, and each is as short as it may be", () => {
    const at = `2026-01-01T00:00:00.${"1".repeat(100_000)}Z`;
    const one = { at, kind: "join", precision: "event", peer: id(1), inbound: null, reason: null };
    const events = Array.from({ length: 9000 }, (_, seq) => ({
      ...{ ...one, seq, name: null, remote: null },
    }));
    const answer = readAgentEvents({ schema: 1, newest: 9000, events });
    assert.equal(answer?.events.length, 2000);
    assert.equal(answer.events[0]?.at, "2026-01-01T00:00:00.111Z");
  });

  it("of events from the future are of now, so that they end with the others", () => {
    const events: Omit<PeerEvent, "seq">[] = [];
    const ledger = new Ledger("node-0", "execution", (event) => events.push(event));
    const about = { client: null, direction: null, country: null, asn: null };
    const at = "9999-12-31T23:59:59.999Z";
    ledger.told({ ...about, at, kind: "join", precision: "event", peer: id(1), reason: null });
    assert.ok(Date.parse(events[0]?.at ?? at) <= Date.now());
  });

  it("of snapshots and events at a reader that takes none end with the reader", () => {
    let dropped = 0;
    let sent = 0;
    const broadcast = new Broadcast(
      () => "{}",
      () => 1,
    );
    const remove = broadcast.add({
      send: () => {
        sent++;
        return new Promise(() => undefined);
      },
      drop: () => dropped++,
    });
    for (let at = 0; at < 600; at++) broadcast.send("peer", "x");
    remove();
    assert.deepEqual([sent, dropped, broadcast.size], [1, 1, 0]);
  });

  // Each of them, tried at every place where it may begin, would take hours.
  for (const [what, text] of Object.entries({
    "one long line of labels": `connected_libp2p_peers{${'agent="a" '.repeat(400_000)}`,
    "one long label": `connected_libp2p_peers{agent="${"a".repeat(4_000_000)}`,
    "many series without an end": `connected_libp2p_peers{agent="a\n`.repeat(130_000),
    "many labels in many lines": `connected_libp2p_peers{${'agent="a",'.repeat(30)}\n`.repeat(
      12_000,
    ),
  })) {
    it(`of ${what} in a Prysm's metrics cost little`, () => {
      const good = 'connected_libp2p_peers{agent="teku"} 3\n';
      assert.deepEqual(readPrysmMetrics(`${good}${text}`).clientCounts?.counts, { teku: 3 });
    });
  }

  it("of series in a Prysm's metrics are of a closed list of clients", () => {
    const text = Array.from(
      { length: STRANGERS },
      (_, at) => `connected_libp2p_peers{agent="evil-${at}"} 1`,
    ).join("\n");
    assert.deepEqual(readPrysmMetrics(text).clientCounts?.counts, { other: STRANGERS });
  });
});
