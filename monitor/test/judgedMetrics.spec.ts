import assert from "node:assert/strict";

import type { Registry } from "prom-client";

import { Judges } from "../src/judge/judges.ts";
import { CONSENSUS_CLIENTS, EXECUTION_CLIENTS, parseClient } from "../src/peers/clientName.ts";
import { EventLog } from "../src/serve/events/eventLog.ts";
import { DROP_REASONS } from "../src/serve/events/reason.ts";
import { createMetrics, MAX_SERIES_PER_NODE } from "../src/serve/metrics.ts";
import { CAPABILITIES } from "../src/serve/metrics/byCapability.ts";
import {
  consensusData,
  consensusPeer,
  executionData,
  executionPeer,
  nodeEvent,
  watchedNode,
} from "./support/watched.ts";

const PREFIX = "eth_peer_monitor_";

describe("the metrics of what is judged", () => {
  const settings = { execution: { peerLimit: 50 }, consensus: { peerLimit: 70 } };
  let one: ReturnType<typeof watchedNode>;
  let events: EventLog;
  let judges: Judges;
  let metrics: Registry;

  beforeEach(() => {
    one = watchedNode("node-0", settings);
    events = new EventLog();
    judges = new Judges({ nodes: [one.node], events });
    metrics = createMetrics({ nodes: [one.node] }, "1.2.3", judges);
  });
  afterEach(() => {
    judges.stop();
  });

  const lines = async () => (await metrics.metrics()).split("\n");
  /** The series of one metric, as `{labels} value`. */
  const series = async (name: string) =>
    (await lines())
      .filter((line) => line.startsWith(`${PREFIX}${name}{`))
      .map((line) => line.slice(PREFIX.length + name.length).replace('node="node-0",', ""));
  const seriesOfNode = async () => (await lines()).filter((line) => line.includes('node="node-0"'));
  const hetzner = { country: "DE", asn: 24940, organisation: "Hetzner" };
  const both = async (located: object = { location: hetzner }) => {
    const subnet = (index: number) => ({ subnet: `8.8.${index >> 1}.0/24`, ...located });
    await one.execution.gives(
      executionData(Array.from({ length: 10 }, (_, i) => executionPeer(i, subnet(i)))),
    );
    await one.consensus.gives(
      consensusData([consensusPeer(100), consensusPeer(101)], { reportedConnected: 9 }),
    );
  };

  it("are there with what is known", async () => {
    await both();
    // Too few consensus peers, hardly outbound ones, one network, one client, and a count that differs.
    assert.deepEqual(await series("peer_limit"), [
      '{layer="execution"} 50',
      '{layer="consensus"} 70',
    ]);
    assert.deepEqual(await series("top_asn_ratio"), ['{node="node-0"} 1']);
    assert.deepEqual(await series("top_subnet_ratio"), ['{node="node-0"} 0.2']);
    assert.deepEqual(await series("distinct_asns"), ['{node="node-0"} 1']);
    assert.deepEqual(await series("subnet_diversity_ratio"), ['{node="node-0"} 0.5']);
    assert.deepEqual(await series("source_disagreement"), ['{node="node-0"} 1']);
    assert.deepEqual(await series("peers_by_country"), [
      '{country="DE"} 10',
      '{country="unknown"} 2',
    ]);
    assert.deepEqual(await series("peers_by_capability"), [
      '{capability="eth/69"} 10',
      '{capability="snap/1"} 10',
    ]);
    const { score } = judges.of(one.node).health;
    assert.deepEqual(await series("health_score"), [`{node="node-0"} ${score}`]);
    assert.ok(score !== null && score < 100);
  });

  it("are absent before the first poll, and again when the node is down, but for its score and what was counted", async () => {
    const gauges = [
      "top_asn_ratio",
      "top_subnet_ratio",
      "distinct_asns",
      "subnet_diversity_ratio",
      "source_disagreement",
      "peers_by_country",
      "peers_by_capability",
    ];
    const absent = async () => {
      for (const name of gauges) assert.deepEqual(await series(name), [], name);
    };
    await absent();
    assert.deepEqual(await series("health_score"), []);
    await both();
    for (const name of gauges) assert.notDeepEqual(await series(name), [], name);
    events.append(nodeEvent("join"));
    await one.execution.gives(null);
    await one.consensus.gives(null);
    await absent();
    assert.deepEqual(await series("health_score"), ['{node="node-0"} 0']);
    assert.deepEqual(await series("joins_total"), [
      '{layer="execution"} 1',
      '{layer="consensus"} 0',
    ]);
  });

  it("are absent without data, settings or a second source", async () => {
    const bare = watchedNode("node-0");
    metrics = createMetrics({ nodes: [bare.node] }, "1");
    await bare.execution.gives(executionData([executionPeer(0)]));
    await bare.consensus.gives(consensusData([consensusPeer(1)], { reportedConnected: null }));
    for (const name of [
      "peer_limit",
      "top_asn_ratio",
      "distinct_asns",
      "peers_by_country",
      "source_disagreement",
      "custody_columns_covered_ratio",
      "new_peer_ratio_after_restart",
      "session_seconds_count",
      "leaves_total",
    ])
      assert.deepEqual(await series(name), [], name);
    await bare.consensus.gives(consensusData([consensusPeer(1)], { peerLimit: 60 }));
    assert.deepEqual(await series("peer_limit"), ['{layer="consensus"} 60']);
    assert.deepEqual(await series("source_disagreement"), ['{node="node-0"} 0']);
  });

  it("count what came and went, by reason, and how long it stayed", async () => {
    const at = (seconds: number) => new Date(seconds * 1000).toISOString();
    events.append(nodeEvent("join", { at: at(0) }));
    events.append(nodeEvent("leave", { at: at(90), reason: "too many peers" }));
    events.append(nodeEvent("leave", { layer: "consensus", reason: null }));
    events.append(nodeEvent("leave", { node: "not of the settings" }));
    assert.deepEqual(await series("leaves_total"), [
      '{layer="execution",reason="too_many_peers"} 1',
      '{layer="consensus",reason="unknown"} 1',
    ]);
    assert.deepEqual(await series("session_seconds_bucket"), [
      '{layer="execution",le="60"} 0',
      '{layer="execution",le="600"} 1',
      '{layer="execution",le="3600"} 1',
      '{layer="execution",le="21600"} 1',
      '{layer="execution",le="86400"} 1',
      '{layer="execution",le="+Inf"} 1',
    ]);
    assert.deepEqual(await series("session_seconds_sum"), ['{layer="execution"} 90']);
    assert.deepEqual(await series("session_seconds_count"), ['{layer="execution"} 1']);
    assert.ok((await lines()).includes(`# TYPE ${PREFIX}session_seconds histogram`));
  });

  it("tell how many outbound peers are new after a restart, for an hour", async () => {
    await one.execution.gives(executionData([executionPeer(0), executionPeer(3)]));
    judges.of(one.node);
    await one.execution.gives(null);
    events.append(nodeEvent("down"));
    assert.deepEqual(await series("new_peer_ratio_after_restart"), []);
    events.append(nodeEvent("up"));
    await one.execution.gives(executionData([executionPeer(3), executionPeer(6)]));
    assert.deepEqual(await series("new_peer_ratio_after_restart"), ['{node="node-0"} 0.5']);
  });

  it("say of each what it means and when it is absent", async () => {
    const helps = (await lines()).filter((line) => line.startsWith("# HELP"));
    assert.ok(helps.length > 25);
    for (const line of helps) {
      const [, , name = "", ...words] = line.split(" ");
      assert.ok(name.startsWith(PREFIX) && words.length >= 3, line);
    }
  });

  it(`are at most ${MAX_SERIES_PER_NODE} series a node, whatever 10,000 peers call themselves`, async () => {
    const count = 10_000;
    const evil = (i: number) => `Evil${i}"} 1\nfake{x="/v${i}.0`;
    const country = (i: number) => String.fromCharCode(65 + (i % 26), 65 + ((i >> 5) % 26));
    const located = (i: number) =>
      i % 7 === 0 ? {} : { location: { country: country(i), asn: i, organisation: evil(i) } };
    const name = (names: readonly string[], i: number) => names[i] ?? (i % 2 === 0 ? evil(i) : "");
    const caps = (i: number) => CAPABILITIES[i] ?? `evil-${i}/${i}`;
    const directions = ["inbound", "outbound", "unknown"] as const;
    const direction = (i: number) => directions[i % 3] ?? "unknown";
    const all = Array.from({ length: count }, (_, i) => i);
    await one.execution.gives(
      executionData(
        all.map((i) =>
          executionPeer(i, {
            ...located(i),
            direction: direction(i),
            client: parseClient("execution", name(EXECUTION_CLIENTS, i)),
            capabilities: [caps(i)],
          }),
        ),
        {
          exposure: {
            execution: { announced: "x", problems: all.map(evil), unchecked: null },
            consensus: { announced: "x", problems: all.map(evil), unchecked: null },
          },
        },
      ),
    );
    await one.consensus.gives(
      consensusData(
        all.map((i) =>
          consensusPeer(count + i, {
            ...located(i),
            direction: direction(i),
            client: parseClient("consensus", name(CONSENSUS_CLIENTS, i)),
          }),
        ),
      ),
    );
    const reasons = [...DROP_REASONS, null, ...all.map(evil)];
    for (const layer of ["execution", "consensus"] as const)
      for (const [i, reason] of reasons.entries()) {
        events.append(nodeEvent("join", { layer, peer: `p${i}` }));
        events.append(nodeEvent("leave", { layer, peer: `p${i}`, reason }));
      }
    const found = await seriesOfNode();
    // All lists are full: the bound is what they come to, and is not far above it.
    assert.ok(found.length <= MAX_SERIES_PER_NODE, String(found.length));
    assert.ok(found.length > 0.9 * MAX_SERIES_PER_NODE, String(found.length));
    assert.doesNotMatch(found.join("\n"), /evil|fake|24940/i);
    assert.equal((await series("peers_by_country")).length, 12);
    assert.equal((await series("peers_by_capability")).length, CAPABILITIES.length + 1);
    assert.equal((await series("leaves_total")).length, 18);
  });

  it("are written for 100 nodes in under 100 ms", async () => {
    const many = Array.from({ length: 100 }, (_, i) => watchedNode(`node-${i}`, settings));
    const nodes = many.map(({ node }) => node);
    const log = new EventLog();
    const judged = new Judges({ nodes, events: log });
    const countries = ["DE", "US", "FI", "FR", "SG", "GB", "CA", "NL", "JP", "PL", "AU", "IE"];
    const where = (i: number) => ({
      location: { country: countries[i % 12] ?? "DE", asn: i % 30, organisation: null },
    });
    for (const [n, { execution, consensus }] of many.entries()) {
      const name = (names: readonly string[], i: number) => `${names[i % 5] ?? ""}/v1.0`;
      await execution.gives(
        executionData(
          Array.from({ length: 50 }, (_, i) =>
            executionPeer(i, {
              ...where(i),
              client: parseClient("execution", name(EXECUTION_CLIENTS, i)),
            }),
          ),
        ),
      );
      await consensus.gives(
        consensusData(
          Array.from({ length: 70 }, (_, i) =>
            consensusPeer(i, {
              ...where(i),
              client: parseClient("consensus", name(CONSENSUS_CLIENTS, i)),
            }),
          ),
        ),
      );
      for (const reason of [null, "too many peers", "useless peer", "read timeout"]) {
        log.append(nodeEvent("join", { node: `node-${n}` }));
        log.append(nodeEvent("leave", { node: `node-${n}`, reason }));
      }
    }
    const registry = createMetrics({ nodes }, "1", judged);
    const times: number[] = [];
    let text = "";
    // The machine has other things to do: the best of some is the cost, the rest is waiting.
    for (let i = 0; i < 10; i++) {
      const started = performance.now();
      text = await registry.metrics();
      times.push(performance.now() - started);
    }
    judged.stop();
    const count = text.split("\n").filter((line) => line !== "" && !line.startsWith("#")).length;
    assert.ok(count > 100 * 60, String(count));
    assert.ok(Math.min(...times) < 100, times.map(Math.round).join(" "));
  });
});
