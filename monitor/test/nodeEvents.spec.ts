import assert from "node:assert/strict";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";

import { pino } from "pino";

import { ExecutionReader } from "../src/agent/executionReader.ts";
import { agentRoutes, createAgentServer } from "../src/agent/server.ts";
import { Collector } from "../src/serve/collector.ts";
import { agentAnswers, agentReading } from "./support/agentAnswers.ts";
import { GETH_ANSWERS, GETH_EVENTS, GETH_PEER_ID } from "./support/fixtures.ts";
import { answering, GethSocket } from "./support/gethSocket.ts";
import { beaconAnswers, sendJson, TestServer } from "./support/httpServer.ts";
import { RPC_ANSWERS, rpcHandler } from "./support/rpcServer.ts";
import { waitFor } from "./support/wait.ts";

const log = pino({ level: "silent" });
const NODE = { name: "node-0", network: "devnet" };

/** A collector that polls its one node so often. */
function collect(
  node: Omit<ConstructorParameters<typeof Collector>[0]["nodes"][number], "name" | "network">,
  seconds = 0.05,
): Collector {
  const collector = new Collector(
    {
      nodes: [{ ...NODE, ...node }],
      pollSeconds: { execution: seconds, consensus: seconds },
      limits: { timeoutSeconds: 1, concurrency: 4, backOffSeconds: 0.1 },
    },
    log,
  );
  collector.start();
  return collector;
}

const seen = ({ events }: Collector) =>
  events.since(0).map(({ layer, kind, precision }) => `${layer} ${kind} ${precision}`);

describe("the events of a node", function () {
  this.timeout(30_000);
  let collector: Collector | null = null;
  afterEach(() => collector?.stop());

  describe("with an agent that tells them", () => {
    let geth: GethSocket;
    let reader: ExecutionReader;
    let server: Server;
    let agentUrl: string;
    const listen = async (port = 0) => {
      server = createAgentServer(agentRoutes(reader, null, reader.events, 1000));
      await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
      agentUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    };
    const close = async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    };

    beforeEach(async () => {
      geth = await GethSocket.open();
      reader = new ExecutionReader({ ipcPath: geth.path, log, maxAgeMs: 0 });
      void reader.run();
      await waitFor("the subscription", () =>
        geth.requests.some(({ method }) => method === "admin_subscribe"),
      );
      await listen();
    });
    afterEach(async () => {
      collector?.stop();
      reader.stop();
      await close();
      await geth.dispose();
    });

    it("has a leave and a join at once, with the reason and who it was, though nobody polls for a minute", async () => {
      collector = collect({ execution: { agentUrl } }, 60);
      const { events } = collector;
      await waitFor("the first reading", () => collector?.nodes[0]?.execution?.state === "up");
      // The server has asked where the agent is, and waits for what comes.
      await new Promise((resolve) => setTimeout(resolve, 1000));
      const started = performance.now();
      geth.push(GETH_EVENTS.map((frame) => `${JSON.stringify(frame)}\n`).join(""));
      await waitFor("both", () => events.since(0).length >= 2);
      assert.ok(performance.now() - started < 2000);
      const [first, second] = events.since(0);
      assert.deepEqual([first?.kind, second?.kind], ["leave", "join"]);
      assert.deepEqual([first?.precision, first?.peer], ["event", GETH_PEER_ID]);
      assert.deepEqual(
        [first?.client, first?.direction, second?.client, second?.direction],
        ["geth", "inbound", "geth", "inbound"],
      );
      assert.equal(typeof first?.reason, "string");
      assert.equal(second?.reason, null);
    });

    it("finds what was not told by polling, once, and never makes up a reason", async () => {
      collector = collect({ execution: { agentUrl } });
      await waitFor("the first reading", () => collector?.nodes[0]?.execution?.state === "up");
      await waitFor("the following", () => reader.events.newest > 0);
      geth.respond = answering({ ...GETH_ANSWERS, admin_peers: [] });
      const { events } = collector;
      await waitFor("the leave", () => events.since(0).length > 0);
      geth.respond = answering();
      await waitFor("the join", () => events.since(0).length > 1);
      await new Promise((resolve) => setTimeout(resolve, 500));
      assert.deepEqual(seen(collector), ["execution leave poll", "execution join poll"]);
      assert.deepEqual(
        events.since(0).map(({ reason }) => reason),
        [null, null],
      );
    });

    it("is marked down within two polls, and up again, and then misses nothing", async () => {
      collector = collect({ execution: { agentUrl } });
      await waitFor("up", () => collector?.nodes[0]?.execution?.state === "up");
      const { port } = new URL(agentUrl);
      await close();
      const failed = await waitFor("down", () => {
        const target = collector?.nodes[0]?.execution;
        return target?.state === "down" && target.polls.failed;
      });
      assert.ok(failed <= 2, String(failed));
      // What happens while the server cannot see the agent, the agent keeps.
      const [leave] = GETH_EVENTS;
      geth.push(`${JSON.stringify(leave)}\n`);
      await waitFor("the agent's event", () => reader.events.since(0).events.length > 0);
      geth.respond = answering({ ...GETH_ANSWERS, admin_peers: [] });
      await listen(Number(port));
      await waitFor("up", () => collector?.nodes[0]?.execution?.state === "up");
      await waitFor("the leave", () => collector?.events.since(0).length === 3);
      assert.deepEqual([...seen(collector)].sort(), [
        "execution down poll",
        "execution leave event",
        "execution up poll",
      ]);
      assert.equal(collector.events.since(0)[0]?.reason, "connection refused");
    });
  });

  it("are found by comparing readings where the agent tells none", async () => {
    let peers = GETH_ANSWERS["admin_peers"] as unknown[];
    const agent = await TestServer.open((request, response) => {
      if (request.url?.startsWith("/v1/events") === true) sendJson(response, {}, 404);
      else if (request.url === "/v1/execution") sendJson(response, agentReading(peers));
      else agentAnswers(request, response);
    });
    collector = collect({ execution: { agentUrl: agent.url } });
    await waitFor("up", () => collector?.nodes[0]?.execution?.state === "up");
    peers = [];
    await waitFor("the leave", () => seen(collector as Collector).length === 1);
    assert.deepEqual(seen(collector), ["execution leave poll"]);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    // Asked once whether it tells events, not at each poll.
    assert.equal(agent.requests.filter((url) => url.startsWith("/v1/events")).length, 1);
    await agent.close();
  });

  it("are found by comparing readings of a client at its RPC port, and not where it lists no peers", async () => {
    let answers = RPC_ANSWERS;
    const rpc = await TestServer.open(rpcHandler(() => answers, []));
    collector = collect({ execution: { rpcUrl: rpc.url } });
    const polls = () => collector?.nodes[0]?.execution?.polls.ok ?? 0;
    await waitFor("up", () => polls() > 1);
    answers = { ...RPC_ANSWERS, admin_peers: null, net_peerCount: "0x5" };
    const before = polls();
    await waitFor("three more polls", () => polls() > before + 3);
    assert.deepEqual(collector.nodes[0]?.execution?.current?.unlistedPeers, 5);
    assert.deepEqual(seen(collector), []);
    answers = { ...RPC_ANSWERS, admin_peers: [] };
    await waitFor("the leave", () => seen(collector as Collector).length === 1);
    assert.deepEqual(seen(collector), ["execution leave poll"]);
    await rpc.close();
  });

  it("are found by comparing readings of a beacon node, which has no others", async () => {
    let empty = false;
    const beacon = await TestServer.open((request, response) => {
      if (empty && request.url?.includes("/peers") === true) sendJson(response, { data: [] });
      else beaconAnswers(request, response);
    });
    collector = collect({ consensus: { beaconUrl: beacon.url } });
    await waitFor("up", () => collector?.nodes[0]?.consensus?.state === "up");
    empty = true;
    await waitFor("the leave", () => seen(collector as Collector).length === 1);
    await beacon.close();
    await waitFor("down", () => seen(collector as Collector).length === 2);
    empty = false;
    await beacon.listen();
    await waitFor("up", () => seen(collector as Collector).length === 3);
    await new Promise((resolve) => setTimeout(resolve, 200));
    // Who is there when it is back may have been there all the time.
    assert.deepEqual(seen(collector), [
      "consensus leave poll",
      "consensus down poll",
      "consensus up poll",
    ]);
    const [leave] = collector.events.since(0);
    assert.deepEqual([leave?.reason, leave?.client], [null, "unknown"]);
  });

  it("have the reason that a consensus client gives of a peer that left, and only one that tells such is asked", async () => {
    const id = "16Uiu2HAm3xfnoiXShCS6yCvUP98LLPuu8vzFAS8Ryvxkkp4jUcYn";
    const entry = { peer_id: id, state: "connected", direction: "inbound" };
    for (const tells of [true, false]) {
      let gone = false;
      const beacon = await TestServer.open((request, response) => {
        const told = tells ? { disconnect_reason: gone ? "Too many peers\u001b[1m" : null } : {};
        const peer = { ...entry, ...told, state: gone ? "disconnected" : "connected" };
        if (request.url === `/eth/v1/node/peers/${id}`) sendJson(response, { data: peer });
        else if (request.url?.includes("/peers?") === true)
          sendJson(response, { data: gone ? [] : [peer] });
        else beaconAnswers(request, response);
      });
      const watched = collect({ consensus: { beaconUrl: beacon.url } });
      await waitFor("up", () => watched.nodes[0]?.consensus?.state === "up");
      gone = true;
      await waitFor("the leave", () => seen(watched).length === 1);
      const [leave] = watched.events.since(0);
      assert.deepEqual(
        [leave?.kind, leave?.precision, leave?.reason],
        ["leave", "poll", tells ? "Too many peers[1m" : null],
      );
      const asked = beacon.requests.filter((url) => url.endsWith(id)).length;
      assert.equal(asked, tells ? 1 : 0);
      watched.stop();
      await beacon.close();
    }
  });

  it("are left to the agent where a reading is older than its events", async () => {
    let peers = GETH_ANSWERS["admin_peers"] as unknown[];
    let eventSeq: number | null = 9;
    const agent = await TestServer.open((request, response) => {
      const after = /^\/v1\/events\?after=(\d+)/.exec(request.url ?? "")?.[1];
      if (after === "10") return;
      if (after !== undefined) sendJson(response, { schema: 1, newest: 10, events: [] });
      else if (request.url === "/v1/execution")
        sendJson(response, { ...agentReading(peers), eventSeq });
      else agentAnswers(request, response);
    });
    collector = collect({ execution: { agentUrl: agent.url } });
    const polls = () => collector?.nodes[0]?.execution?.polls.ok ?? 0;
    await waitFor("the following", () => agent.requests.includes("/v1/events?after=10"));
    await waitFor("up", () => polls() > 0);
    peers = [];
    for (eventSeq of [9, null]) {
      const before = polls();
      await waitFor("three more polls", () => polls() > before + 3);
      assert.deepEqual(seen(collector), []);
    }
    eventSeq = 10;
    await waitFor("the leave", () => seen(collector as Collector).length === 1);
    collector.stop();
    await agent.close();
  });

  it("reach the server of every agent, also where all are behind one host", async () => {
    const names = Array.from({ length: 20 }, (_, i) => `node-${i}`);
    const agent = await TestServer.open((request, response) => {
      const path = (request.url ?? "").replace(/^\/node-\d+/, "");
      if (path === `/v1/events?after=${Number.MAX_SAFE_INTEGER}`)
        sendJson(response, { schema: 1, newest: 1, events: [] });
      else if (path.startsWith("/v1/events")) return;
      else sendJson(response, agentReading([]));
    });
    const nodes = names.map((name) => ({
      name,
      network: "devnet",
      execution: { agentUrl: `${agent.url}/${name}` },
    }));
    const watched = new Collector({ nodes, pollSeconds: { execution: 60, consensus: 60 } }, log);
    watched.start();
    await waitFor("a waiting question for each", () =>
      names.every((name) => agent.requests.includes(`/${name}/v1/events?after=1`)),
    );
    watched.stop();
    await agent.close();
  });

  it("of an agent that answers rubbish at once cost little, and the polls go on", async () => {
    const agent = await TestServer.open((request, response) => {
      if (request.url?.startsWith("/v1/events") === true)
        sendJson(response, { schema: 1, newest: 5, events: [] });
      else agentAnswers(request, response);
    });
    collector = collect({ execution: { agentUrl: agent.url } });
    await new Promise((resolve) => setTimeout(resolve, 1000));
    const asked = agent.requests.filter((url) => url.startsWith("/v1/events")).length;
    assert.ok(asked >= 3 && asked <= 15, String(asked));
    assert.equal(collector.nodes[0]?.execution?.state, "up");
    await agent.close();
  });
});
