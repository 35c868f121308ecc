import assert from "node:assert/strict";

import type { ExecutionPeer } from "../src/peers/model.ts";
import type { NodeSync } from "../src/serve/nodeSync.ts";
import type {
  ConsensusStatus,
  ExecutionStatus,
  NodeStatus,
  Snapshot,
} from "../src/serve/snapshot.ts";
import { painter } from "../src/show/colour.ts";
import { formatDuration, shortId } from "../src/show/format.ts";
import { renderSnapshot } from "../src/show/table.ts";
import { exitCode } from "../src/show/verdict.ts";
import { judgedWell, noFleet } from "./support/judged.ts";
import { untold } from "./support/untold.ts";

const NOW = "2026-01-02T00:00:00.000Z";
const plain = painter(false, {});

const peer: ExecutionPeer = {
  id: "a1b2c3d4".padEnd(64, "0"),
  client: { kind: "geth", version: "1.17.5-stable-2bd6bd01", inferred: false, raw: "Geth/x" },
  software: { os: "linux", arch: "amd64", runtime: "go1.26.8" },
  subnet: "203.0.113.0/24",
  location: null,
  record: null,
  head: null,
  latencyMs: null,
  latencySource: null,
  direction: "outbound",
  address: { ip: "203.0.113.7", port: 30303, transport: "tcp" },
  enr: null,
  enode: null,
  static: false,
  trusted: false,
  capabilities: [],
  protocols: [],
  since: "2026-01-01T20:53:00.000Z",
  sincePrecision: "event",
};

const execution: ExecutionStatus = {
  state: "up",
  ageSeconds: 3,
  lastSuccess: NOW,
  lastError: null,
  counts: { inbound: 0, outbound: 1, unknown: 0, total: 1 },
  lastKnownCounts: null,
  peerLimit: null,
  exposedBy: null,
  client: peer.client,
  id: "x",
  enode: null,
  enr: null,
  chainId: 1,
  networkId: 1,
  genesis: null,
  headBlock: 23_600_011,
  reportedConnected: null,
  sync: { isSyncing: false, currentBlock: 23_600_011, highestBlock: 23_600_011 },
  peers: [peer],
  warnings: [],
};

const consensus: ConsensusStatus = {
  state: "up",
  ageSeconds: 4,
  lastSuccess: NOW,
  lastError: null,
  counts: { inbound: 1, outbound: 0, unknown: 0, total: 1 },
  lastKnownCounts: null,
  peerLimit: null,
  exposedBy: null,
  client: { kind: "prysm", version: "7.0.0", inferred: false, raw: "Prysm/v7.0.0" },
  peerId: "x",
  enr: null,
  p2pAddresses: [],
  discoveryAddresses: [],
  sync: { isSyncing: true, isOptimistic: false, elOffline: false, headSlot: 49, syncDistance: 900 },
  reportedConnected: 1,
  clientCounts: null,
  peers: [
    {
      id: "16Uiu2HAm3xfnoiXShCS6yCvUP98LLPuu8vzFAS8Ryvxkkp4jUcYn",
      client: { kind: "unknown", version: null, inferred: false, raw: "" },
      direction: "inbound",
      address: null,
      ...untold,
      enr: null,
      score: null,
      scoreSource: null,
      since: "2026-01-01T23:08:00.000Z",
      sincePrecision: "atLeast",
    },
  ],
  warnings: [],
};

const inSync: NodeSync = {
  inSync: true,
  reasons: [],
  headTimestamp: 1_700_000_000,
  lastInSync: NOW,
};
const node: NodeStatus = {
  name: "node-0",
  network: "devnet",
  execution,
  consensus,
  exposure: null,
  sync: inSync,
  judgement: judgedWell,
};
const behind: NodeSync = {
  ...inSync,
  inSync: false,
  reasons: ["consensus client is syncing, 900 slots behind"],
};
const snapshotOf = (...nodes: NodeStatus[]): Snapshot => ({
  schema: 1,
  generatedAt: NOW,
  monitor: { version: "1", startedAt: NOW },
  nodes,
  fleet: noFleet,
  attributions: [],
});
const down: ExecutionStatus = {
  ...execution,
  state: "down",
  ageSeconds: 42,
  lastError: "connection refused",
  counts: null,
  lastKnownCounts: { inbound: 2, outbound: 3, unknown: 0, total: 5 },
  headBlock: null,
  sync: null,
  peers: [],
};
const lonely: ExecutionStatus = {
  ...execution,
  counts: { inbound: 0, outbound: 0, unknown: 0, total: 0 },
  peers: [],
};

describe("the table in the terminal", () => {
  it("shows nodes and peers", () => {
    assert.deepEqual(renderSnapshot(snapshotOf(node), plain).split("\n"), [
      "node    layer  state    client  version  head            in  out  total  data",
      "node-0  el     up       geth    1.17.5   block 23600011   0    1      1  3s ago",
      "node-0  cl     syncing  prysm   7.0.0    slot 49          1    0      1  4s ago",
      "",
      "dir  layer  node    client  version  seen for  id        address",
      "out  el     node-0  geth    1.17.5      3h07m  a1b2c3d4  203.0.113.7:30303",
      "in   cl     node-0  –       –        >=52m00s  kp4jUcYn  –",
      "",
    ]);
  });

  it("shows a node that is down with the age of the last data, and sums only what is known", () => {
    const text = renderSnapshot(
      snapshotOf(node, { ...node, name: "node-1", execution: down }),
      plain,
    );
    assert.match(text, /^node-1 +el +down +geth +1\.17\.5 +– +– +– +– +42s ago$/m);
    assert.match(text, /^node-1 execution: down: connection refused; peers when last known: 5$/m);
    assert.match(text, /^all +el +– +– +–$/m);
    assert.match(text, /^all +cl +2 +0 +2$/m);
  });

  it("says why a node is not in sync, and nothing while a fault does not count yet", () => {
    const line = /^node-0: not in sync: consensus client is syncing, 900 slots behind$/m;
    const rendered = (sync: NodeSync | null) =>
      renderSnapshot(snapshotOf({ ...node, sync }), plain);
    assert.match(rendered(behind), line);
    assert.doesNotMatch(rendered({ ...behind, inSync: true }), /not in sync/);
    assert.match(rendered({ ...behind, reasons: [] }), /^node-0: not in sync: good again/m);
    assert.doesNotMatch(rendered(null), /not in sync/);
  });

  it("says what is announced otherwise than exposed, and what could not be compared", () => {
    const exposure: NodeStatus["exposure"] = {
      execution: {
        announced: "203.0.113.9 tcp 30303",
        problems: ["announces 203.0.113.9, is reached at 10.0.0.7 (the Kubernetes node)"],
        unchecked: null,
      },
      consensus: { announced: null, problems: [], unchecked: "could not be \u001b[31masked" },
    };
    const text = renderSnapshot(snapshotOf({ ...node, exposure }), plain);
    assert.match(
      text,
      /^node-0 execution: announces 203\.0\.113\.9, is reached at 10\.0\.0\.7 \(the Kubernetes node\)$/m,
    );
    assert.match(text, /^node-0 consensus: could not be \[31masked$/m);
  });

  it("fits 100 columns whatever comes", () => {
    const long: ExecutionPeer = {
      ...peer,
      id: "\u001b[31m中文".repeat(40),
      client: {
        kind: "nethermind",
        version: "1.31.11-unstable-99".repeat(9),
        inferred: false,
        raw: "",
      },
      address: { ip: "2001:0db8:85a3:0000:0000:8a2e:0370:7334", port: 65535, transport: "tcp" },
      since: "2000-01-01T00:00:00.000Z",
      sincePrecision: "atLeast",
    };
    const name = "a-node-of-a-very-long-name-indeed";
    const text = renderSnapshot(
      snapshotOf({ ...node, name, execution: { ...execution, peers: [long] } }),
      plain,
    );
    for (const line of text.split("\n")) assert.ok(line.length <= 100, `${line.length}: ${line}`);
    assert.equal(text.includes("\u001b"), false);
  });

  it("prints no control of a server that means harm", () => {
    const lastError = "\u001b]0;x\u0007\u202e";
    const text = renderSnapshot(
      snapshotOf({ ...node, name: "\u001b[2J", execution: { ...down, lastError } }),
      plain,
    );
    assert.doesNotMatch(text.replaceAll("\n", ""), /[\p{Cc}\p{Cf}]/u);
  });

  it("is in colour on a terminal only, and not where NO_COLOR is set", () => {
    const painted = (isTerminal: boolean, env: NodeJS.ProcessEnv) =>
      renderSnapshot(snapshotOf(node), painter(isTerminal, env)).includes("\u001b[");
    assert.deepEqual(
      [
        painted(true, {}),
        painted(false, {}),
        painted(true, { NO_COLOR: "1" }),
        painted(true, { TERM: "dumb" }),
      ],
      [true, false, false, false],
    );
  });
});

describe("the verdict", () => {
  const rows: readonly (readonly [what: string, nodes: readonly NodeStatus[], code: number])[] = [
    ["all well", [node], 0],
    ["no peers", [node, { ...node, execution: lonely }], 1],
    ["starting", [{ ...node, execution: { ...down, state: "starting" } }], 1],
    ["down", [node, { ...node, execution: down }], 3],
    [
      "down and no peers",
      [
        { ...node, execution: lonely },
        { ...node, execution: down },
      ],
      3,
    ],
    ["not in sync", [node, { ...node, sync: behind }], 1],
    ["down and not in sync", [{ ...node, execution: down, sync: behind }], 3],
    ["a sync that is not known", [{ ...node, sync: null }], 0],
    ["a node of one layer", [{ ...node, consensus: null }], 0],
  ];
  for (const [what, nodes, code] of rows) {
    it(`${what}: ${code}`, () => {
      assert.equal(exitCode({ nodes }), code);
    });
  }
});

describe("writing durations and ids", () => {
  it("takes two units at most", () => {
    const rows = [
      [0, "0s"],
      [59.9, "59s"],
      [60, "1m00s"],
      [3599, "59m59s"],
      [11_220, "3h07m"],
      [187_200, "2d04h"],
      [-5, "0s"],
    ] as const;
    for (const [seconds, text] of rows) assert.equal(formatDuration(seconds), text);
  });

  it("takes the part of an id that tells peers apart", () => {
    assert.equal(shortId(`0x${"ab".repeat(32)}`), "abababab");
    assert.equal(shortId("16Uiu2HAm3xfnoiXShCS6yCvUP98LLPuu8vzFAS8Ryvxkkp4jUcYn"), "kp4jUcYn");
  });
});
