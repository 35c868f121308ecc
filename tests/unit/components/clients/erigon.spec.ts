import assert from "node:assert/strict";

import { erigon, erigonPeerFlags } from "../../../../components/clients/erigon.ts";
import { describeFlags, peers } from "./executionFlags.ts";

const discovery = (v4: boolean, v5: boolean) => [`--discovery.v4=${v4}`, `--discovery.v5=${v5}`];

describeFlags(erigon, {
  network: ["--chain=hoodi"],
  data: ["--datadir=/data"],
  // It maps its database into memory.
  cache: [],
  rpc: [
    "--http",
    "--http.addr=0.0.0.0",
    "--http.port=8545",
    "--http.api=eth,net,web3",
    "--http.vhosts=localhost,node-0-rpc",
    "--ws",
    "--ws.addr=0.0.0.0",
    "--ws.port=8546",
    "--ws.api=eth,net,web3",
  ],
  engine: [
    // Without it Erigon is its own consensus client.
    "--externalcl",
    "--authrpc.addr=0.0.0.0",
    "--authrpc.port=8551",
    "--authrpc.vhosts=node-0-internal",
    "--authrpc.jwtsecret=/secrets/jwt.hex",
  ],
  metrics: ["--metrics", "--metrics.addr=0.0.0.0", "--metrics.port=6060"],
  key: ["--nodekey=/secrets/nodekey"],
  listens: ["--port=31000"],
  announces: ["--nat=extip:203.0.113.7"],
  maxPeers: ["--maxpeers=50"],
  bootnodes: ["--bootnodes=enode://a@192.0.2.1:1,enode://b@192.0.2.2:2"],
  peerFiles: [],
  log: ["--log.console.json", "--log.dir.disable"],
  quiet: ["--mcp.disable"],
  histories: { all: ["--prune.mode=blocks"], postMerge: ["--prune.mode=full"] },
  discovery: {
    both: discovery(true, true),
    v4: discovery(true, false),
    v5: discovery(false, true),
    none: discovery(false, false),
  },
});

describe("Erigon", () => {
  it("is given its key as it wants it", () => {
    assert.deepEqual(erigon.p2pKey, { path: "/secrets/nodekey", format: "hex" });
  });

  it("is told of its peers by flags", () => {
    assert.deepEqual(erigonPeerFlags(peers), [
      "--staticpeers=enode://c@node-1:3,enode://d@node-2:4",
      "--trustedpeers=enode://d@node-2:4,enode://e@192.0.2.5:5",
    ]);
  });

  it("wants another signal to stop, as its image says", () => {
    assert.equal(erigon.stopSignal, "SIGINT");
  });
});
