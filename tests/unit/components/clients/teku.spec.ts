import assert from "node:assert/strict";

import { teku } from "../../../../components/clients/teku.ts";
import { describeFlags } from "./consensusFlags.ts";

describeFlags(teku, {
  program: [],
  network: ["--network=hoodi"],
  checkpoint: ["--checkpoint-sync-url=https://checkpoint.example"],
  pinned: ["--ws-checkpoint=0xab:9"],
  data: ["--data-path=/data"],
  engine: [
    "--ee-endpoint=http://node-0-geth-internal:8551",
    "--ee-jwt-secret-file=/secrets/jwt.hex",
  ],
  // By default Teku answers those only that call it localhost.
  api: [
    "--rest-api-enabled=true",
    "--rest-api-interface=0.0.0.0",
    "--rest-api-port=3500",
    "--rest-api-host-allowlist=*",
  ],
  metrics: [
    "--metrics-enabled=true",
    "--metrics-interface=0.0.0.0",
    "--metrics-port=8080",
    "--metrics-host-allowlist=*",
  ],
  key: ["--Xp2p-private-key-file-secp256k1=/secrets/p2pkey"],
  listens: [
    "--p2p-interface=0.0.0.0",
    "--p2p-port=31000",
    "--p2p-quic-port=31000",
    "--p2p-udp-port=31001",
  ],
  announces: [
    "--p2p-advertised-ip=203.0.113.7",
    "--p2p-advertised-port=31000",
    "--p2p-advertised-quic-port=31000",
    "--p2p-advertised-udp-port=31001",
  ],
  maxPeers: ["--p2p-peer-upper-bound=70", "--p2p-peer-lower-bound=70"],
  supernode: ["--p2p-subscribe-all-custody-subnets-enabled=true"],
  staticPeers: ["--p2p-static-peers=/dns4/a/tcp/1/p2p/16Uiu2HAa,/dns4/b/tcp/2/p2p/16Uiu2HAb"],
  bootnodes: ["--p2p-discovery-bootnodes=enr:-a,enr:-b"],
  log: ["--log-destination=CONSOLE", "--log-color-enabled=false"],
});

describe("Teku", () => {
  it("is given its key as it wants it", () => {
    assert.deepEqual(teku.p2pKey, { path: "/secrets/p2pkey", format: "hex" });
  });

  it("does not say that it can keep half of the columns, which it cannot", () => {
    assert.deepEqual(teku.custodies, ["regular", "super"]);
  });

  it("takes most of the container's memory for its heap, not Java's quarter", () => {
    const percentage = Number(/MaxRAMPercentage=(\d+)/.exec(teku.env.JAVA_OPTS)?.[1]);
    assert.ok(percentage > 50 && percentage < 80, `${percentage}`);
  });

  it("is the published image, whose tags have no v", () => {
    assert.equal(teku.image("26.10.3"), "consensys/teku:26.10.3");
  });
});
