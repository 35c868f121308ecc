import assert from "node:assert/strict";

import { lighthouse } from "../../../../components/clients/lighthouse.ts";
import { describeFlags, nodeArgs } from "./consensusFlags.ts";

describeFlags(lighthouse, {
  program: [],
  network: ["--network=hoodi"],
  checkpoint: ["--checkpoint-sync-url=https://checkpoint.example"],
  pinned: ["--wss-checkpoint=0xab:9"],
  data: ["--datadir=/data"],
  engine: [
    "--execution-endpoint=http://node-0-geth-internal:8551",
    "--execution-jwt=/secrets/jwt.hex",
  ],
  api: ["--http", "--http-address=0.0.0.0", "--http-port=3500"],
  metrics: ["--metrics", "--metrics-address=0.0.0.0", "--metrics-port=8080"],
  key: [],
  listens: [
    "--listen-address=0.0.0.0",
    "--port=31000",
    "--quic-port=31000",
    "--discovery-port=31001",
  ],
  announces: [
    "--enr-address=203.0.113.7",
    "--enr-tcp-port=31000",
    "--enr-quic-port=31000",
    "--enr-udp-port=31001",
    "--disable-enr-auto-update",
    "--disable-upnp",
  ],
  maxPeers: ["--target-peers=70"],
  supernode: ["--supernode"],
  staticPeers: [
    "--libp2p-addresses=/dns4/a/tcp/1/p2p/16Uiu2HAa,/dns4/b/tcp/2/p2p/16Uiu2HAb",
    "--trusted-peers=16Uiu2HAa,16Uiu2HAb",
  ],
  bootnodes: ["--boot-nodes=enr:-a,enr:-b"],
  log: ["--log-format=JSON", "--logfile-max-number=0"],
});

describe("Lighthouse", () => {
  it("finds its key where it looks for it: beside its node record, and its own to write", () => {
    assert.equal(lighthouse.p2pKey.format, "raw");
    assert.deepEqual(lighthouse.initSteps(), [
      {
        name: "p2p-key",
        command: ["install"],
        args: ["-D", "-m", "0600", lighthouse.p2pKey.path, "/data/beacon/network/key"],
      },
    ]);
  });

  it("trusts no address that names nobody", () => {
    const flags = lighthouse.flags({ ...nodeArgs, staticPeers: ["/ip4/192.0.2.1/tcp/13000"] });
    assert.ok(flags.includes("--libp2p-addresses=/ip4/192.0.2.1/tcp/13000"));
    assert.ok(!flags.some((flag) => flag.startsWith("--trusted-peers")));
  });

  it("is the published image, started as a beacon node: the image has no entry point", () => {
    assert.equal(lighthouse.image("8.3.3"), "sigp/lighthouse:v8.3.3");
    assert.deepEqual(lighthouse.command, ["lighthouse", "beacon_node"]);
  });
});
