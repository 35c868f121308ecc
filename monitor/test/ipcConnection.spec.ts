import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";

import { IpcConnection } from "../src/agent/ipcConnection.ts";
import { ALLOWED_METHODS, type AllowedMethod } from "../src/agent/methods.ts";
import { GETH_ANSWERS, GETH_EVENTS, GETH_PEER_ID } from "./support/fixtures.ts";
import { answering, GethSocket, type RpcRequest } from "./support/gethSocket.ts";
import { waitFor } from "./support/wait.ts";

describe("talking to a client over its socket", function () {
  this.timeout(30_000);
  let geth: GethSocket;
  let connection: IpcConnection;

  beforeEach(async () => {
    geth = await GethSocket.open();
    connection = await IpcConnection.open(geth.path, { timeoutMs: 1000, maxFrameBytes: 100_000 });
  });
  afterEach(async () => {
    connection.close();
    await geth.dispose();
  });

  it("gives each caller its own answer when they come in the wrong order, in one piece", async () => {
    const waiting: RpcRequest[] = [];
    geth.respond = (request, socket) => {
      waiting.push(request);
      if (waiting.length < 3) return;
      const frames = waiting.reverse().map(({ id, method }) => {
        return JSON.stringify({ jsonrpc: "2.0", id, result: GETH_ANSWERS[method] });
      });
      socket.write(frames.join(""));
    };
    const [peers, chainId, head] = await Promise.all([
      connection.call("admin_peers"),
      connection.call("eth_chainId"),
      connection.call("eth_blockNumber"),
    ]);
    assert.deepEqual(peers, GETH_ANSWERS["admin_peers"]);
    assert.equal(chainId, "0x7e7e");
    assert.equal(head, "0x20");
  });

  it("understands an answer that comes in many pieces", async () => {
    geth.respond = ({ id }, socket) => {
      const text = JSON.stringify({ jsonrpc: "2.0", id, result: GETH_ANSWERS["admin_peers"] });
      void (async () => {
        for (let at = 0; at < text.length; at += 97) {
          socket.write(text.slice(at, at + 97));
          await sleep(1);
        }
      })();
    };
    assert.deepEqual(await connection.call("admin_peers"), GETH_ANSWERS["admin_peers"]);
  });

  it("gives an error answer as an error, with its code and a cleaned message", async () => {
    geth.respond = ({ id }, socket) => {
      socket.write(JSON.stringify({ id, error: { code: -32601, message: "no\u001b[31m such" } }));
    };
    await assert.rejects(connection.call("admin_peers"), {
      name: "IpcError",
      fault: "rpc",
      code: -32601,
      message: "no[31m such",
    });
  });

  it("gives up after the time-out and is not confused by the answer that comes later", async () => {
    let late = () => {};
    geth.respond = ({ id }, socket) => {
      late = () => socket.write(JSON.stringify({ id, result: "late" }));
    };
    await assert.rejects(connection.call("eth_chainId"), { fault: "timeout" });
    geth.respond = answering();
    late();
    assert.equal(await connection.call("eth_chainId"), "0x7e7e");
  });

  it("rejects what waits when the client closes, and everything after", async () => {
    geth.respond = (_request, socket) => socket.destroy();
    await assert.rejects(connection.call("admin_peers"), { fault: "closed" });
    await assert.rejects(connection.call("admin_peers"), { fault: "closed" });
    assert.equal((await connection.ended).fault, "closed");
  });

  it("ends the connection when what comes is not JSON, or too long", async () => {
    geth.respond = (_request, socket) => socket.write("{]");
    await assert.rejects(connection.call("admin_peers"), { fault: "garbled" });
    connection = await IpcConnection.open(geth.path, { maxFrameBytes: 100_000 });
    geth.respond = ({ id }, socket) =>
      socket.write(JSON.stringify({ id, result: "x".repeat(200_000) }));
    await assert.rejects(connection.call("admin_peers"), { fault: "garbled" });
  });

  it("ignores answers to nothing and values that are no answers", async () => {
    geth.respond = (request, socket) => {
      socket.write('{"id":999,"result":1}{"id":"x"}{}[[],null,3]{"params":{"subscription":5}}');
      answering()(request, socket);
    };
    assert.equal(await connection.call("eth_chainId"), "0x7e7e");
  });

  it("hands on what a subscription pushes", async () => {
    const events: unknown[] = [];
    connection.onEvent = (_subscription, event) => events.push(event);
    await connection.call("admin_subscribe", ["peerEvents"]);
    geth.push(GETH_EVENTS.map((frame) => JSON.stringify(frame)).join("\n"));
    await waitFor("two events", () => events.length === 2);
    const [drop, add] = events as { type: string; peer: string; error?: string }[];
    assert.deepEqual(
      [drop?.type, drop?.peer, drop?.error],
      ["drop", GETH_PEER_ID, "client quitting"],
    );
    assert.deepEqual([add?.type, add?.peer], ["add", GETH_PEER_ID]);
  });

  it("sends no method that is not on the list", async () => {
    for (const method of [
      "admin_addPeer",
      "admin_removePeer",
      "debug_setHead",
      "miner_start",
      "toString",
    ]) {
      assert.throws(() => connection.call(method as AllowedMethod), {
        name: "MethodNotAllowedError",
        method,
      });
    }
    await connection.call("eth_chainId");
    assert.deepEqual(
      geth.requests.map(({ method }) => method),
      ["eth_chainId"],
    );
  });

  it("has only methods that read on the list", () => {
    assert.deepEqual([...ALLOWED_METHODS].sort(), [
      "admin_nodeInfo",
      "admin_peers",
      "admin_subscribe",
      "eth_blockNumber",
      "eth_chainId",
      "eth_getBlockByNumber",
      "eth_syncing",
      "net_peerCount",
      "net_version",
      "web3_clientVersion",
    ]);
  });
});

describe("connecting to a socket", () => {
  it("says that it is not there, or that nobody listens", async () => {
    const geth = await GethSocket.create();
    await assert.rejects(IpcConnection.open(geth.path), {
      fault: "absent",
      message: /no such socket/,
    });
    await geth.dispose();
  });
});
