import assert from "node:assert/strict";

import type { ConsensusFlagArgs } from "../../../../components/clients/consensusClient.ts";
import { prysm, prysmFlags } from "../../../../components/clients/prysm.ts";
import { devnet } from "../../../../networks/devnet.ts";
import { hoodi } from "../../../../networks/hoodi.ts";
import { mainnet } from "../../../../networks/mainnet.ts";

const args: ConsensusFlagArgs = {
  network: mainnet,
  engineUrl: "http://node-0-geth-internal:8551",
  checkpointSyncUrl: undefined,
  maxPeers: 70,
  p2pPort: 13000,
  quic: true,
  discoveryPort: 12000,
  advertise: "203.0.113.7",
  staticPeers: ["/dns4/a/tcp/1/p2p/x", "/dns4/b/tcp/2/p2p/y"],
  bootnodes: [],
  custody: "regular",
  backfill: false,
  blobRetentionEpochs: 4096,
  extra: ["--last=1"],
};

/** Each network's own flags; all others are the same everywhere. */
const ofNetwork = [
  {
    network: devnet,
    flags: [
      "--chain-config-file=/config/config.yaml",
      "--contract-deployment-block=0",
      "--chain-id=32382",
      "--network-id=32382",
      "--genesis-state=/genesis/genesis.ssz",
      "--min-sync-peers=0",
      "--minimum-peers-per-subnet=0",
      "--sync-from=head",
      "--block-batch-limit-burst-factor=100000",
      "--bootstrap-node=/config/bootnodes.yaml",
    ],
  },
  {
    network: hoodi,
    flags: [
      "--hoodi",
      "--checkpoint-sync-url=https://hoodi.checkpoint.sigp.io",
      "--genesis-beacon-api-url=https://hoodi.checkpoint.sigp.io",
    ],
  },
  {
    network: mainnet,
    flags: [
      "--mainnet",
      "--checkpoint-sync-url=https://mainnet.checkpoint.sigp.io",
      "--genesis-beacon-api-url=https://mainnet.checkpoint.sigp.io",
    ],
  },
];

const everywhere = [
  "--datadir=/data",
  "--execution-endpoint=http://node-0-geth-internal:8551",
  "--jwt-secret=/secrets/jwt.hex",
  "--http-host=0.0.0.0",
  "--http-port=3500",
  "--rpc-host=0.0.0.0",
  "--rpc-port=4000",
  "--monitoring-host=0.0.0.0",
  "--monitoring-port=8080",
  "--p2p-priv-key=/secrets/p2pkey",
  "--p2p-tcp-port=13000",
  "--p2p-quic-port=13000",
  "--p2p-udp-port=12000",
  "--p2p-local-ip=$(POD_IP)",
  "--p2p-host-ip=203.0.113.7",
  "--p2p-max-peers=70",
  "--peer=/dns4/a/tcp/1/p2p/x",
  "--peer=/dns4/b/tcp/2/p2p/y",
  "--log-format=json",
  "--last=1",
];

describe("the command line of Prysm's beacon node", () => {
  for (const { network, flags } of ofNetwork) {
    it(`on ${network.name}`, () => {
      assert.deepEqual(prysmFlags({ ...args, network }), [
        "--accept-terms-of-use",
        ...flags,
        ...everywhere,
      ]);
    });
  }

  it("asks the checkpoint that the user names", () => {
    const flags = prysmFlags({ ...args, checkpointSyncUrl: "https://own.example" });
    assert.deepEqual(
      flags.filter((flag) => flag.includes("https://")),
      ["--checkpoint-sync-url=https://own.example", "--genesis-beacon-api-url=https://own.example"],
    );
  });

  it("asks no checkpoint on a private chain", () => {
    const flags = prysmFlags({
      ...args,
      network: devnet,
      checkpointSyncUrl: "https://own.example",
    });
    assert.ok(!flags.some((flag) => flag.includes("checkpoint")));
  });

  it("turns QUIC off where there is none", () => {
    const flags = prysmFlags({ ...args, quic: false });
    assert.deepEqual(
      flags.filter((flag) => flag.includes("quic")),
      ["--disable-quic"],
    );
  });

  it("has the user's flags last, so that they win", () => {
    const extra = ["--p2p-max-peers=1"];
    assert.deepEqual(prysmFlags({ ...args, extra }).slice(-1), extra);
  });
});

describe("Prysm's image", () => {
  it("is the published one of the version", () => {
    assert.equal(prysm.image("7.0.0"), "offchainlabs/prysm-beacon-chain:v7.0.0");
  });
});
