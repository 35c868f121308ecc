import assert from "node:assert/strict";

import { lodestar, peerIdFile } from "../../../../components/clients/lodestar.ts";
import { describeFlags, nodeArgs } from "./consensusFlags.ts";
import { nodekeyExample } from "./nodekeyExample.ts";

describeFlags(lodestar, {
  program: ["beacon"],
  network: ["--network=hoodi"],
  checkpoint: ["--checkpointSyncUrl=https://checkpoint.example"],
  pinned: ["--wssCheckpoint=0xab:9"],
  data: ["--dataDir=/data"],
  engine: ["--execution.urls=http://node-0-geth-internal:8551", "--jwtSecret=/secrets/jwt.hex"],
  api: ["--rest", "--rest.address=0.0.0.0", "--rest.port=3500"],
  metrics: ["--metrics", "--metrics.address=0.0.0.0", "--metrics.port=8080"],
  key: [],
  listens: ["--listenAddress=0.0.0.0", "--port=31000", "--quicPort=31000", "--discoveryPort=31001"],
  announces: [
    "--nat",
    "--enr.ip=203.0.113.7",
    "--enr.tcp=31000",
    "--enr.quic=31000",
    "--enr.udp=31001",
  ],
  maxPeers: ["--targetPeers=70"],
  supernode: ["--supernode"],
  staticPeers: [
    "--directPeers=/dns4/a/tcp/1/p2p/16Uiu2HAa",
    "--directPeers=/dns4/b/tcp/2/p2p/16Uiu2HAb",
  ],
  bootnodes: ["--bootnodes=enr:-a", "--bootnodes=enr:-b"],
  log: ["--logFile=none"],
});

describe("Lodestar", () => {
  it("is a command first: what comes before it is no flag of the beacon node", () => {
    assert.equal(lodestar.flags(nodeArgs)[0], "beacon");
  });

  it("finds its key in its data, as its own to write again", () => {
    assert.deepEqual(lodestar.initSteps(), [
      {
        name: "p2p-key",
        command: ["install"],
        args: ["-m", "0600", lodestar.p2pKey.path, "/data/peer-id.json"],
      },
    ]);
  });

  it("is given the key that others make for it", () => {
    assert.deepEqual(JSON.parse(peerIdFile(nodekeyExample.key)), nodekeyExample.libp2p);
  });

  it("is the published image", () => {
    assert.equal(lodestar.image("1.50.1"), "chainsafe/lodestar:v1.50.1");
  });
});
