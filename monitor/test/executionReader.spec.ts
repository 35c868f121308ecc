import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";

import { pino } from "pino";

import { ExecutionReader } from "../src/agent/executionReader.ts";
import { GETH_ANSWERS, GETH_PEER_ID } from "./support/fixtures.ts";
import { answering, GethSocket } from "./support/gethSocket.ts";
import { waitFor } from "./support/wait.ts";

const log = pino({ level: "silent" });
const event = (type: "add" | "drop") =>
  JSON.stringify({
    jsonrpc: "2.0",
    method: "admin_subscription",
    params: { subscription: "0x1", result: { type, peer: GETH_PEER_ID } },
  });

describe("reading an execution client", function () {
  this.timeout(30_000);
  let geth: GethSocket;
  let reader: ExecutionReader;
  let running: Promise<void>;

  function start(maxAgeMs = 0): void {
    reader = new ExecutionReader({
      ipcPath: geth.path,
      log,
      timeoutMs: 1000,
      maxAgeMs,
      minPauseMs: 10,
      maxPauseMs: 40,
    });
    running = reader.run();
  }
  const readable = () => waitFor("a reading", () => reader.read().catch(() => null));

  beforeEach(async () => {
    geth = await GethSocket.create();
  });
  afterEach(async () => {
    reader.stop();
    await running;
    await geth.dispose();
  });

  it("gives what the client says, without the chain's configuration", async () => {
    await geth.listen();
    start();
    const reading = await readable();
    assert.deepEqual(reading.peers, GETH_ANSWERS["admin_peers"]);
    assert.equal(reading.chainId, "0x7e7e");
    assert.equal(reading.networkId, "32382");
    assert.equal(reading.headBlock, "0x20");
    assert.equal(reading.syncing, false);
    assert.equal(reading.sessionsFrom, "events");
    const info = reading.nodeInfo as { id: string; protocols: { eth: object } };
    assert.match(info.id, /^341cb5/);
    assert.deepEqual(Object.keys(info.protocols.eth).sort(), ["genesis", "head", "network"]);
  });

  it("says up to which event its list goes, and nothing where one came while the list was made", async () => {
    await geth.listen();
    start();
    await readable();
    const { newest } = reader.events;
    assert.equal((await reader.read()).eventSeq, newest);
    const answer = answering();
    geth.respond = (request, socket) => {
      if (request.method === "admin_peers") socket.write(`${event("drop")}\n`);
      answer(request, socket);
    };
    assert.equal((await reader.read()).eventSeq, null);
    geth.respond = answer;
    await reader.read();
    assert.equal((await reader.read()).eventSeq, reader.events.newest);
    assert.ok(reader.events.newest > newest);
  });

  it("waits for a client that is not there yet", async () => {
    start();
    await assert.rejects(reader.read(), /no such socket|not connected yet/);
    assert.equal(reader.noReading(new Error("x")).state, "starting");
    await sleep(60);
    await geth.listen();
    assert.equal((await readable()).peers.length, 1);
  });

  it("says why and since when there is nothing to read, and reads again when the client is back", async () => {
    await geth.listen();
    start();
    const { fetchedAt } = await readable();
    await geth.close();
    const error: unknown = await waitFor("a failure", () =>
      reader.read().then(
        () => null,
        (why: unknown) => why,
      ),
    );
    const none = reader.noReading(error);
    assert.equal(none.state, "down");
    assert.equal(none.lastSuccess !== null && none.lastSuccess >= fetchedAt, true);
    assert.equal(none.ageSeconds, 0);
    assert.match(none.error, /closed the connection|no such socket/);
    await geth.listen();
    assert.equal((await readable()).peers.length, 1);
  });

  it("does not give a reading from before when the client has gone", async () => {
    await geth.listen();
    start(60_000);
    await readable();
    assert.equal((await reader.read()).peers.length, 1);
    await geth.close();
    await waitFor("a failure", () =>
      reader.read().then(
        () => false,
        () => true,
      ),
    );
  });

  it("knocks less and less often at a client that lets nobody in", async () => {
    geth.respond = (_request, socket) => socket.destroy();
    await geth.listen();
    start();
    await sleep(600);
    // Pauses of 10, 20, 40, 40 … ms, each up to a quarter shorter; always 10 ms would be some 50 times.
    assert.ok(
      geth.requests.length >= 3 && geth.requests.length <= 22,
      String(geth.requests.length),
    );
  });

  it("says 'at least' of a peer that was there before, and knows exactly one that came back", async () => {
    await geth.listen();
    start();
    const first = (await readable()).sessions[GETH_PEER_ID];
    assert.equal(first?.precision, "atLeast");
    geth.push(event("drop") + event("add"));
    const second = await waitFor("the event", async () => {
      const session = (await reader.read()).sessions[GETH_PEER_ID];
      return session?.precision === "event" ? session : null;
    });
    assert.ok(second.since >= first.since);
  });

  it("does not carry sessions over a time in which the client was away", async () => {
    await geth.listen();
    start();
    await readable();
    geth.push(event("drop") + event("add"));
    await waitFor("the event", async () => {
      return (await reader.read()).sessions[GETH_PEER_ID]?.precision === "event";
    });
    await geth.close();
    await waitFor("a failure", () =>
      reader.read().then(
        () => false,
        () => true,
      ),
    );
    await geth.listen();
    assert.equal((await readable()).sessions[GETH_PEER_ID]?.precision, "atLeast");
  });

  it("does without events where the client has none", async () => {
    const others = Object.entries(GETH_ANSWERS).filter(([method]) => method !== "admin_subscribe");
    geth.respond = answering(Object.fromEntries(others));
    await geth.listen();
    start();
    assert.equal((await readable()).sessionsFrom, "polls");
  });

  it("does without the head where the client does not tell it", async () => {
    geth.respond = answering({
      admin_peers: null,
      admin_nodeInfo: GETH_ANSWERS["admin_nodeInfo"],
      admin_subscribe: "0x1",
    });
    await geth.listen();
    start();
    const { peers, headBlock, chainId } = await readable();
    assert.deepEqual([peers, headBlock, chainId], [[], null, null]);
  });

  it("is honest about a client that hangs", async () => {
    await geth.listen();
    start();
    await readable();
    geth.respond = () => undefined;
    await assert.rejects(reader.read(), /admin_\w+: no answer within 1000 ms/);
    geth.respond = answering();
    assert.equal((await reader.read()).peers.length, 1);
  });

  it("asks the client once for many who ask at once, and not again at once", async () => {
    await geth.listen();
    start(500);
    await readable();
    const asked = () => geth.requests.filter(({ method }) => method === "admin_peers").length;
    const before = asked();
    await Promise.all(Array.from({ length: 20 }, () => reader.read()));
    assert.equal(asked(), before);
    await sleep(550);
    await Promise.all(Array.from({ length: 20 }, () => reader.read()));
    assert.equal(asked(), before + 1);
  });

  it("ends when it is told to while the client is still answering its first questions", async () => {
    const answer = geth.respond;
    const waiting = new Promise<() => void>((resolve) => {
      geth.respond = (request, socket) => {
        resolve(() => {
          answer(request, socket);
          geth.respond = answer;
        });
      };
    });
    await geth.listen();
    start();
    const goOn = await waiting;
    reader.stop();
    goOn();
    assert.equal(await Promise.race([running.then(() => "ended"), sleep(5000)]), "ended");
  });
});
