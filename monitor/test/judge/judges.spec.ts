import assert from "node:assert/strict";

import { Judges } from "../../src/judge/judges.ts";
import { EventLog } from "../../src/serve/events/eventLog.ts";
import { takeSnapshot } from "../../src/serve/snapshot.ts";
import {
  consensusData,
  consensusPeer,
  executionData,
  executionPeer,
  nodeEvent,
  watchedNode,
} from "../support/watched.ts";

const MONITOR = { version: "1", startedAt: "2026-01-01T00:00:00.000Z" };
const HOUR_MS = 3_600_000;

describe("judging the nodes that are watched", () => {
  const outbound = (count: number) =>
    executionData(
      Array.from({ length: count }, (_, i) => executionPeer(i, { direction: "outbound" })),
    );
  const setUp = (...settings: Parameters<typeof watchedNode>[1][]) => {
    const nodes = settings.map((one, i) => watchedNode(`node-${i}`, one));
    const events = new EventLog();
    const judges = new Judges({ nodes: nodes.map(({ node }) => node), events });
    const [one] = nodes;
    assert.ok(one);
    return { one, nodes, events, judges };
  };

  it("puts a judgement on each node of the snapshot, and one on all", async () => {
    const { one, nodes, judges } = setUp({ execution: { peerLimit: 50, exposedBy: "none" } }, {});
    await one.execution.gives(outbound(16));
    const snapshot = takeSnapshot(
      { nodes: nodes.map(({ node }) => node), attributions: ["whose data"] },
      MONITOR,
      Date.now(),
      judges,
    );
    const [first, second] = snapshot.nodes;
    assert.deepEqual([first?.execution?.peerLimit, first?.execution?.exposedBy], [50, "none"]);
    assert.equal(first?.judgement.reachability.execution?.verdict, "outboundOnly");
    assert.match(first.judgement.reachability.execution.fix ?? "", /p2pExposure none/);
    // Nobody can call it by choice, and all its peers are of one client.
    assert.deepEqual([first.judgement.health.score, second?.judgement.health.score], [90, null]);
    assert.match(snapshot.fleet.health.reasons[0]?.text ?? "", /^node-0: /);
    assert.deepEqual(snapshot.fleet.nodes, { up: 0, down: 0, starting: 2 });
    assert.deepEqual(snapshot.attributions, ["whose data"]);
  });

  it("judges the same facts once, and anew when one is another", async () => {
    const { one, events, judges } = setUp({});
    await one.execution.gives(outbound(16));
    const now = 1_800_000_000_000;
    const first = judges.of(one.node, now);
    assert.equal(judges.of(one.node, now + 9000), first);
    assert.notEqual(judges.of(one.node, now + 15_000), first);
    const second = judges.of(one.node, now);
    events.append(nodeEvent("join"));
    const third = judges.of(one.node, now);
    assert.notEqual(third, second);
    await one.execution.gives(outbound(15));
    assert.notEqual(judges.of(one.node, now), third);
  });

  it("does not claim to have watched for longer than it runs, whatever its peers' ages", async () => {
    const { one, judges } = setUp({});
    const peers = [0, 1, 2].map((i) =>
      executionPeer(i, { direction: "outbound", since: "2020-01-01T00:00:00.000Z" }),
    );
    await one.execution.gives(executionData(peers));
    const begun = Date.now();
    const at = (ms: number) => {
      const { reachability, churn, restart } = judges.of(one.node, begun + ms);
      return [reachability.execution?.verdict, churn === null, restart];
    };
    assert.deepEqual(at(0), ["unknown", true, null]);
    assert.deepEqual(at(HOUR_MS - 60_000), ["unknown", false, null]);
    assert.deepEqual(at(HOUR_MS + 60_000), ["outboundOnly", false, null]);
    // A monitor that starts then knows no more than this one did.
    const anew = new Judges({ nodes: [one.node] });
    await one.execution.gives({ ...executionData(peers), fetchedAt: begun + HOUR_MS });
    const after = anew.of(one.node, begun + HOUR_MS + 60_000);
    assert.equal(after.reachability.execution?.verdict, "unknown");
    assert.deepEqual([after.churn, after.restart], [null, null]);
  });

  it("opens a restart's window when a node comes back, and compares with who was there", async () => {
    const { one, events, judges } = setUp({});
    await one.execution.gives(outbound(10));
    assert.equal(judges.of(one.node).restart, null);
    await one.execution.gives(null);
    events.append(nodeEvent("down"));
    const down = judges.of(one.node);
    assert.deepEqual([down.restart?.outbound ?? null, down.churn], [null, null]);
    events.append(nodeEvent("up"));
    await one.execution.gives(outbound(5));
    const { restart } = judges.of(one.node);
    assert.deepEqual(
      [restart?.outbound, restart?.neverSeen, restart?.overlap, restart?.verdict],
      [5, 0, 0.5, "unknown"],
    );
    assert.equal(judges.of(one.node, Date.now() + HOUR_MS + 1000).restart, null);
  });

  it("takes nodes of one network for each other's peers to be", async () => {
    const settings = { publicNetwork: false };
    const pair = setUp(settings, settings);
    const alone = setUp(settings);
    for (const { one } of [pair, alone]) {
      await one.execution.gives(outbound(0));
      await one.consensus.gives(consensusData([consensusPeer(1)]));
    }
    const later = Date.now() + HOUR_MS;
    assert.equal(alone.judges.of(alone.one.node, later).health.score, 100);
    assert.equal(pair.judges.of(pair.one.node, later).health.reasons[0]?.code, "noPeers");
  });

  it("reckons the columns of those peers whose record tells their custody", async () => {
    const { one, judges } = setUp({});
    const record = {
      seq: 1,
      nodeId: "ab".repeat(32),
      forkDigest: null,
      forkId: null,
      attestationSubnets: null,
      syncSubnets: null,
      custodyGroupCount: 4,
      quicPort: null,
    };
    const of = async (...records: (typeof record | null)[]) => {
      const peers = records.map((told, i) => consensusPeer(i, { record: told }));
      await one.consensus.gives(consensusData(peers));
      const { custody } = judges.of(one.node);
      return [custody?.covered, custody?.knownPeers];
    };
    assert.deepEqual(await of(record, null), [4, 1]);
    assert.deepEqual(await of(record, { ...record, custodyGroupCount: 128 }), [128, 2]);
    assert.deepEqual(await of(null), [undefined, undefined]);
  });

  it("takes no events after its end", () => {
    const { one, events, judges } = setUp({});
    judges.start();
    events.append(nodeEvent("join"));
    judges.stop();
    events.append(nodeEvent("join"));
    assert.equal(judges.memoryOf(one.node).execution.joins, 1);
  });
});
