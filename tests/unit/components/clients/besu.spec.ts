import assert from "node:assert/strict";

import { besu, besuFlags } from "../../../../components/clients/besu.ts";
import { apiProbes } from "../../../../components/kubernetes/podEnvironment.ts";
import { describeFlags, nodeArgs, peers } from "./executionFlags.ts";

describeFlags(besu, {
  network: ["--network=hoodi"],
  data: ["--data-path=/data"],
  // Its heap is set in the environment.
  cache: [],
  rpc: [
    "--rpc-http-enabled=true",
    "--rpc-http-host=0.0.0.0",
    "--rpc-http-port=8545",
    "--rpc-http-api=ETH,NET,WEB3",
    "--rpc-ws-enabled=true",
    "--rpc-ws-host=0.0.0.0",
    "--rpc-ws-port=8546",
    "--rpc-ws-api=ETH,NET,WEB3",
    // For metrics as well, which are asked for at the internal Service.
    "--host-allowlist=127.0.0.1,localhost,node-0-rpc,node-0-internal",
  ],
  engine: [
    "--engine-rpc-port=8551",
    "--engine-host-allowlist=node-0-internal",
    "--engine-jwt-secret=/secrets/jwt.hex",
  ],
  metrics: ["--metrics-enabled=true", "--metrics-host=0.0.0.0", "--metrics-port=6060"],
  key: ["--node-private-key-file=/secrets/nodekey"],
  listens: ["--p2p-port=31000"],
  announces: ["--p2p-host=203.0.113.7", "--nat-method=NONE"],
  maxPeers: ["--max-peers=50"],
  bootnodes: ["--bootnodes=enode://a@192.0.2.1:1,enode://b@192.0.2.2:2"],
  peerFiles: [
    "--static-nodes-file=/client/static-nodes.json",
    "--Xdns-enabled=true",
    "--Xdns-update-enabled=true",
  ],
  log: ["--logging-format=ECS"],
  quiet: [],
  histories: {
    all: ["--sync-mode=FULL", "--bonsai-limit-trie-logs-enabled=false"],
    postMerge: ["--sync-mode=SNAP"],
  },
  discovery: {
    both: ["--discovery-mode=BOTH"],
    v4: ["--discovery-mode=V4"],
    v5: ["--discovery-mode=V5"],
    none: ["--discovery-enabled=false"],
  },
});

describe("Besu", () => {
  it("is given its key as it wants it", () => {
    assert.deepEqual(besu.p2pKey, { path: "/secrets/nodekey", format: "hex" });
  });

  it("is asked by a name that it answers to", () => {
    const { host } = besu.probe;
    const list = besuFlags(nodeArgs).find((flag) => flag.startsWith("--host-allowlist="));
    assert.ok(list?.split("=")[1]?.split(",").includes(host));
    for (const probe of Object.values(apiProbes(besu.probe, 8545))) {
      const { httpGet } = probe as unknown as { httpGet: Record<string, unknown> };
      assert.deepEqual(httpGet["httpHeaders"], [{ name: "Host", value: host }]);
    }
  });

  it("syncs as ever where there are no blocks of before the Merge", () => {
    const flags = besuFlags({ ...nodeArgs, history: "all" });
    assert.ok(flags.includes("--sync-mode=SNAP") && !flags.includes("--sync-mode=FULL"));
  });

  it("reads one list of enodes, each once", () => {
    assert.deepEqual(JSON.parse(besu.configFiles(peers)["static-nodes.json"]), [
      "enode://c@node-1:3",
      "enode://d@node-2:4",
      "enode://e@192.0.2.5:5",
    ]);
  });

  it("leaves half of the container's memory to its database", () => {
    assert.equal(besu.env.BESU_OPTS, "-XX:MaxRAMPercentage=50");
  });
});
