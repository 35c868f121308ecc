import assert from "node:assert/strict";

import type { ExecutionPeer } from "../src/peers/model.ts";
import type { NodeSync } from "../src/serve/nodeSync.ts";
import type {
  ConsensusStatus,
  ExecutionStatus,
  NodeStatus,
  Snapshot,
} from "../src/serve/snapshot.ts";
import { UsageError } from "../src/cli/usageError.ts";
import type { Health, NodeJudgement } from "../src/judge/model.ts";
import { type Paint, painter } from "../src/show/colour.ts";
import { formatDuration, shortId, wrap } from "../src/show/format.ts";
import { showOptions } from "../src/show/options.ts";
import { rowsOf } from "../src/show/row.ts";
import { sorted } from "../src/show/sort.ts";
import { renderSnapshot as render, type TableOptions } from "../src/show/table.ts";
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
const USUAL: TableOptions = {
  level: 4,
  sort: "dir",
  layers: ["execution", "consensus"],
  width: null,
};
const renderSnapshot = (
  snapshot: Snapshot,
  paint: Paint,
  options: Partial<TableOptions> = {},
): string => render(snapshot, { ...USUAL, ...options }, paint);

/** A node whose judgement says so. */
const judged = (health: Partial<Health>, rest: Partial<NodeJudgement> = {}): NodeStatus => ({
  ...node,
  judgement: { ...judgedWell, ...rest, health: { ...judgedWell.health, ...health } },
});

describe("the table in the terminal", () => {
  it("shows nodes and peers", () => {
    assert.deepEqual(renderSnapshot(snapshotOf(node), plain).split("\n"), [
      "node-0: health 100 GOOD",
      "",
      "node    ly  state    client  version      head  in  out  total  data",
      "node-0  el  up       geth    1.17.5   23600011   0    1      1  3s ago",
      "node-0  cl  syncing  prysm   7.0.0          49   1    0      1  4s ago",
      "",
      "dir  ly  node    client  version       age  id        address",
      "out  el  node-0  geth    1.17.5      3h07m  a1b2c3d4  203.0.113.7:30303",
      "in   cl  node-0  –       –        >=52m00s  kp4jUcYn  –",
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

  it("begins with the verdict, the two costliest reasons and what to do", () => {
    const reason = { layer: null, text: "Bad.", cost: 25, fix: "Mend it." } as const;
    const text = renderSnapshot(
      snapshotOf(
        judged({
          score: 65,
          band: "warning",
          reasons: [
            { ...reason, code: "noInbound" },
            { ...reason, code: "exposure", layer: "execution", cost: 10, fix: null },
            { ...reason, code: "custody", text: "Third." },
          ],
        }),
      ),
      plain,
    );
    assert.deepEqual(text.split("\n").slice(0, 5), [
      "node-0: health 65 WARNING",
      "  -25 Bad.",
      "      Fix: Mend it.",
      "  -10 The execution client is exposed otherwise than it says.",
      "",
    ]);
    assert.doesNotMatch(text, /Third/);
  });

  it("says how mixed the peers are, as far as it is known", () => {
    const share = { count: 1, share: 0.5, past: null };
    const text = renderSnapshot(
      snapshotOf(
        judged(
          {},
          {
            diversity: {
              execution: [
                { ...share, client: "geth", share: 0.7, past: "twoThirds" },
                { ...share, client: "reth", share: 0.3 },
                { client: "unknown", count: 4, share: null, past: null },
              ],
              consensus: [{ client: "unknown", count: 4, share: null, past: null }],
            },
            concentration: {
              topAsn: { asn: 24940, organisation: "x", count: 3, share: 0.19, tooLarge: false },
              topSubnet: { subnet: "203.0.113.0/24", count: 2, share: 0.12, tooLarge: true },
              distinctAsns: 17,
              subnetDiversity: 0.9,
            },
            churn: {
              ...{ joinsPerHour: 12, leavesPerHour: 11, watchedSeconds: 3600 },
              ...{ expected: { min: 9, max: 20 }, verdict: "normal" },
            },
            custody: {
              ...{ covered: 127, of: 128, uncovered: [3], holders: [], knownPeers: 9 },
            },
          },
        ),
      ),
      plain,
    );
    for (const line of [
      "  el clients: geth 70%!!, reth 30%, 4 unknown",
      "  top places: AS24940 19%, 17 networks, 2 in 203.0.113.0/24 12%",
      "  churn/h +12 -11, columns 127/128",
    ])
      assert.ok(text.split("\n").includes(line), `${line}\n${text}`);
    assert.doesNotMatch(text, /cl clients/);
    assert.doesNotMatch(renderSnapshot(snapshotOf(node), plain), /clients|places|churn|columns/);
  });

  it("says little of many nodes, but of those that are not well", () => {
    const many = Array.from({ length: 20 }, (_, index) => ({ ...node, name: `n${index}` }));
    const sick = { ...judged({ score: 40, band: "critical" }), name: "sick" };
    const text = renderSnapshot(snapshotOf(...many, sick), plain, { level: 0 });
    assert.match(text, /^all nodes: health/);
    assert.deepEqual(text.match(/^.*: health .*$/gm)?.length, 2);
    assert.match(text, /^sick: health 40 CRITICAL$/m);
  });

  it("shows a column where something is known, and by the level", () => {
    const told: ExecutionPeer = {
      ...peer,
      location: { country: "DE", asn: 24940, organisation: "x" },
      head: { block: 23_600_009 },
      capabilities: ["eth/68", "eth/69", "snap/1"],
      static: true,
    };
    const snapshot = snapshotOf({ ...node, execution: { ...execution, peers: [told] } });
    const headOf = (level: TableOptions["level"], width = 200) =>
      /^dir .*$/m
        .exec(renderSnapshot(snapshot, plain, { level, width }))?.[0]
        .split(/ +/)
        .join(" ");
    assert.equal(headOf(0), undefined);
    assert.equal(headOf(1), "dir ly node client age cc asn head caps flags id");
    assert.equal(headOf(2), "dir ly node client age cc asn head caps flags id address");
    assert.equal(headOf(3), "dir ly node client version age cc asn head caps flags id");
    assert.equal(headOf(4), "dir ly node client version age cc asn head caps flags id address");
    assert.equal(headOf(4, 80), "dir ly node client version age cc id address", "what has room");
    const text = renderSnapshot(snapshot, plain, { width: 200 });
    assert.match(text, /^out +el .* DE +24940 +-2 +eth\/69 snap +S +a1b2c3d4/m);
  });

  it("shows the layer that was asked for", () => {
    const text = renderSnapshot(snapshotOf(node), plain, { layers: ["consensus"] });
    assert.doesNotMatch(text, /\bel\b/);
    assert.match(text, /^in +cl /m);
  });

  it("says whose data the places are from", () => {
    const snapshot = { ...snapshotOf(node), attributions: ["DB-IP, CC BY 4.0"] };
    assert.match(renderSnapshot(snapshot, plain), /^places: DB-IP, CC BY 4\.0$/m);
  });

  it("fits 80 columns whatever comes, and on a terminal its sentences too", () => {
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
    const warnings = ["one word after the other ".repeat(10)];
    const reasons = [
      {
        code: "churn" as const,
        layer: null,
        cost: 5,
        text: "a b ".repeat(60),
        fix: "c d ".repeat(60),
      },
    ];
    const snapshot = snapshotOf({
      ...judged({ reasons }),
      name,
      execution: { ...execution, peerLimit: 50, peers: [long], warnings },
    });
    for (const level of [1, 2, 3, 4] as const) {
      const text = renderSnapshot(snapshot, plain, { level, width: 80 });
      for (const line of text.split("\n")) assert.ok(line.length <= 80, `${line.length}: ${line}`);
      assert.equal(text.includes("\u001b"), false);
    }
    const piped = renderSnapshot(snapshot, plain);
    assert.ok(
      piped.split("\n").some((line) => line.includes(warnings[0]?.trim().slice(0, 150) ?? "-")),
    );
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
  const of = (...bands: Health["band"][]) => ({ nodes: bands.map((band) => judged({ band })) });
  const rows: readonly (readonly [bands: readonly Health["band"][], code: number])[] = [
    [["good"], 0],
    [["good", "warning"], 1],
    [["good", "unknown"], 1],
    [["unknown", "warning", "critical", "good"], 2],
    [[], 1],
  ];
  for (const [bands, code] of rows) {
    it(`of ${bands.join(", ") || "no node"} is ${code}`, () => {
      assert.equal(exitCode(of(...bands)), code);
    });
  }
});

describe("the order of the peers", () => {
  const peers = [
    { ...peer, id: "a", since: "2026-01-01T03:00:00.000Z", direction: "inbound" as const },
    {
      ...peer,
      id: "b",
      since: "2026-01-01T02:00:00.000Z",
      location: { country: "US", asn: 9, organisation: null },
      head: { block: 23_600_000 },
      client: { ...peer.client, kind: "besu" as const, version: "1.10.0" },
    },
    {
      ...peer,
      id: "c",
      since: "2026-01-01T04:00:00.000Z",
      location: { country: "DE", asn: 10, organisation: null },
      latencyMs: 7,
      client: { ...peer.client, kind: "unknown" as const, version: "1.9.0" },
    },
  ];
  const order = (key: Parameters<typeof sorted>[1]): string =>
    sorted(rowsOf({ nodes: [{ ...node, execution: { ...execution, peers } }] }, ["execution"]), key)
      .map(({ peer: { id } }) => id)
      .join("");
  for (const [key, expected] of [
    ["dir", "bca"],
    ["age", "bac"],
    ["client", "bac"],
    ["version", "cba"],
    ["country", "cba"],
    ["asn", "bca"],
    ["head", "bca"],
    ["latency", "cba"],
    ["id", "abc"],
  ] as const) {
    it(`by ${key} is ${expected}, with what is not known at the end`, () => {
      assert.equal(order(key), expected);
    });
  }
});

describe("the flags of peers", () => {
  it("have usual values, and the environment's where it has some", () => {
    const usual = showOptions([], {});
    assert.deepEqual(usual, {
      ...{ url: "http://127.0.0.1:8600", tokenFile: null, form: "table", watch: null },
      ...{ sort: "dir", level: 4, layers: ["execution", "consensus"], node: null },
    });
    const env = { PEER_MONITOR_URL: "http://m:1", PEER_MONITOR_TOKEN_FILE: "/t" };
    assert.deepEqual(showOptions([], env), { ...usual, url: "http://m:1", tokenFile: "/t" });
    assert.equal(showOptions(["--url", "http://n:2"], env).url, "http://n:2");
  });

  it("are taken", () => {
    const {
      form,
      watch,
      sort,
      level,
      layers,
      node: name,
    } = showOptions(
      ["--ndjson", "--watch", "2", "--sort", "age", "--level", "1", "--cl", "--node", "n"],
      {},
    );
    assert.deepEqual(
      [form, watch, sort, level, layers, name],
      ["ndjson", 2, "age", 1, ["consensus"], "n"],
    );
    assert.deepEqual(showOptions(["--el"], {}).layers, ["execution"]);
    assert.equal(showOptions(["--json"], {}).form, "json");
  });

  for (const [args, message] of [
    [["--sort", "size"], /^--sort: "size" came, expected one of dir, age, client/],
    [["--level", "5"], /^--level: "5" came, expected 0 to 4/],
    [["--el", "--cl"], /^--el, --cl: both came/],
    [["--json", "--ndjson"], /^--json, --ndjson: both came/],
    [["--watch", "0.5"], /^--watch: "0.5" came/],
    [["--url", "nowhere"], /^--url: "nowhere" came/],
  ] as const) {
    it(`are refused: ${args.join(" ")}`, () => {
      assert.throws(
        () => showOptions(args, {}),
        (error: Error) => error instanceof UsageError && message.test(error.message),
      );
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

  it("breaks a sentence between words, and leaves a long word whole", () => {
    assert.equal(wrap("  -25 aa bb cc", 10, 6), "  -25 aa\n      bb\n      cc");
    assert.equal(wrap("aa", 1, 2), "aa");
    assert.equal(wrap(`a ${"b".repeat(20)}`, 10, 0), `a\n${"b".repeat(20)}`);
  });

  it("takes the part of an id that tells peers apart", () => {
    assert.equal(shortId(`0x${"ab".repeat(32)}`), "abababab");
    assert.equal(shortId("16Uiu2HAm3xfnoiXShCS6yCvUP98LLPuu8vzFAS8Ryvxkkp4jUcYn"), "kp4jUcYn");
  });
});
