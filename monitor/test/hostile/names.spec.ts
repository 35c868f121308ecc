import assert from "node:assert/strict";

import type { Layer } from "../../src/peers/clientName.ts";
import { agentReading, agentSync } from "../support/agentAnswers.ts";
import { fixture, GETH_ANSWERS } from "../support/fixtures.ts";
import { sendJson, TestServer } from "../support/httpServer.ts";
import { Stand } from "./support/stand.ts";
import { MARK, TEXTS } from "./support/texts.ts";

type Json = Record<string, unknown>;

const peer = (GETH_ANSWERS["admin_peers"] as Json[])[0] ?? {};
const beaconPeer =
  (JSON.parse(fixture("beacon_node_peers.json")) as { data: Json[] }).data[0] ?? {};
const info = GETH_ANSWERS["admin_nodeInfo"] as Json;

const listing = (change: Json): Json => agentReading([{ ...peer, ...change }]);
const network = peer["network"] as Json;

/** Where an agent's answer has a text that others chose. */
const AGENT: Readonly<Record<string, (text: string) => Json>> = {
  "a peer's name": (name) => listing({ name }),
  "a peer's id": (id) => listing({ id }),
  "a peer's record": (enr) => listing({ enr }),
  "a peer's record after enr:": (text) => listing({ enr: `enr:${text}` }),
  "a peer's enode": (enode) => listing({ enode }),
  "a capability": (text) => listing({ caps: [text, `eth/${text}`, "eth/69"] }),
  "a protocol's name": (text) => listing({ protocols: { [text]: { version: 1 } } }),
  "a protocol's state": (eth) => listing({ protocols: { eth } }),
  "a peer's address": (remoteAddress) => listing({ network: { ...network, remoteAddress } }),
  "the client's name": (name) => ({ ...agentReading([peer]), nodeInfo: { ...info, name } }),
  "the client's enode": (enode) => ({ ...agentReading([peer]), nodeInfo: { ...info, enode } }),
  "the genesis": (genesis) => ({
    ...agentReading([peer]),
    nodeInfo: { ...info, protocols: { eth: { genesis } } },
  }),
  "the network's id": (networkId) => ({ ...agentReading([peer]), networkId }),
  "what is exposed": (text) => {
    const layer = { announced: null, problems: [text], unchecked: null };
    const other = { ...layer, problems: [] };
    return { ...agentReading([peer]), exposure: { execution: layer, consensus: other } };
  },
};

/** The same of a beacon node, by the answer. */
const BEACON: Readonly<Record<string, readonly [path: string, data: (text: string) => unknown]>> = {
  "a peer's agent": ["peers", (text) => [{ ...beaconPeer, agent_version: `teku/${text}` }]],
  "a peer's whole agent": ["peers", (text) => [{ ...beaconPeer, agent_version: text }]],
  "a peer's id": ["peers", (text) => [{ ...beaconPeer, peer_id: text }]],
  "a peer's record": ["peers", (text) => [{ ...beaconPeer, enr: text }]],
  "a peer's address": ["peers", (text) => [{ ...beaconPeer, last_seen_p2p_address: text }]],
  "a peer's direction": ["peers", (text) => [{ ...beaconPeer, direction: text }]],
  "why a peer is scored down": [
    "peers",
    (text) => [{ ...beaconPeer, score: -1, downscore_reasons: [text, text] }],
  ],
  "why a peer leaves": ["peers", (text) => [{ ...beaconPeer, disconnect_reason: text }]],
  "the client's version": ["version", (text) => ({ version: text })],
  "its addresses": ["identity", (text) => ({ peer_id: text, enr: text, p2p_addresses: [text] })],
};

describe("texts that strangers choose", function () {
  this.timeout(20_000);
  let agent: TestServer;
  let beacon: TestServer;
  let stand: Stand;
  let reading: Json = {};
  let verdict: Json = {};
  let data: Readonly<Record<string, unknown>> = {};
  let metrics = "";

  before(async () => {
    reading = agentReading([peer]);
    verdict = agentSync(true);
    metrics = 'connected_libp2p_peers{agent="teku"} 1\n';
    agent = await TestServer.open((request, response) => {
      sendJson(response, request.url === "/v1/sync" ? verdict : reading);
    });
    beacon = await TestServer.open((request, response) => {
      const name = /^\/eth\/v1\/node\/(\w+)/.exec(request.url ?? "")?.[1];
      if (name === undefined) response.end(metrics);
      else if (name in data) sendJson(response, { data: data[name] });
      else response.end(fixture(`beacon_node_${name}.json`));
    });
    const urls = { agent: agent.url, beacon: beacon.url, metrics: `${beacon.url}/metrics` };
    stand = await Stand.open(urls);
    await stand.poll();
  });
  after(async () => {
    await stand.close();
    await agent.close();
    await beacon.close();
  });
  beforeEach(() => {
    stand.lines.length = 0;
    reading = agentReading([peer]);
    verdict = agentSync(true);
    data = {};
    metrics = 'connected_libp2p_peers{agent="teku"} 1\n';
  });

  async function look(layer: Layer): Promise<void> {
    await stand.poll(layer);
    await stand.holds();
    stand.staysWell();
    assert.ok(!stand.lines.join("").includes(MARK));
  }

  for (const [what, text] of Object.entries(TEXTS)) {
    for (const [where, make] of Object.entries(AGENT)) {
      it(`${what} as ${where} of an agent's`, async () => {
        reading = make(text);
        await look("execution");
        assert.equal(stand.node("hurt").execution?.state, "up");
      });
    }
    for (const [where, [path, make]] of Object.entries(BEACON)) {
      it(`${what} as ${where} of a beacon node's`, async () => {
        data = { [path]: make(text) };
        await look("consensus");
        assert.equal(stand.node("hurt").consensus?.state, "up");
      });
    }
    it(`${what} as why a node is not in sync`, async () => {
      verdict = { ...agentSync(false), reasons: [text] };
      await look("execution");
      assert.equal(stand.node("hurt").sync?.reasons.length, 1);
    });
    it(`${what} as a client in a Prysm's metrics`, async () => {
      metrics = `connected_libp2p_peers{agent="${text}"} 7\nconnected_libp2p_peers{agent="teku"} 1\n`;
      await look("consensus");
      assert.equal(stand.node("hurt").consensus?.state, "up");
    });
  }
});
