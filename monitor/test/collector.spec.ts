import assert from "node:assert/strict";

import { pino } from "pino";
import type { Registry } from "prom-client";

import { Collector } from "../src/serve/collector.ts";
import { createMetrics } from "../src/serve/metrics.ts";
import { type NodeStatus, takeSnapshot } from "../src/serve/snapshot.ts";
import { agentAnswers, agentReading, agentSync } from "./support/agentAnswers.ts";
import { GETH_ANSWERS, GETH_PEER_ID } from "./support/fixtures.ts";
import { beaconAnswers, sendJson, TestServer } from "./support/httpServer.ts";
import { waitFor } from "./support/wait.ts";

const [recordedPeer] = GETH_ANSWERS["admin_peers"] as object[];

describe("collecting from nodes", function () {
  this.timeout(30_000);
  let agent: TestServer;
  let beacon: TestServer;
  let collector: Collector;
  let metrics: Registry;
  const lines: string[] = [];
  const log = pino({}, { write: (line) => void lines.push(line) });

  beforeEach(async () => {
    lines.length = 0;
    agent = await TestServer.open(agentAnswers);
    beacon = await TestServer.open(beaconAnswers);
    const node = { network: "devnet", execution: { agentUrl: agent.url } };
    const nodes = [
      { name: "node-0", ...node, consensus: { beaconUrl: beacon.url } },
      { name: "node-1", ...node },
    ];
    const pollSeconds = { execution: 0.03, consensus: 0.03 };
    collector = new Collector({ nodes, pollSeconds }, log, 1000);
    metrics = createMetrics(collector, "1.2.3");
  });
  afterEach(async () => {
    collector.stop();
    await agent.close();
    await beacon.close();
  });

  const status = (): NodeStatus => {
    const [node] = takeSnapshot(collector, { version: "1", startedAt: "now" }).nodes;
    assert.ok(node);
    return node;
  };
  const becomes = (state: string) =>
    waitFor(`execution ${state}`, () => status().execution?.state === state);
  const series = async (name: string) =>
    (await metrics.metrics())
      .split("\n")
      .filter((line) => line.startsWith(`eth_peer_monitor_${name}{`));

  it("knows nothing before the first poll: no gauge, state starting, not ready", async () => {
    assert.equal(collector.ready, false);
    const { execution, consensus } = status();
    assert.deepEqual(
      [execution?.state, execution?.counts, execution?.ageSeconds],
      ["starting", null, null],
    );
    assert.equal(consensus?.state, "starting");
    for (const name of ["up", "peers", "head_block", "last_success_timestamp_seconds"]) {
      assert.deepEqual(await series(name), []);
    }
  });

  it("counts what a node announces otherwise than it is exposed", async () => {
    const layer = { announced: "1.2.3.4 tcp 30303", problems: [], unchecked: null };
    const exposure = {
      execution: { ...layer, problems: ["announces 1.2.3.4, is reached at 1.2.3.5"] },
      consensus: { announced: null, problems: [], unchecked: "connection refused" },
    };
    agent.handler = (request, response) => {
      if (request.url === "/v1/sync") sendJson(response, agentSync(true));
      else sendJson(response, { ...agentReading([]), exposure });
    };
    collector.start();
    await waitFor("readiness", () => collector.ready);
    assert.deepEqual(status().exposure, exposure);
    // Of a layer that could not be asked nothing is known, and so nothing is told.
    assert.deepEqual(await series("exposure_problems"), [
      'eth_peer_monitor_exposure_problems{node="node-0",layer="execution"} 1',
      'eth_peer_monitor_exposure_problems{node="node-1",layer="execution"} 1',
    ]);
    agent.handler = agentAnswers;
    await waitFor("no exposure", () => status().exposure === null);
    await waitFor("no problems", async () => (await series("exposure_problems")).length === 0);
  });

  it("gives both layers of a node in one picture", async () => {
    collector.start();
    await waitFor("readiness", () => collector.ready);
    const { execution, consensus } = status();
    assert.equal(execution?.state, "up");
    assert.equal(execution.client?.kind, "geth");
    assert.match(execution.enode ?? "", /^enode:\/\/dd2776/);
    assert.equal(execution.chainId, 32382);
    assert.equal(execution.networkId, 32382);
    assert.equal(execution.headBlock, 32);
    assert.deepEqual(execution.counts, { inbound: 1, outbound: 0, unknown: 0, total: 1 });
    assert.equal(execution.peers[0]?.id, GETH_PEER_ID);
    assert.deepEqual(
      [execution.peers[0].since, execution.peers[0].sincePrecision],
      ["2026-01-01T00:00:00.000Z", "event"],
    );
    assert.equal(consensus?.state, "up");
    assert.equal(consensus.client?.kind, "prysm");
    assert.equal(consensus.peerId, "16Uiu2HAmMGtYRj9PkPW2sepBd7fcc7LtrF1yRXQcLkMo4fcjyiAG");
    assert.equal(consensus.reportedConnected, 1);
    assert.equal(consensus.peers[0]?.sincePrecision, "atLeast");
    assert.deepEqual(consensus.sync?.headSlot, 49);
    assert.equal(beacon.requests.includes("/eth/v1/node/peers?state=connected"), true);
  });

  it("takes a layer that the settings do not name for absent, not for down", async () => {
    collector.start();
    await waitFor("readiness", () => collector.ready);
    assert.equal(
      takeSnapshot(collector, { version: "1", startedAt: "now" }).nodes[1]?.consensus,
      null,
    );
    assert.deepEqual(await series("up"), [
      'eth_peer_monitor_up{node="node-0",layer="execution"} 1',
      'eth_peer_monitor_up{node="node-0",layer="consensus"} 1',
      'eth_peer_monitor_up{node="node-1",layer="execution"} 1',
    ]);
  });

  it("drops the gauges of a node that is down, keeps its age, and has them again when it is back", async () => {
    collector.start();
    await waitFor("readiness", () => collector.ready);
    const gauges = ["peers", "peers_by_client", "head_block", "syncing"];
    for (const name of gauges) assert.notEqual((await series(name)).length, 0, name);

    await agent.close();
    await becomes("down");
    await waitFor("node-1 too", async () => (await series("head_block")).length === 0);
    for (const name of gauges) {
      const execution = (await series(name)).filter((line) => !line.includes("consensus"));
      assert.deepEqual(execution, [], name);
    }
    assert.equal((await series("up"))[0], 'eth_peer_monitor_up{node="node-0",layer="execution"} 0');
    assert.equal((await series("up"))[1], 'eth_peer_monitor_up{node="node-0",layer="consensus"} 1');
    assert.equal((await series("last_success_timestamp_seconds")).length, 3);
    const { execution } = status();
    assert.equal(execution?.lastError, "connection refused");
    assert.deepEqual([execution.counts, execution.peers, execution.headBlock], [null, [], null]);
    assert.equal(execution.lastKnownCounts?.total, 1);
    assert.equal(execution.client?.kind, "geth");
    const target = collector.nodes[0]?.execution;
    assert.ok(target);
    assert.equal(target.ageSeconds(Date.parse(execution.lastSuccess ?? "") + 42_000), 42);

    await agent.listen();
    await becomes("up");
    assert.equal(status().execution?.lastKnownCounts, null);
    assert.equal(
      (await series("head_block")).includes('eth_peer_monitor_head_block{node="node-0"} 32'),
      true,
    );
  });

  it("is ready once every target has been polled, well or not", async () => {
    await beacon.close();
    agent.handler = () => undefined;
    collector.start();
    await waitFor("readiness", () => collector.ready);
    const { execution, consensus } = status();
    assert.deepEqual([execution?.state, consensus?.state], ["down", "down"]);
    assert.equal(execution?.lastError, "no answer within 1000 ms");
    assert.deepEqual([execution.ageSeconds, execution.lastKnownCounts], [null, null]);
    await beacon.listen();
  });

  it("believes an agent that says its client is starting, or is down", async () => {
    let state = "starting";
    agent.handler = (_request, response) => {
      sendJson(
        response,
        { schema: 1, state, error: "no such socket", lastSuccess: null, ageSeconds: null },
        503,
      );
    };
    collector.start();
    await waitFor("the reason", () => status().execution?.lastError === "no such socket");
    assert.equal(status().execution?.state, "starting");
    assert.equal((await series("up"))[0], 'eth_peer_monitor_up{node="node-0",layer="execution"} 0');
    state = "down";
    await becomes("down");
  });

  it("tells the agent's verdict and the head's time, also of a client that is down", async () => {
    collector.start();
    await waitFor("a verdict", () => status().sync !== null);
    assert.deepEqual(status().sync, {
      inSync: true,
      reasons: [],
      headTimestamp: 1_700_000_000,
      lastInSync: "2026-01-01T00:00:00.000Z",
    });
    assert.equal((await series("in_sync"))[0], 'eth_peer_monitor_in_sync{node="node-0"} 1');
    assert.equal(
      (await series("head_timestamp_seconds"))[0],
      'eth_peer_monitor_head_timestamp_seconds{node="node-0"} 1700000000',
    );
    agent.handler = (request, response) => {
      if (request.url === "/v1/sync") sendJson(response, agentSync(false, null), 503);
      else sendJson(response, { schema: 1, state: "down", error: "gone" }, 503);
    };
    await becomes("down");
    await waitFor("the other verdict", () => status().sync?.inSync === false);
    assert.deepEqual(status().sync?.reasons, ["consensus client is syncing, 900 slots behind"]);
    await waitFor(
      "the metric",
      async () => (await series("in_sync"))[0] === 'eth_peer_monitor_in_sync{node="node-0"} 0',
    );
    // Both nodes have this agent, and are asked at times of their own.
    await waitFor(
      "no head of a node that tells none",
      async () => (await series("head_timestamp_seconds")).length === 0,
    );
  });

  it("has no verdict where the agent gives none, and none from before when it is gone", async () => {
    collector.start();
    await waitFor("a verdict", () => status().sync !== null);
    agent.handler = (request, response) => {
      if (request.url === "/v1/sync") sendJson(response, { error: "not found" }, 404);
      else agentAnswers(request, response);
    };
    await waitFor("no verdict", () => status().sync === null);
    agent.handler = agentAnswers;
    await waitFor("a verdict", () => status().sync !== null);
    await agent.close();
    await waitFor("no verdict", async () => (await series("in_sync")).length === 0);
    assert.equal(status().sync, null);
  });

  it("says what is wrong with an answer that is no reading", async () => {
    const answers: readonly (readonly [body: unknown, status: number, error: RegExp])[] = [
      [{ schema: 2 }, 200, /agent: schema: /],
      [{ ...agentReading([]), peers: "many" }, 200, /agent: peers: /],
      [null, 200, /^agent: /],
      [{}, 500, /agent: status 500, expected 200/],
      [{ state: "odd" }, 503, /agent: status 503, expected 200/],
    ];
    collector.start();
    for (const [body, code, error] of answers) {
      agent.handler = (_request, response) => {
        sendJson(response, body, code);
      };
      await waitFor(String(error), () => error.test(status().execution?.lastError ?? ""));
    }
  });

  it("does without what a beacon node does not tell, but not without its peers", async () => {
    beacon.handler = (request, response) => {
      if (request.url?.includes("/peers") === true) beaconAnswers(request, response);
      else sendJson(response, {}, 500);
    };
    collector.start();
    await waitFor("readiness", () => collector.ready);
    const { consensus } = status();
    assert.deepEqual(
      [consensus?.state, consensus?.sync, consensus?.counts?.total],
      ["up", null, 1],
    );
    assert.equal(
      consensus?.warnings.includes("/eth/v1/node/syncing: status 500, expected 200"),
      true,
    );
    assert.deepEqual(await series("head_slot"), []);
    beacon.handler = (request, response) => {
      if (request.url?.includes("/peers") === true) sendJson(response, {}, 500);
      else beaconAnswers(request, response);
    };
    await waitFor("down", () => status().consensus?.state === "down");
    assert.equal(status().consensus?.lastError, "/eth/v1/node/peers: status 500, expected 200");
  });

  it("shows only connected peers where a client does not heed the filter", async () => {
    const peer = {
      peer_id: "16Uiu2HAm3xfnoiXShCS6yCvUP98LLPuu8vzFAS8Ryvxkkp4jUcYn",
      state: "disconnected",
      direction: "inbound",
    };
    beacon.handler = (request, response) => {
      if (request.url?.includes("/peers") === true) sendJson(response, { data: [peer] });
      else beaconAnswers(request, response);
    };
    collector.start();
    await waitFor("readiness", () => collector.ready);
    assert.deepEqual(status().consensus?.counts?.total, 0);
  });

  it("does not carry a consensus peer's session over a time in which the node was away", async () => {
    collector.start();
    await waitFor("readiness", () => collector.ready);
    const before = status().consensus?.peers[0]?.since ?? "";
    await beacon.close();
    await waitFor("down", () => status().consensus?.state === "down");
    await beacon.listen();
    await waitFor("up", () => status().consensus?.state === "up");
    const peer = status().consensus?.peers[0];
    assert.equal(peer?.sincePrecision, "atLeast");
    assert.ok(peer.since > before);
  });

  it("never asks a slow node twice at once, and no other node waits for it", async () => {
    let open = 0;
    let most = 0;
    beacon.handler = (_request, response) => {
      most = Math.max(most, ++open);
      response.on("close", () => open--);
    };
    collector.start();
    await waitFor(
      "three failed polls",
      () => (collector.nodes[0]?.consensus?.polls.failed ?? 0) >= 3,
    );
    // One poll of a beacon node is five requests.
    assert.ok(most <= 5, String(most));
    assert.ok((collector.nodes[0]?.execution?.polls.ok ?? 0) > 5);
  });

  it("has few series whatever the peers call themselves, and writes nothing of theirs to the log", async () => {
    const peers = Array.from({ length: 1000 }, (_, i) => ({
      ...recordedPeer,
      id: i.toString(16).padStart(64, "0"),
      name: `Evil${i}\n\u001b[31m"} 1\nfake_metric{x="/v${i}.0`,
      network: { inbound: i % 2 === 0, remoteAddress: `203.0.113.${i % 256}:${i}` },
    }));
    agent.handler = (_request, response) => {
      sendJson(response, agentReading(peers));
    };
    collector.start();
    await waitFor("readiness", () => collector.ready);
    const text = await metrics.metrics();
    const node0 = text.split("\n").filter((line) => line.includes('node="node-0"'));
    assert.ok(node0.length <= 50, String(node0.length));
    assert.doesNotMatch(text + lines.join(""), /Evil|fake_metric|203\.0\.113/);
    assert.deepEqual(
      (await series("peers_by_client"))[0],
      'eth_peer_monitor_peers_by_client{node="node-0",layer="execution",client="other"} 1000',
    );
    assert.doesNotMatch(JSON.stringify(status()), /\\u001b|\\n/);
  });

  it("logs a change of state once, not each poll", async () => {
    collector.start();
    await becomes("up");
    await agent.close();
    await waitFor("failed polls", () => (collector.nodes[0]?.execution?.polls.failed ?? 0) >= 4);
    const changes = lines
      .map((line) => JSON.parse(line) as { node: string; layer: string; to: string })
      .filter(({ node, layer }) => node === "node-0" && layer === "execution");
    assert.deepEqual(
      changes.map(({ to }) => to),
      ["up", "down"],
    );
  });
});
