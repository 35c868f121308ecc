import assert from "node:assert/strict";

import { type AllowedMethod, ALLOWED_METHODS } from "../src/agent/methods.ts";
import { RpcCaller } from "../src/serve/adapters/rpcCaller.ts";
import { RpcReader, UNLISTED } from "../src/serve/adapters/rpcReader.ts";
import { JsonFetcher } from "../src/serve/http.ts";
import { GETH_PEER_ID } from "./support/fixtures.ts";
import { sendJson, TestServer } from "./support/httpServer.ts";
import { RPC_ANSWERS, rpcHandler } from "./support/rpcServer.ts";

describe("reading a client at its JSON-RPC port", () => {
  let server: TestServer;
  let answers: Readonly<Record<string, unknown>>;
  const asked: string[] = [];
  const fetcher = new JsonFetcher(1000);
  const { signal } = new AbortController();
  let reader: RpcReader;
  const without = (...methods: readonly string[]) =>
    Object.fromEntries(Object.entries(RPC_ANSWERS).filter(([method]) => !methods.includes(method)));

  beforeEach(async () => {
    asked.length = 0;
    answers = RPC_ANSWERS;
    server = await TestServer.open(rpcHandler(() => answers, asked));
    reader = new RpcReader(fetcher, server.url);
  });
  afterEach(() => server.close());
  after(() => {
    fetcher.close();
  });

  it("reads the peers where admin_peers is served", async () => {
    const data = await reader.read(signal);
    assert.equal(data.client.kind, "geth");
    assert.deepEqual([data.chainId, data.networkId, data.headBlock], [32382, 32382, 32]);
    assert.equal(data.peers[0]?.id, GETH_PEER_ID);
    assert.equal(data.peers[0].sincePrecision, "atLeast");
    assert.deepEqual([data.unlistedPeers, data.warnings], [0, []]);
    assert.equal(data.reportedConnected, 1);
  });

  it("knows only how many peers there are where it is not, says so, and does not ask in vain each time", async () => {
    answers = { ...without("admin_peers", "admin_nodeInfo"), net_peerCount: "0x19" };
    for (let i = 0; i < 3; i++) {
      const data = await reader.read(signal);
      assert.deepEqual([data.peers, data.unlistedPeers], [[], 25]);
      assert.deepEqual(data.warnings, [UNLISTED]);
      assert.equal(data.client.kind, "geth");
    }
    assert.equal(asked.filter((method) => method === "admin_peers").length, 1);
    assert.equal(asked.filter((method) => method === "net_peerCount").length, 3);
  });

  it("has no reading where not even their number is told: none is not the same as not known", async () => {
    answers = without("admin_peers", "net_peerCount");
    await assert.rejects(reader.read(signal), /^FetchError: net_peerCount: .*not available/);
    answers = { ...without("admin_peers"), net_peerCount: "many" };
    await assert.rejects(reader.read(signal), /net_peerCount: no number came/);
    answers = { ...without("admin_peers"), net_peerCount: -1 };
    await assert.rejects(reader.read(signal), /net_peerCount: no number came/);
  });

  it("does without net_peerCount where the list is served", async () => {
    answers = without("net_peerCount");
    assert.equal((await reader.read(signal)).peers.length, 1);
  });

  it("asks only what is on the list, and sends nothing else whoever asks", async () => {
    await reader.read(signal);
    for (const method of asked)
      assert.equal((ALLOWED_METHODS as readonly string[]).includes(method), true, method);
    const before = asked.length;
    const caller = new RpcCaller(fetcher, server.url);
    for (const method of ["admin_addPeer", "debug_setHead", "eth_sendRawTransaction", "__proto__"])
      await assert.rejects(caller.call(method as AllowedMethod, signal), /is not sent/);
    assert.equal(asked.length, before);
  });

  it("says what is wrong with an answer that is none", async () => {
    const answered: readonly (readonly [body: unknown, status: number, error: RegExp])[] = [
      [[], 200, /net_peerCount: status 200, no JSON-RPC answer/],
      [{ result: null }, 500, /net_peerCount: status 500, no JSON-RPC answer/],
      [{ message: "forbidden" }, 403, /net_peerCount: status 403/],
      [{ error: { message: `\u001b[31m${"x".repeat(9999)}` } }, 200, /net_peerCount: \[31mxxx/],
    ];
    for (const [body, status, error] of answered) {
      server.handler = (_request, response) => {
        sendJson(response, body, status);
      };
      await assert.rejects(reader.read(signal), error);
    }
    await server.close();
    await assert.rejects(reader.read(signal), /connection refused/);
    await server.listen();
  });
});
