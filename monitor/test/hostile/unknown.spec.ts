import assert from "node:assert/strict";

import { agentReading, agentSync } from "../support/agentAnswers.ts";
import { fixture, GETH_ANSWERS } from "../support/fixtures.ts";
import { sendJson, TestServer } from "../support/httpServer.ts";
import { painter } from "../../src/show/colour.ts";
import { jsonText } from "../../src/show/format.ts";
import { renderSnapshot } from "../../src/show/table.ts";
import { toCsv } from "../../src/web/page/exportRows.ts";
import { rowsOf } from "../../src/web/page/rows.ts";
import { Stand } from "./support/stand.ts";

type Json = Record<string, unknown>;

const PREFIX = "eth_peer_monitor_";

/** What is true of a node that is down: that it is, since when, what was asked, how it is judged, what was counted before. */
const WHILE_DOWN = [
  ...["up", "last_success_timestamp_seconds", "poll_duration_seconds", "polls_total"],
  ...["health_score", "joins_total", "leaves_total"],
  ...["session_seconds_bucket", "session_seconds_sum", "session_seconds_count"],
];

/** Of a node that was never seen up there is no last success either. */
const NEVER_UP = WHILE_DOWN.filter((name) => name !== "last_success_timestamp_seconds");

const HOUR = 3_600_000;
const [peer = {}] = GETH_ANSWERS["admin_peers"] as Json[];

describe("what is not known", function () {
  this.timeout(20_000);
  let agent: TestServer;
  let beacon: TestServer;
  let stand: Stand;
  let reading: Json | null = null;
  let down = false;

  const open = (): Promise<Stand> => Stand.open({ agent: agent.url, beacon: beacon.url });

  beforeEach(async () => {
    reading = agentReading([peer]);
    down = false;
    agent = await TestServer.open((request, response) => {
      if (down) response.destroy();
      else sendJson(response, request.url === "/v1/sync" ? agentSync(true) : reading);
    });
    beacon = await TestServer.open((request, response) => {
      const name = /^\/eth\/v1\/node\/(\w+)/.exec(request.url ?? "")?.[1] ?? "";
      if (down) response.destroy();
      else response.end(fixture(`beacon_node_${name}.json`));
    });
    stand = await open();
  });
  afterEach(async () => {
    await stand.close();
    await agent.close();
    await beacon.close();
  });

  /** The names of the metrics that there are of a node. */
  const metricsOf = async (of: Stand, node: string): Promise<readonly string[]> => {
    const lines = (await of.metrics()).split("\n").filter((line) => line.includes(`"${node}"`));
    return [...new Set(lines.map((line) => line.slice(PREFIX.length, line.indexOf("{"))))].sort();
  };
  const terminal = (of: Stand): readonly string[] => {
    const options = { level: 4, sort: "dir", width: null } as const;
    const layers = ["execution", "consensus"] as const;
    return renderSnapshot(of.snapshot(), { ...options, layers }, painter(false, {})).split("\n");
  };
  const row = (of: Stand, node: string, layer: string): readonly string[] =>
    terminal(of)
      .find((line) => line.startsWith(`${node} `) && line.includes(` ${layer} `))
      ?.split(/ {2,}/) ?? [];

  it("has no gauge of a node that is down, while those of the node beside stay", async () => {
    await stand.poll();
    const before = await metricsOf(stand, "hurt");
    const gone = before.filter((name) => !WHILE_DOWN.includes(name));
    // All of these are gauges of what was so then.
    for (const name of [
      "peers",
      "peers_by_client",
      "head_block",
      "head_slot",
      "syncing",
      "in_sync",
    ])
      assert.ok(gone.includes(name), name);
    down = true;
    await stand.poll();
    assert.deepEqual(
      (await metricsOf(stand, "hurt")).filter((name) => !WHILE_DOWN.includes(name)),
      [],
    );
    const beside = await metricsOf(stand, "well");
    for (const name of gone) assert.ok(beside.includes(name), name);
  });

  it("has no gauge of a node that was never up, nor a time at which it was", async () => {
    down = true;
    await stand.poll();
    const there = await metricsOf(stand, "hurt");
    assert.deepEqual(
      there.filter((name) => !NEVER_UP.includes(name)),
      [],
    );
    assert.ok(there.includes("up"));
  });

  it("has no gauge at all before the first poll, and not even that it is down", async () => {
    const there = await metricsOf(stand, "hurt");
    assert.deepEqual(
      there.filter((name) => !NEVER_UP.includes(name)),
      [],
    );
    assert.ok(!there.includes("up") && !there.includes("health_score"));
  });

  it("is null in the picture of a node that is down, with what was known last named so", async () => {
    await stand.poll();
    down = true;
    await stand.poll();
    const { execution, consensus, sync, exposure, judgement } = stand.node("hurt");
    for (const layer of [execution, consensus]) {
      assert.equal(layer?.counts, null);
      assert.deepEqual(layer.peers, []);
      assert.equal(layer.sync, null);
      assert.equal(layer.reportedConnected, null);
      assert.equal(layer.lastKnownCounts?.total, 1);
    }
    assert.deepEqual([execution?.headBlock, sync, exposure], [null, null, null]);
    const { diversity, concentration, churn, custody, restart } = judgement;
    assert.deepEqual([diversity.execution, diversity.consensus], [null, null]);
    assert.deepEqual([concentration, churn, custody, restart], [null, null, null, null]);
  });

  it("is – in the terminal, and 'never' where there is no age", async () => {
    down = true;
    await stand.poll();
    for (const layer of ["el", "cl"]) {
      const cells = row(stand, "hurt", layer);
      assert.deepEqual(cells.slice(3), ["–", "–", "–", "–", "–", "–", "never"]);
    }
    down = false;
    reading = agentReading([{ id: peer["id"] }]);
    await stand.poll();
    // Of a peer that tells nothing but its id: client, version, head, capabilities, address.
    const [, , ...told] =
      terminal(stand)
        .find((line) => /^\? +el +hurt/.test(line))
        ?.split(/ {2,}/) ?? [];
    assert.ok(told.filter((cell) => cell === "–").length >= 3, told.join("|"));
  });

  it("is no sum of the fleet where one node is not known", async () => {
    await stand.poll();
    assert.deepEqual(row(stand, "all", "el").slice(-1), ["2"]);
    down = true;
    await stand.poll();
    assert.deepEqual(row(stand, "all", "el").slice(-1), ["–"]);
  });

  it("is empty in an export", async () => {
    reading = agentReading([{ id: peer["id"] }]);
    await stand.poll();
    const rows = rowsOf(stand.snapshot(), "hurt").filter(({ layer }) => layer === "execution");
    const [head = "", line = ""] = toCsv(rows).split("\r\n");
    const cells = Object.fromEntries(
      head.split(",").map((name, index) => [name, line.split(",")[index]]),
    );
    for (const name of [
      "version",
      "os",
      "country",
      "asn",
      "address",
      "custody",
      "headLag",
      "score",
    ])
      assert.equal(cells[name], "", name);
    assert.equal(cells["client"], "unknown");
    assert.equal(cells["direction"], "unknown");
  });

  it("is 'at least' of every peer after the monitor's own restart, by a beacon node", async () => {
    await stand.poll();
    await stand.close();
    stand = await open();
    await stand.poll();
    const sessions = stand
      .node("hurt")
      .consensus?.peers.map(({ sincePrecision }) => sincePrecision);
    assert.deepEqual(sessions, ["atLeast"]);
  });

  it("has no age from before the monitor's own restart", async () => {
    await stand.poll();
    await stand.close();
    down = true;
    stand = await open();
    await stand.poll();
    const { execution, consensus } = stand.node("hurt");
    for (const layer of [execution, consensus]) {
      assert.deepEqual(
        [layer?.ageSeconds, layer?.lastSuccess, layer?.lastKnownCounts],
        [null, null, null],
      );
    }
  });

  it("makes no session longer than it was seen, after a node was away", async () => {
    await stand.poll();
    down = true;
    await stand.poll();
    down = false;
    const back = Date.now();
    await stand.poll();
    const [one] = stand.node("hurt").consensus?.peers ?? [];
    assert.equal(one?.sincePrecision, "atLeast");
    assert.ok(Date.parse(one.since) >= back);
  });

  it("makes the age of an old reading its own, not that of the poll", async () => {
    const old = new Date(Date.now() - HOUR).toISOString();
    reading = { ...agentReading([peer]), fetchedAt: old };
    await stand.poll();
    const { execution } = stand.node("hurt");
    assert.ok((execution?.ageSeconds ?? 0) >= 3599, String(execution?.ageSeconds));
    assert.equal(execution?.lastSuccess, old);
  });

  for (const ahead of ["2099-01-01T00:00:00.000Z", "9999-12-31T23:59:59.999Z"]) {
    it(`lets no agent whose clock is ahead stay fresh: ${ahead}`, async () => {
      reading = { ...agentReading([peer]), fetchedAt: ahead };
      await stand.poll();
      down = true;
      await stand.poll();
      const { lastSuccess } = stand.node("hurt").execution ?? {};
      assert.ok(Date.parse(lastSuccess ?? ahead) <= Date.now());
      const metric = /last_success_timestamp_seconds\{node="hurt",layer="execution"\} (\S+)/;
      const told = Number(metric.exec(await stand.metrics())?.[1]);
      assert.ok(told <= Date.now() / 1000);
      const target = stand.collector.nodes[0]?.execution;
      assert.ok((target?.ageSeconds(Date.now() + HOUR) ?? 0) >= 3599);
    });
  }

  it("names no peer where what an agent tells of its session is wrong", async () => {
    const id = String(peer["id"]);
    reading = { ...agentReading([peer]), sessions: { [id]: { since: 7, precision: "event" } } };
    await stand.poll();
    assert.match(stand.node("hurt").execution?.lastError ?? "", /^agent: sessions: /);
    assert.ok(!stand.lines.join("").includes(id));
  });

  it("is JSON that a terminal cannot take for a command, and is the same JSON", () => {
    const value = { a: "\u009b2J\u202e\u{e0041}é🙂", b: ["\u001b"] };
    assert.doesNotMatch(jsonText(value), /[\p{Cc}\p{Cf}]/u);
    assert.deepEqual(JSON.parse(jsonText(value)), value);
  });
});
