import assert from "node:assert/strict";

import { ConfigError, loadConfig, parseConfig } from "../src/serve/config.ts";

const NODE = {
  name: "node-0",
  network: "devnet",
  execution: { agentUrl: "http://node-0-geth-internal.ethereum:8601" },
  consensus: { beaconUrl: "http://node-0-prysm.ethereum:3500/" },
};
const parse = (value: unknown) => parseConfig("nodes.json", JSON.stringify(value));

describe("reading the settings", () => {
  it("takes nodes, and polls every 10 and 12 seconds unless told otherwise", () => {
    // Not the whole: each part of the monitor has keys of its own, with defaults.
    assert.partialDeepStrictEqual(parse({ nodes: [NODE] }), {
      nodes: [{ ...NODE, consensus: { beaconUrl: "http://node-0-prysm.ethereum:3500" } }],
      pollSeconds: { execution: 10, consensus: 12 },
      limits: { timeoutSeconds: 5, concurrency: 32, backOffSeconds: 30 },
    });
    assert.equal(parse({ nodes: [NODE], pollSeconds: { execution: 5 } }).pollSeconds.execution, 5);
  });

  it("takes a node with one layer", () => {
    const { name, network, execution } = NODE;
    assert.equal(parse({ nodes: [{ name, network, execution }] }).nodes[0]?.consensus, undefined);
  });

  it("takes a client without an agent, and a Prysm's metrics", () => {
    const execution = { rpcUrl: "https://rpc.example.org/key" };
    const consensus = { beaconUrl: "http://p:3500", prysmMetricsUrl: "http://p:8080/metrics" };
    const [node] = parse({ nodes: [{ ...NODE, execution, consensus }] }).nodes;
    assert.deepEqual([node?.execution, node?.consensus], [execution, consensus]);
  });

  const wrong: readonly (readonly [what: string, value: unknown, message: string])[] = [
    ["no nodes", {}, "nodes.json: nodes: nothing came, expected a value of type array"],
    ["an empty list", { nodes: [] }, "nodes.json: nodes: [] came, expected at least one node"],
    ["a list in place of an object", [], "nodes.json: [] came, expected an object"],
    [
      "a name of a wrong type",
      { nodes: [{ ...NODE, name: 5 }] },
      "nodes.json: nodes.0.name: 5 came, expected a value of type string",
    ],
    [
      "a name that is none",
      { nodes: [{ ...NODE, name: "A b" }] },
      'nodes.json: nodes.0.name: "A b" came, expected a name of at most 63 lower-case letters, digits, - and .',
    ],
    [
      "two nodes of one name",
      { nodes: [NODE, NODE] },
      'nodes.json: nodes.1.name: "node-0" came, expected a name used once',
    ],
    [
      "a URL of another kind",
      { nodes: [{ ...NODE, execution: { agentUrl: "ftp://x" } }] },
      'nodes.json: nodes.0.execution.agentUrl: "ftp://x" came, expected an http or https URL without user, query and fragment',
    ],
    [
      "a URL with a password",
      { nodes: [{ ...NODE, consensus: { beaconUrl: "http://u:p@x" } }] },
      'nodes.json: nodes.0.consensus.beaconUrl: "http://***@x" came, expected an http or https URL without user, query and fragment',
    ],
    [
      "a misspelt key",
      { nodes: [{ ...NODE, consensus: { beaconURL: "http://x" } }] },
      "nodes.json: nodes.0.consensus.beaconUrl: nothing came, expected a value of type string",
    ],
    [
      "an agent and an RPC port at once",
      { nodes: [{ ...NODE, execution: { agentUrl: "http://a", rpcUrl: "http://r" } }] },
      'nodes.json: nodes.0.execution: {"agentUrl":"http://a","rpcUrl":"http://r"} came, expected an agentUrl or an rpcUrl, not both',
    ],
    [
      "a time-out that is none",
      { nodes: [NODE], limits: { timeoutSeconds: 0 } },
      "nodes.json: limits.timeoutSeconds: 0 came, expected seconds from 0.1 to 60",
    ],
    [
      "a key too many",
      { nodes: [{ ...NODE, extra: 1 }] },
      "nodes.json: nodes.0.extra: 1 came, expected no such key",
    ],
    [
      "a node with no layer",
      { nodes: [{ name: "a", network: "b" }] },
      'nodes.json: nodes.0: {"name":"a","network":"b"} came, expected an execution or a consensus part, or both',
    ],
    [
      "a pause that is none",
      { nodes: [NODE], pollSeconds: { execution: -1 } },
      "nodes.json: pollSeconds.execution: -1 came, expected seconds from 1 to 3600",
    ],
  ];
  for (const [what, value, message] of wrong) {
    it(`refuses ${what}`, () => {
      assert.throws(() => parse(value), { name: "ConfigError", message });
    });
  }

  it("refuses what is not JSON, and a file that is not there", async () => {
    assert.throws(() => parseConfig("nodes.json", "{"), ConfigError);
    await assert.rejects(loadConfig("/nowhere/nodes.json"), {
      name: "ConfigError",
      message: "/nowhere/nodes.json: ENOENT came, expected a file that can be read",
    });
  });
});
