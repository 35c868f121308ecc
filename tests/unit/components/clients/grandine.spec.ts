import assert from "node:assert/strict";

import { grandine } from "../../../../components/clients/grandine.ts";
import { describeFlags } from "./consensusFlags.ts";

describeFlags(grandine, {
  program: [],
  network: ["--network=hoodi"],
  checkpoint: ["--checkpoint-sync-url=https://checkpoint.example"],
  pinned: [],
  data: ["--data-dir=/data"],
  engine: ["--eth1-rpc-urls=http://node-0-geth-internal:8551", "--jwt-secret=/secrets/jwt.hex"],
  api: ["--http-address=0.0.0.0", "--http-port=3500"],
  metrics: ["--metrics", "--metrics-address=0.0.0.0", "--metrics-port=8080"],
  key: ["--libp2p-private-key-file=/secrets/p2pkey"],
  listens: [
    "--listen-address=0.0.0.0",
    "--libp2p-port=31000",
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
    "--libp2p-nodes=/dns4/a/tcp/1/p2p/16Uiu2HAa,/dns4/b/tcp/2/p2p/16Uiu2HAb",
    "--trusted-peers=16Uiu2HAa,16Uiu2HAb",
  ],
  bootnodes: ["--boot-nodes=enr:-a,enr:-b"],
  log: [],
});

describe("Grandine", () => {
  it("is given its key as it wants it", () => {
    assert.deepEqual(grandine.p2pKey, { path: "/secrets/p2pkey", format: "raw" });
  });

  it("is the published image, whose tags have no v", () => {
    assert.equal(grandine.image("2.0.6"), "sifrai/grandine:2.0.6");
  });
});
