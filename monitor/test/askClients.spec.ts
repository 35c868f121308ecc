import assert from "node:assert/strict";
import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

import { askExecution, BeaconClient } from "../src/agent/askClients.ts";
import { HttpCaller } from "../src/agent/httpCaller.ts";
import { HttpReader } from "../src/agent/httpReader.ts";
import { JsonHttp } from "../src/agent/jsonHttp.ts";
import type { AllowedMethod } from "../src/agent/methods.ts";
import { executionData } from "../src/serve/readExecution.ts";
import { countPeers } from "../src/peers/tally.ts";
import { beaconAnswers, sendJson, TestServer } from "./support/httpServer.ts";

const HEAD = { number: "0x20", timestamp: `0x${(Math.floor(Date.now() / 1000) - 7).toString(16)}` };
const ANSWERS: Readonly<Record<string, unknown>> = {
  eth_chainId: "0x7e7e",
  eth_getBlockByNumber: HEAD,
  net_peerCount: "0x3",
};

interface Call {
  readonly id: number;
  readonly method: string;
  readonly params: readonly unknown[];
}

async function bodyOf(request: IncomingMessage): Promise<Call> {
  let text = "";
  for await (const piece of request) text += String(piece);
  return JSON.parse(text) as Call;
}

/** Answers JSON-RPC from a table; what is not in it is an error of JSON-RPC's. */
const rpc =
  (answers: Readonly<Record<string, unknown>>, calls: Call[] = []) =>
  (request: IncomingMessage, response: ServerResponse): void => {
    void bodyOf(request).then((call) => {
      calls.push(call);
      const { id, method } = call;
      sendJson(response, {
        jsonrpc: "2.0",
        id,
        ...(Object.hasOwn(answers, method)
          ? { result: answers[method] }
          : { error: { code: -32601, message: `method ${method} not found` } }),
      });
    });
  };

describe("asking an execution client over HTTP", function () {
  this.timeout(15_000);
  let server: TestServer;
  let caller: HttpCaller;

  beforeEach(async () => {
    server = await TestServer.open(rpc(ANSWERS));
    caller = new HttpCaller(server.url, 500);
  });
  afterEach(async () => {
    caller.close();
    await server.close();
  });

  it("takes from it what the verdict needs, of the latest block without its transactions", async () => {
    const calls: Call[] = [];
    server.handler = rpc(ANSWERS, calls);
    const { facts, problem } = await askExecution(caller);
    assert.equal(problem, null);
    const { headAgeSeconds, ...others } = facts;
    const age = Date.now() / 1000 - Number(HEAD.timestamp);
    assert.ok(headAgeSeconds !== null && headAgeSeconds >= 6 && headAgeSeconds <= age + 1);
    assert.deepEqual(others, {
      answers: true,
      chainId: 0x7e7e,
      headBlock: 32,
      headTimestamp: Number(HEAD.timestamp),
      peers: 3,
    });
    const block = calls.find(({ method }) => method === "eth_getBlockByNumber");
    assert.deepEqual(block?.params, ["latest", false]);
    assert.equal(calls.length, 3);
  });

  it("sends no method that is not on the list", async () => {
    const calls: Call[] = [];
    server.handler = rpc(ANSWERS, calls);
    await assert.rejects(
      caller.call("admin_addPeer" as AllowedMethod, ["enode://x"]),
      /"admin_addPeer" is not sent/,
    );
    assert.deepEqual(calls, []);
  });

  it("counts an error for an answer as an answer, and says what is missing", async () => {
    server.handler = rpc({ eth_chainId: "0x1" });
    const { facts, problem } = await askExecution(caller);
    assert.deepEqual([facts.answers, facts.chainId, facts.peers], [true, 1, null]);
    assert.match(problem ?? "", /method (eth_getBlockByNumber|net_peerCount) not found/);
    server.handler = rpc({});
    assert.equal((await askExecution(caller)).facts.answers, true);
  });

  const broken: Readonly<Record<string, readonly [TestServer["handler"], RegExp]>> = {
    "answers with a page": [(_, response) => response.end("<html>"), /no JSON-RPC answer/],
    "answers with 502": [
      (_, response) => {
        response.statusCode = 502;
        response.end();
      },
      /status 502, no JSON-RPC answer/,
    ],
    "closes the connection": [(_, response) => response.socket?.destroy(), /socket hang up/],
    hangs: [() => undefined, /no answer within 500 ms/],
    "drips a byte at a time": [
      (_, response) => {
        response.writeHead(200);
        const timer = setInterval(() => response.write(" "), 50);
        response.on("close", () => {
          clearInterval(timer);
        });
      },
      /no answer within 500 ms/,
    ],
    "never ends": [
      (_, response) => {
        const piece = Buffer.alloc(1024 * 1024, " ");
        const more = () => {
          while (!response.destroyed && response.write(piece));
        };
        response.on("drain", more);
        more();
      },
      /answer of more than 4194304 bytes|no answer within 500 ms/,
    ],
  };
  for (const [what, [handler, expected]] of Object.entries(broken)) {
    it(`says why there is no answer when it ${what}`, async () => {
      server.handler = handler;
      const started = performance.now();
      const { facts, problem } = await askExecution(caller);
      assert.ok(performance.now() - started < 3000);
      assert.deepEqual([facts.answers, facts.headBlock], [false, null]);
      assert.match(problem ?? "", expected);
    });
  }

  it("says so when nobody listens, and asks again once somebody does", async () => {
    await askExecution(caller);
    await server.close();
    const { facts, problem } = await askExecution(caller);
    assert.equal(facts.answers, false);
    assert.match(problem ?? "", /connection refused/);
    await server.listen();
    assert.equal((await askExecution(caller)).problem, null);
  });
});

describe("reading an execution client over HTTP", () => {
  it("tells who it is, where it is and how many peers it has", async () => {
    const server = await TestServer.open(
      rpc({
        ...ANSWERS,
        web3_clientVersion: "Nethermind/v1.34.0+1b2c3d4e/linux-x64/dotnet9.0.6",
        net_version: "32382",
        eth_blockNumber: "0x20",
        eth_syncing: false,
      }),
    );
    const caller = new HttpCaller(server.url, 500);
    const reader = new HttpReader(caller);
    const data = executionData(await reader.read());
    assert.deepEqual([data.client.kind, data.client.version], ["nethermind", "1.34.0+1b2c3d4e"]);
    assert.deepEqual([data.chainId, data.networkId, data.headBlock], [0x7e7e, 32382, 32]);
    assert.deepEqual(countPeers(data), { inbound: 0, outbound: 0, unknown: 3, total: 3 });
    assert.deepEqual([data.peers, data.warnings], [[], []]);
    await server.close();
    const error: unknown = await reader.read().catch((why: unknown) => why);
    const { state, lastSuccess } = reader.noReading(error);
    assert.deepEqual([state, typeof lastSuccess], ["down", "string"]);
    caller.close();
  });
});

describe("asking a consensus client", function () {
  this.timeout(15_000);
  let server: TestServer;
  let http: JsonHttp;
  let beacon: BeaconClient;

  beforeEach(async () => {
    server = await TestServer.open(beaconAnswers);
    http = new JsonHttp({ timeoutMs: 500 });
    beacon = new BeaconClient(server.url, http);
  });
  afterEach(async () => {
    http.close();
    await server.close();
  });

  it("reads what a real Prysm answered", async () => {
    assert.deepEqual(await beacon.ask(), {
      facts: {
        answers: true,
        isSyncing: false,
        isOptimistic: false,
        elOffline: false,
        headSlot: 49,
        syncDistance: 0,
      },
      problem: null,
    });
    assert.deepEqual(server.requests, ["/eth/v1/node/syncing"]);
  });

  it("counts an error for an answer as an answer", async () => {
    server.handler = (_, response) => {
      sendJson(response, { code: 500, message: "not yet" }, 500);
    };
    const { facts, problem } = await beacon.ask();
    assert.deepEqual([facts.answers, facts.isSyncing], [true, null]);
    assert.match(problem ?? "", /status 500, no state of the sync/);
  });

  it("does not follow a redirect", async () => {
    server.handler = (_, response) => response.writeHead(302, { location: "/elsewhere" }).end();
    assert.match((await beacon.ask()).problem ?? "", /status 302/);
    assert.equal(server.requests.length, 1);
  });

  it("says so when nobody listens or the client hangs", async () => {
    server.handler = () => undefined;
    assert.deepEqual((await beacon.ask()).problem, "no answer within 500 ms");
    await server.close();
    const { facts, problem } = await beacon.ask();
    assert.deepEqual([facts.answers, problem], [false, "connection refused"]);
    const nowhere = new BeaconClient("http://does-not-exist.invalid", http);
    assert.match((await nowhere.ask()).problem ?? "", /host name not found|no answer within/);
  });

  it("takes a connection that had been closed while idle for no fault", async () => {
    assert.equal((await beacon.ask()).problem, null);
    // A new pod under the same Service: the old connection is of no use any more.
    await server.close();
    await server.listen();
    assert.equal((await beacon.ask()).problem, null);
  });

  it("asks for the genesis time until it is told, and then no more", async () => {
    const genesis = () => server.requests.filter((path) => path.endsWith("/genesis")).length;
    assert.equal(await beacon.genesisTime(), null);
    server.handler = (_, response) => {
      sendJson(response, { data: { genesis_time: "1606824023" } });
    };
    assert.equal(await beacon.genesisTime(), 1_606_824_023);
    await sleep(10);
    assert.equal(await beacon.genesisTime(), 1_606_824_023);
    assert.equal(genesis(), 2);
  });
});
