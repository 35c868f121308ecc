import assert from "node:assert/strict";

import { isConnected, readConsensusPeer } from "../src/peers/consensus.ts";
import { readConsensusSync } from "../src/peers/consensusSync.ts";
import { readExecutionPeer, readExecutionSync } from "../src/peers/execution.ts";
import { asCount, asObject, type JsonObject, MAX_PEERS, readList } from "../src/peers/read.ts";
import { NO_SOFTWARE } from "../src/peers/software.ts";
import { fixture, GETH_ANSWERS, GETH_PEER_ID } from "./support/fixtures.ts";

const SINCE = { since: "2026-01-01T00:00:00.000Z", sincePrecision: "event" } as const;
const since = () => SINCE;
const recorded = asObject((GETH_ANSWERS["admin_peers"] as unknown[])[0]) ?? {};
const read = (changes: JsonObject) => readExecutionPeer({ ...recorded, ...changes }, since);
const HEX = "a".repeat(64);

describe("reading a peer of an execution client", () => {
  it("reads what a real Geth gives", () => {
    assert.deepEqual(readExecutionPeer(recorded, since), {
      id: GETH_PEER_ID,
      client: {
        kind: "geth",
        version: "1.17.2-stable",
        inferred: false,
        raw: "Geth/v1.17.2-stable/linux-amd64/go1.26.8",
      },
      software: { os: "linux", arch: "amd64", runtime: "go1.26.8" },
      subnet: null,
      location: null,
      record: null,
      head: { block: 32 },
      latencyMs: null,
      latencySource: null,
      direction: "inbound",
      address: { ip: "127.0.0.1", port: 50010, transport: "tcp" },
      enr: null,
      enode: recorded["enode"],
      static: false,
      trusted: false,
      capabilities: ["eth/69", "snap/1"],
      protocols: [
        { name: "eth", state: "ready", version: 69, earliestBlock: 0, latestBlock: 32 },
        { name: "snap", state: "ready", version: 1, earliestBlock: null, latestBlock: null },
      ],
      ...SINCE,
    });
  });

  it("reads protocols that are a word in place of an object", () => {
    const peer = read({ protocols: { eth: "handshake", snap: "unknown", les: 5 } });
    assert.deepEqual(
      peer?.protocols.map(({ name, state }) => [name, state]),
      [
        ["eth", "handshake"],
        ["snap", "unknown"],
        ["les", "unknown"],
      ],
    );
  });

  it("does not invent a block range for a peer of eth/68", () => {
    const eth = read({ protocols: { eth: { version: 68 } } })?.protocols.at(0);
    assert.deepEqual([eth?.earliestBlock, eth?.latestBlock], [null, null]);
  });

  it("reads capabilities that are null, IPv6 and a direction that is not told", () => {
    const peer = read({ caps: null, network: { remoteAddress: "[2001:db8::7]:30303" } });
    assert.deepEqual(peer?.capabilities, []);
    assert.deepEqual(peer.address, { ip: "2001:db8::7", port: 30303, transport: "tcp" });
    assert.equal(peer.direction, "unknown");
  });

  it("refuses a peer without a usable id", () => {
    for (const id of [undefined, null, 5, "", "x", "\u202e", `${HEX}g`])
      assert.equal(read({ id }), null);
  });

  it("survives every field being of a wrong type, and keeps texts clean and short", () => {
    for (const bad of [
      null,
      5,
      -1.5,
      true,
      [],
      {},
      [[]],
      "\u001b[31m\u202e".repeat(100_000),
      "🙂".repeat(1e6),
    ]) {
      for (const key of ["enr", "enode", "name", "caps", "network", "protocols"]) {
        const peer = read({ [key]: bad });
        assert.notEqual(peer, null);
        const text = JSON.stringify(peer);
        assert.doesNotMatch(text, /\\u001b|\u202e/);
        assert.ok(text.length < 5000, `${key}: ${text.length}`);
      }
    }
    const nested = read({
      network: { inbound: 1, remoteAddress: {}, static: "yes" },
      caps: [1, {}, "eth/69\u0000"],
    });
    assert.deepEqual([nested?.static, nested?.capabilities], [false, ["eth/69"]]);
  });

  it("bounds lists that are endless", () => {
    const protocols = Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`p${i}`, {}]));
    const peer = read({ caps: Array.from({ length: 10_000 }, () => "x".repeat(1000)), protocols });
    assert.deepEqual([peer?.capabilities.length, peer?.protocols.length], [32, 16]);
  });
});

describe("reading a list of peers", () => {
  const list = (entries: readonly unknown[]) =>
    readList(entries, (entry) => readExecutionPeer(entry, since));

  it("keeps the good entries and says how many were not", () => {
    const { peers, warnings } = list([
      null,
      5,
      "x",
      [],
      {},
      recorded,
      { ...recorded },
      { ...recorded, id: HEX },
    ]);
    assert.deepEqual(
      peers.map(({ id }) => id),
      [GETH_PEER_ID, HEX],
    );
    assert.deepEqual(warnings, ["peers that could not be read: 5", "peers that came twice: 1"]);
  });

  it("keeps no more than it has room for, and says so", () => {
    const many = Array.from({ length: MAX_PEERS + 5 }, (_, i) => ({
      ...recorded,
      id: i.toString(16).padStart(64, "0"),
    }));
    const { peers, warnings } = list(many);
    assert.equal(peers.length, MAX_PEERS);
    assert.deepEqual(warnings, [`peers beyond the first ${MAX_PEERS}, left out: 5`]);
  });
});

describe("reading a peer of a consensus client", () => {
  const [entry = {}] = (JSON.parse(fixture("beacon_node_peers.json")) as { data: JsonObject[] })
    .data;

  it("reads what a real Prysm gives: no client, an empty record", () => {
    assert.deepEqual(readConsensusPeer(entry, since), {
      id: "16Uiu2HAm3xfnoiXShCS6yCvUP98LLPuu8vzFAS8Ryvxkkp4jUcYn",
      client: { kind: "unknown", version: null, inferred: false, raw: "" },
      software: NO_SOFTWARE,
      subnet: null,
      location: null,
      record: null,
      head: null,
      latencyMs: null,
      latencySource: null,
      scoreSource: null,
      direction: "inbound",
      address: { ip: "127.0.0.1", port: 13102, transport: "quic" },
      enr: null,
      score: null,
      disconnectReason: null,
      downscoreReasons: [],
      ...SINCE,
    });
  });

  it("reads the client and the score where they are told", () => {
    const peer = readConsensusPeer(
      {
        ...entry,
        enr: null,
        agent_version: "Lighthouse/v8.1.3-66919c2/x",
        score: "-3.5",
        disconnect_reason: "Too many peers\u001b[31m",
        downscore_reasons: ["bad block", 5, "\u202e"],
      },
      since,
    );
    assert.equal(peer?.disconnectReason, "Too many peers[31m");
    assert.deepEqual(peer.downscoreReasons, ["bad block"]);
    assert.deepEqual(
      [peer.client.kind, peer.client.version, peer.score],
      ["lighthouse", "8.1.3-66919c2", -3.5],
    );
  });

  it("refuses a peer without a usable id, and other states than connected", () => {
    for (const id of [null, "", "x", "16Uiu2HAm<script>alert(1)</script>"]) {
      assert.equal(readConsensusPeer({ ...entry, peer_id: id }, since), null);
    }
    assert.deepEqual(
      [isConnected(entry), isConnected({ ...entry, state: "disconnected" }), isConnected(null)],
      [true, false, false],
    );
  });
});

describe("reading how far a client is", () => {
  it("takes false for done", () => {
    assert.deepEqual(readExecutionSync(false, 5), {
      isSyncing: false,
      currentBlock: 5,
      highestBlock: 5,
    });
    assert.equal(readExecutionSync(false, null), null);
  });

  it("does not take the building of indexes for syncing", () => {
    const indexing = { currentBlock: "0x10", highestBlock: "0x10", txIndexRemainingBlocks: "0x1" };
    assert.equal(readExecutionSync(indexing, 16)?.isSyncing, false);
    assert.equal(readExecutionSync({ ...indexing, highestBlock: "0x20" }, 16)?.isSyncing, true);
  });

  it("takes nothing else", () => {
    for (const value of [null, true, "x", {}, { currentBlock: -1, highestBlock: 2 }]) {
      assert.equal(readExecutionSync(value, 5), null);
      assert.equal(readConsensusSync(value), null);
    }
  });

  it("reads the beacon API's", () => {
    const { data } = JSON.parse(fixture("beacon_node_syncing.json")) as { data: unknown };
    assert.deepEqual(readConsensusSync(data), {
      isSyncing: false,
      isOptimistic: false,
      elOffline: false,
      headSlot: 49,
      syncDistance: 0,
    });
  });

  it("takes only whole numbers that are exact", () => {
    const rows: readonly (readonly [unknown, number | null])[] = [
      [0, 0],
      ["12", 12],
      ["0x1f", 31],
      [-1, null],
      [1.5, null],
      ["1.5", null],
      ["-1", null],
      ["0x", null],
      ["", null],
      [NaN, null],
      [Infinity, null],
      ["18446744073709551615", null],
      [null, null],
      [[], null],
      ["1e3", null],
    ];
    for (const [value, expected] of rows) assert.equal(asCount(value), expected, String(value));
  });
});
