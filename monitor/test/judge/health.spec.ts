import assert from "node:assert/strict";

import { fleet } from "../../src/judge/fleet.ts";
import { bandOf, health } from "../../src/judge/health.ts";
import { judge } from "../../src/judge/judge.ts";
import type { LayerFacts, NodeFacts } from "../../src/judge/facts.ts";
import { COSTS } from "../../src/judge/thresholds.ts";
import { ago, layer, node, NOW, peers, privateNode } from "../support/judgeFacts.ts";

const healthOf = (facts: NodeFacts) => judge(facts, NOW).health;
/** What the execution layer costs with this change, the consensus layer being well. */
const costs = (change: Partial<LayerFacts>, of: Partial<NodeFacts> = {}) =>
  healthOf(node({ execution: layer(change), ...of })).reasons.map(({ code, cost }) => [code, cost]);
const down = layer({ state: "down", peers: [], upSince: null, lastError: "connection refused" });
const starting = layer({ state: "starting", peers: [], upSince: null });
const sync = (inSync: boolean) => ({
  inSync,
  reasons: inSync ? [] : ["consensus client is syncing, 900 slots behind"],
  headTimestamp: null,
  lastInSync: null,
});
const exposure = (problems: string[]) => ({
  execution: { announced: "x", problems, unchecked: null },
  consensus: { announced: "x", problems: [], unchecked: null },
});
const columns = (knownPeers: number, of: number) => ({
  holders: Array.from({ length: 128 }, (_, column) => (column < of ? knownPeers : 0)),
  knownPeers,
});
const together = (count: number, of: number, change: object) =>
  peers(0, of, (i) => ({
    id: `c${i}`,
    address: { ip: `9.9.${i}.1` },
    subnet: `9.9.${i}.0/24`,
    location: { asn: 5000 + i, organisation: null },
    ...(i < count ? change : {}),
  }));

describe("a node's health", () => {
  it("is 100 where nothing is wrong", () => {
    assert.deepEqual(healthOf(node()), { score: 100, band: "good", reasons: [] });
  });

  it("has its bands from 80 and from 50", () => {
    assert.deepEqual([80, 79, 50, 49].map(bandOf), ["good", "warning", "warning", "critical"]);
  });

  it("never falls below 0, and names the costliest first", () => {
    const reason = { code: "churn", layer: null, text: "", fix: null } as const;
    const { score, reasons } = health([10, 60, 50].map((cost) => ({ ...reason, cost })));
    assert.equal(score, 0);
    assert.deepEqual(
      reasons.map(({ cost }) => cost),
      [60, 50, 10],
    );
  });

  it("costs what each fault is, on either side of its line", () => {
    const few = (count: number) => costs({ peers: peers(1, count - 1), limit: 12 });
    assert.deepEqual(few(5), []);
    assert.deepEqual(few(4), [["fewPeers", COSTS.fewPeers]]);
    const outbound = (count: number) => costs({ peers: peers(20, count) });
    assert.deepEqual(outbound(8), []);
    assert.deepEqual(outbound(7), [["lowOutbound", COSTS.lowOutbound]]);
    assert.deepEqual(outbound(1), [["lowOutbound", COSTS.lowOutbound]]);
    assert.deepEqual(outbound(0), [["noOutbound", COSTS.noOutbound]]);
    assert.deepEqual(costs({ peers: [] }), [["noPeers", COSTS.noPeers]]);
    assert.deepEqual(costs({ peers: peers(0, 16) }), [["noInbound", COSTS.noInbound]]);
    assert.deepEqual(costs({ peers: peers(0, 15) }), []);
    assert.deepEqual(costs({ peers: peers(0, 16), exposedBy: "none" }), [
      ["noInbound", COSTS.noInboundByChoice],
    ]);
    assert.deepEqual(costs({}, { exposure: exposure(["announces no address"]) }), [
      ["exposure", COSTS.exposure],
    ]);
    assert.deepEqual(costs({}, { exposure: exposure([]) }), []);
    assert.deepEqual(costs({}, { sync: sync(false) }), [["notInSync", COSTS.notInSync]]);
    assert.deepEqual(costs({}, { sync: sync(true) }), []);
    assert.deepEqual(costs({ syncing: true }), [["notInSync", COSTS.notInSync]]);
    assert.deepEqual(costs({ reported: 90 }), [["disagreement", COSTS.disagreement]]);
    const leaves = (count: number) =>
      costs({}, { churn: { joins: 0, leaves: count, watchedSeconds: 3600 } });
    assert.deepEqual([leaves(60), leaves(61)], [[], [["churn", COSTS.churn]]]);
    const held = (of: number, holders = 10) => costs({}, { columns: columns(holders, of) });
    assert.deepEqual([held(128), held(127)], [[], [["custody", COSTS.custody]]]);
    assert.deepEqual(held(127, 9), []);
  });

  it("costs what is concentrated, on either side of its line", () => {
    const geth = (count: number, of: number) =>
      costs({
        peers: peers(2, of - 2, (i) => ({ client: { kind: i < count ? "geth" : "reth" } })),
        limit: 20,
      });
    assert.deepEqual([geth(8, 12), geth(9, 12)], [[], [["clientShare", COSTS.clientShare]]]);
    assert.deepEqual(geth(9, 9), []);
    const asn = (count: number) =>
      costs(
        { peers: peers(1, 9) },
        {
          consensus: layer({
            limit: 70,
            peers: [
              ...together(count, 20, { location: { asn: 1, organisation: null } }),
              ...peers(1, 0),
            ],
          }),
        },
      );
    // Of 31 peers 12 are under 40 %, 13 above.
    assert.deepEqual([asn(12), asn(13)], [[], [["asnShare", COSTS.asnShare]]]);
    const subnet = (count: number) =>
      costs(
        { peers: peers(1, 9) },
        {
          consensus: layer({
            limit: 70,
            peers: [...together(count, 20, { subnet: "9.9.255.0/24" }), ...peers(1, 0)],
          }),
        },
      );
    // Of 31 peers 3 are under 10 %, 4 above.
    assert.deepEqual([subnet(3), subnet(4)], [[], [["subnetShare", COSTS.subnetShare]]]);
  });

  it("takes a client that just started for young, not for ill", () => {
    const at = (seconds: number, hadPeers = false) =>
      costs({ peers: [], upSince: ago(seconds), hadPeers });
    assert.deepEqual(at(899), []);
    assert.deepEqual(at(900), [["noPeers", COSTS.noPeers]]);
    // It had some and lost them all: that is no youth.
    assert.deepEqual(at(60, true), [["noPeers", COSTS.noPeers]]);
  });

  it("is critical with a layer down, and 0 with both", () => {
    const one = healthOf(node({ execution: down }));
    assert.deepEqual([one.score, one.band], [40, "critical"]);
    assert.deepEqual(one.reasons[0], {
      code: "layerDown",
      layer: "execution",
      text: "The execution client is down: connection refused.",
      cost: COSTS.layerDown,
      fix: "See that its process runs and answers.",
    });
    assert.deepEqual(healthOf(node({ execution: down, consensus: down })).score, 0);
  });

  it("is critical for a node that is cut off, a warning for a closed port or one that catches up", () => {
    const band = (change: Partial<LayerFacts>, of: Partial<NodeFacts> = {}) =>
      healthOf(node({ execution: layer(change), ...of })).band;
    assert.equal(band({ peers: [] }), "critical");
    assert.equal(band({ peers: peers(0, 16) }), "warning");
    assert.equal(band({ peers: peers(0, 16), exposedBy: "none" }), "good");
    assert.equal(band({}, { sync: sync(false) }), "warning");
  });

  it("is unknown, not good, before any layer was asked", () => {
    const unknown = { score: null, band: "unknown", reasons: [] };
    assert.deepEqual(healthOf(node({ execution: starting, consensus: starting })), unknown);
    assert.deepEqual(healthOf(node({ execution: null, consensus: starting })), unknown);
    assert.equal(healthOf(node({ execution: starting })).score, 100);
  });
});

describe("a private chain", () => {
  const alone = layer({
    peers: peers(0, 1, () => ({ client: { kind: "geth" } })),
    upSince: ago(86_400),
    noInboundSince: ago(86_400),
  });
  const called = layer({ peers: peers(1, 0, () => ({ client: { kind: "geth" } })) });

  it("of two nodes is well, on both of them", () => {
    for (const execution of [alone, called])
      for (const consensus of [alone, called])
        assert.deepEqual(healthOf(privateNode({ execution, consensus })), {
          score: 100,
          band: "good",
          reasons: [],
        });
  });

  it("of one node has nobody to connect to; of two it is cut off", () => {
    const empty = layer({ peers: [] });
    assert.equal(
      healthOf(privateNode({ siblings: 0, execution: empty, consensus: empty })).score,
      100,
    );
    assert.equal(healthOf(privateNode({ execution: empty })).score, 100 - COSTS.noPeers);
  });

  it("is no worse for one place, one client, its churn and its columns", () => {
    const same = layer({
      peers: peers(5, 16, () => ({
        client: { kind: "geth" },
        location: { asn: 1, organisation: null },
        subnet: "8.8.8.0/24",
      })),
    });
    const facts = {
      execution: same,
      consensus: same,
      churn: { joins: 0, leaves: 500, watchedSeconds: 3600 },
      columns: columns(20, 4),
    };
    assert.deepEqual(healthOf(privateNode(facts)).reasons, []);
    assert.equal(healthOf(node(facts)).reasons.length, 6);
  });
});

describe("what is not known of a node", () => {
  it("is null when its layers are down", () => {
    const found = judge(node({ execution: down, consensus: down, columns: null }), NOW);
    assert.deepEqual(found, {
      health: found.health,
      reachability: {
        execution: { verdict: "unknown", text: "The execution client does not answer.", fix: null },
        consensus: { verdict: "unknown", text: "The consensus client does not answer.", fix: null },
      },
      diversity: { execution: null, consensus: null },
      diversitySource: { execution: null, consensus: null },
      concentration: null,
      restart: null,
      churn: null,
      custody: null,
      disagreements: [],
    });
  });

  it("is null for a layer that the settings do not name", () => {
    const { reachability, diversity } = judge(node({ consensus: null }), NOW);
    assert.deepEqual([reachability.consensus, diversity.consensus], [null, null]);
  });
});

describe("the fleet", () => {
  const of = (name: string, facts: NodeFacts, state: "up" | "down" | "starting" = "up") => {
    const counts = state === "up" ? { inbound: 1, outbound: 2, total: 3 } : null;
    return { name, judgement: judge(facts, NOW), execution: { state, counts }, consensus: null };
  };

  it("is as well as its worst node, which it names", () => {
    const found = fleet([
      of("a", node()),
      of("b", node({ execution: layer({ peers: peers(0, 16) }) })),
      of("c", node({ execution: starting, consensus: starting }), "starting"),
    ]);
    assert.equal(found.health.score, 75);
    assert.match(found.health.reasons[0]?.text ?? "", /^b: No inbound execution peers/);
    assert.deepEqual(found.nodes, { up: 2, down: 0, starting: 1 });
    assert.deepEqual(found.peers, {
      execution: { inbound: 2, outbound: 4, total: 6 },
      consensus: null,
    });
    const geth = found.diversity.execution?.find(({ client }) => client === "geth");
    // 47 and 16 peers of four clients in turn.
    assert.deepEqual([geth?.count, geth?.share], [16, 16 / 63]);
  });

  it("is unknown where every node is, and without nodes", () => {
    const none = { score: null, band: "unknown", reasons: [] };
    assert.deepEqual(fleet([]).health, none);
    const waiting = fleet([
      of("c", node({ execution: starting, consensus: starting }), "starting"),
    ]);
    assert.deepEqual(
      [waiting.health, waiting.peers.execution, waiting.diversity.execution],
      [none, null, null],
    );
  });
});
