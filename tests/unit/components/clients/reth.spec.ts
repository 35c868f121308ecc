import assert from "node:assert/strict";

import { reth, rethPeerFlags } from "../../../../components/clients/reth.ts";
import { describeFlags, peers } from "./executionFlags.ts";

const states = [
  "--prune.block-interval=5",
  "--prune.sender-recovery.full",
  "--prune.account-history.distance=10064",
  "--prune.storage-history.distance=10064",
];
const before = (block: number) => [
  `--prune.bodies.before=${block}`,
  `--prune.receipts.before=${block}`,
];
const listens = ["--discovery.port=31000", "--discovery.v5.port=31000"];

describeFlags(reth, {
  network: ["--chain=hoodi"],
  data: ["--datadir=/data"],
  cache: ["--engine.cross-block-cache-size=4096"],
  rpc: [
    "--http",
    "--http.addr=0.0.0.0",
    "--http.port=8545",
    "--http.api=eth,net,web3",
    "--ws",
    "--ws.addr=0.0.0.0",
    "--ws.port=8546",
    "--ws.api=eth,net,web3",
    "--ipcpath=/ipc/reth.ipc",
  ],
  engine: ["--authrpc.addr=0.0.0.0", "--authrpc.port=8551", "--authrpc.jwtsecret=/secrets/jwt.hex"],
  metrics: ["--metrics=0.0.0.0:6060"],
  key: ["--p2p-secret-key=/secrets/nodekey"],
  listens: ["--port=31000"],
  announces: ["--nat=extip:203.0.113.7"],
  maxPeers: ["--max-peers=50"],
  bootnodes: ["--bootnodes=enode://a@192.0.2.1:1,enode://b@192.0.2.2:2"],
  peerFiles: [],
  log: ["--log.stdout.format=json", "--log.file.max-files=0"],
  quiet: [],
  histories: {
    all: states,
    postMerge: [...states, ...before(15537394)],
    postPrague: [...states, ...before(22431084)],
  },
  discovery: {
    both: listens,
    v4: [...listens, "--disable-discv5-discovery"],
    v5: [...listens, "--disable-discv4-discovery"],
    none: ["--disable-discovery"],
  },
});

describe("Reth", () => {
  it("is given its key as it wants it", () => {
    assert.deepEqual(reth.p2pKey, { path: "/secrets/nodekey", format: "hex" });
  });

  it("is told of its peers by one flag, each once", () => {
    assert.deepEqual(rethPeerFlags(peers), [
      "--trusted-peers=enode://c@node-1:3,enode://d@node-2:4,enode://e@192.0.2.5:5",
    ]);
  });

  it("has its subcommand before all flags", () => {
    assert.deepEqual(reth.command.at(-1), "node");
  });
});
