import assert from "node:assert/strict";

import { UsageError } from "../src/cli/usageError.ts";
import { serveSettings, withEnvironment } from "../src/serve/serveSettings.ts";
import { beaconAnswers, TestServer } from "./support/httpServer.ts";
import { Program } from "./support/program.ts";
import { waitFor } from "./support/wait.ts";

describe("the settings of a server without a file", () => {
  it("are of one node, by its flags", async () => {
    const { nodes, history } = await serveSettings({
      "execution-rpc": "http://geth:8545/",
      beacon: "http://prysm:3500",
      "node-name": "mine",
      network: "hoodi",
      history: "/data",
    });
    assert.deepEqual(JSON.parse(JSON.stringify(nodes)), [
      {
        name: "mine",
        network: "hoodi",
        execution: { rpcUrl: "http://geth:8545" },
        consensus: { beaconUrl: "http://prysm:3500" },
      },
    ]);
    assert.deepEqual(history, { folder: "/data", retentionDays: 7, maxMegabytes: 512 });
  });

  it("need one layer only", async () => {
    const { nodes } = await serveSettings({ beacon: "http://prysm:3500" });
    assert.equal(nodes[0]?.execution, undefined);
    assert.equal(nodes[0]?.name, "node");
  });

  it("come from the environment where no flag is given, and an empty variable is none", () => {
    const env = {
      PEER_MONITOR_EXECUTION_RPC: "http://a",
      PEER_MONITOR_BEACON: "http://b",
      PEER_MONITOR_NETWORK: "",
    };
    const { network, beacon, ...rest } = withEnvironment({ beacon: "http://flag" }, env);
    assert.equal(rest["execution-rpc"], "http://a");
    assert.equal(beacon, "http://flag");
    assert.equal(network, undefined);
  });

  for (const [flags, message] of [
    [{ "node-name": "a" }, /^--execution-rpc, --beacon: nothing came/],
    [{ "execution-rpc": "http://a", "prysm-metrics": "http://m" }, /^--beacon: nothing came/],
    [{ beacon: "http://user:word@b" }, /^--beacon: "http:\/\/\*\*\*@b" came, expected an http/],
    [{ beacon: "http://b", "node-name": "A B" }, /^--node-name: "A B" came, expected a name/],
    [{ beacon: "http://b", history: "" }, /^--history: "" came, expected a folder/],
  ] as const) {
    it(`are refused, with the flag's name: ${JSON.stringify(flags)}`, async () => {
      await assert.rejects(serveSettings(flags), (error: Error) => {
        assert.ok(error instanceof UsageError);
        assert.match(error.message, message);
        return true;
      });
    });
  }

  it("make a server that shows the node", async function () {
    this.timeout(30_000);
    const beacon = await TestServer.open(beaconAnswers);
    const server = new Program(["serve", "--listen", "127.0.0.1:0"], {
      PEER_MONITOR_BEACON: beacon.url,
    });
    try {
      const url = `http://127.0.0.1:${await server.port()}/api/peers`;
      const state = await waitFor("the first poll", async () => {
        const body = (await (await fetch(url)).json()) as {
          nodes: { consensus: { state: string } }[];
        };
        return body.nodes.find(({ consensus }) => consensus.state === "up")?.consensus.state;
      });
      assert.equal(state, "up");
      assert.equal((await server.stop()).code, 0);
    } finally {
      server.child.kill("SIGKILL");
      await beacon.close();
    }
  });
});
