import assert from "node:assert/strict";
import type { ServerResponse } from "node:http";

import { agentReading } from "../support/agentAnswers.ts";
import { fixture, GETH_ANSWERS } from "../support/fixtures.ts";
import { TestServer } from "../support/httpServer.ts";
import { Stand } from "./support/stand.ts";

type Json = Record<string, unknown>;

/** What may come in place of anything. */
const VALUES: Readonly<Record<string, string>> = {
  null: "null",
  "a number": "7",
  "a fraction below zero": "-0.5",
  "a number without end": "1e999",
  "a huge number": "1e308",
  "2^53 + 1": "9007199254740993",
  "a text": '"EVIL"',
  "NaN as a text": '"NaN"',
  "2^64 as a text": '"0x10000000000000000"',
  "an empty list": "[]",
  "a list of lists": "[[],[[]],[null]]",
  "an empty object": "{}",
  "an object with __proto__": '{"__proto__":{"state":"EVIL"},"constructor":"EVIL","toString":1}',
  "something a thousand deep": `${'{"a":['.repeat(500)}${"]}".repeat(500)}`,
};

/** Stands where the value goes, which is sent as it is written: JSON.stringify would make null of 1e999. */
const HERE = "@here@";

/** Puts the mark of the value at a path of a copy. */
function put(base: Json, path: string): Json {
  const copy = structuredClone(base);
  const keys = path.split(".");
  const last = keys.pop() ?? "";
  let at: Json = copy;
  for (const key of keys) at = at[key] as Json;
  at[last] = HERE;
  return copy;
}

const READING: Json = {
  ...agentReading(GETH_ANSWERS["admin_peers"] as unknown[]),
  ...{ syncing: { currentBlock: "0x1", highestBlock: "0x2" }, eventSeq: 1, peerCount: null },
  exposure: {
    execution: { announced: null, problems: [], unchecked: null },
    consensus: { announced: null, problems: [], unchecked: null },
  },
};

/** Of an agent's answer: the parts that it has to have as they should be, and those that may be anything. */
const NEEDED = ["schema", "fetchedAt", "sessions", "peers", "exposure", "eventSeq"];
const ANYTHING = [
  ...["nodeInfo", "nodeInfo.name", "nodeInfo.id", "nodeInfo.protocols", "nodeInfo.protocols.eth"],
  ...["chainId", "networkId", "headBlock", "syncing", "syncing.currentBlock", "peerCount"],
  ...["peers.0", "peers.0.id", "peers.0.name", "peers.0.caps", "peers.0.enr", "peers.0.protocols"],
  ...["peers.0.network", "peers.0.network.inbound", "peers.0.network.remoteAddress"],
  ...["peers.0.protocols.eth", "peers.0.protocols.eth.version", "reportedConnected"],
];
/** Of those that are needed: what is right, though it looks odd. */
const RIGHT: Readonly<Record<string, readonly string[]>> = {
  sessions: ["an empty object"],
  peers: ["an empty list", "a list of lists"],
  eventSeq: ["null", "a number"],
};

const BEACON: Readonly<Record<string, Json>> = Object.fromEntries(
  ["peers", "identity", "syncing", "version", "peer_count"].map((name) => [
    name,
    JSON.parse(fixture(`beacon_node_${name}.json`)) as Json,
  ]),
);
const OF_BEACON = [
  ...["peers/data.0", "peers/data.0.peer_id", "peers/data.0.state", "peers/data.0.direction"],
  ...["peers/data.0.enr", "peers/data.0.last_seen_p2p_address", "peers/data.0.score"],
  ...["peers/data.0.agent_version", "peers/data.0.downscore_reasons", "identity/data"],
  ...["identity/data.p2p_addresses", "syncing/data", "syncing/data.head_slot"],
  ...["syncing/data.is_syncing", "syncing/data.sync_distance", "version/data.version"],
  ...["peer_count/data.connected", "peers/meta"],
];

describe("values of the wrong type", function () {
  this.timeout(20_000);
  let agent: TestServer;
  let beacon: TestServer;
  let stand: Stand;
  let reading: Json = READING;
  let answers: Readonly<Record<string, unknown>> = BEACON;
  let written = "";

  const send = (response: ServerResponse, body: unknown): void => {
    response.end(JSON.stringify(body).replace(JSON.stringify(HERE), () => written));
  };

  before(async () => {
    agent = await TestServer.open((request, response) => {
      send(response, request.url === "/v1/sync" ? null : reading);
    });
    beacon = await TestServer.open((request, response) => {
      const name = /^\/eth\/v1\/node\/(\w+)/.exec(request.url ?? "")?.[1] ?? "";
      send(response, answers[name]);
    });
    stand = await Stand.open({ agent: agent.url, beacon: beacon.url });
    await stand.poll();
  });
  after(async () => {
    await stand.close();
    await agent.close();
    await beacon.close();
  });
  beforeEach(() => {
    reading = READING;
    answers = BEACON;
    stand.lines.length = 0;
  });

  for (const [what, json] of Object.entries(VALUES)) {
    const write = (): void => {
      written = json;
    };

    for (const path of NEEDED) {
      const right = RIGHT[path]?.includes(what) === true;
      it(`${what} as ${path} of an agent's is ${right ? "right" : "a fault that names it"}`, async () => {
        write();
        reading = put(READING, path);
        await stand.poll("execution");
        await stand.holds();
        stand.staysWell();
        const { execution } = stand.node("hurt");
        assert.equal(execution?.state, right ? "up" : "down");
        assert.ok(right || execution.lastError?.startsWith(`agent: ${path}`), path);
      });
    }
    for (const path of ANYTHING) {
      it(`${what} as ${path} of an agent's is what is not known`, async () => {
        write();
        reading = put(READING, path);
        await stand.poll("execution");
        await stand.holds();
        stand.staysWell();
        assert.equal(stand.node("hurt").execution?.state, "up");
      });
    }
    for (const where of OF_BEACON) {
      it(`${what} as ${where} of a beacon node's is what is not known`, async () => {
        write();
        const [name = "", path = ""] = where.split("/");
        answers = { ...BEACON, [name]: put(BEACON[name] ?? {}, path) };
        await stand.poll("consensus");
        await stand.holds();
        stand.staysWell();
        assert.equal(stand.node("hurt").consensus?.state, "up");
      });
    }
    it(`${what} as a beacon node's peers is a fault but for a list`, async () => {
      write();
      answers = { ...BEACON, peers: { data: HERE } };
      await stand.poll("consensus");
      await stand.holds();
      stand.staysWell();
      const { consensus } = stand.node("hurt");
      assert.equal(consensus?.state, json.startsWith("[") ? "up" : "down");
    });
    it(`${what} as a beacon node's whole answer is a fault`, async () => {
      write();
      answers = { ...BEACON, peers: HERE };
      await stand.poll("consensus");
      await stand.holds();
      stand.staysWell();
      const { consensus } = stand.node("hurt");
      assert.equal(consensus?.lastError, "/eth/v1/node/peers: data is not a list");
    });
  }
});
