import assert from "node:assert/strict";

import { nethermind, nethermindFiles } from "../../../../components/clients/nethermind.ts";
import { describeFlags, peers } from "./executionFlags.ts";

const barriers = (block: number, pruning: string) => [
  `--Sync.AncientBodiesBarrier=${block}`,
  `--Sync.AncientReceiptsBarrier=${block}`,
  `--History.Pruning=${pruning}`,
];

describeFlags(nethermind, {
  network: ["--config=hoodi"],
  data: ["--data-dir=/data"],
  cache: ["--Init.MemoryHint=4294967296"],
  rpc: [
    "--JsonRpc.Enabled=true",
    "--JsonRpc.Host=0.0.0.0",
    "--JsonRpc.Port=8545",
    "--Init.WebSocketsEnabled=true",
    "--JsonRpc.WebSocketsPort=8546",
    "--JsonRpc.EnabledModules=Eth,Subscribe,Net,Web3",
  ],
  engine: [
    "--JsonRpc.EngineHost=0.0.0.0",
    "--JsonRpc.EnginePort=8551",
    "--JsonRpc.JwtSecretFile=/secrets/jwt.hex",
  ],
  metrics: ["--Metrics.Enabled=true", "--Metrics.ExposeHost=0.0.0.0", "--Metrics.ExposePort=6060"],
  key: ["--KeyStore.EnodeKeyFile=/secrets/nodekey"],
  listens: ["--Network.P2PPort=31000", "--Network.DiscoveryPort=31000"],
  announces: ["--Network.ExternalIp=203.0.113.7"],
  maxPeers: ["--Network.MaxActivePeers=50"],
  bootnodes: ["--Discovery.Bootnodes=enode://a@192.0.2.1:1,enode://b@192.0.2.2:2"],
  peerFiles: [
    "--Init.StaticNodesPath=/client/static-nodes.json",
    "--Init.TrustedNodesPath=/client/trusted-nodes.json",
  ],
  log: ["--logger-config=/client/NLog.config"],
  quiet: ["--EthStats.Enabled=false"],
  histories: {
    all: barriers(0, "Disabled"),
    postMerge: barriers(15537394, "UseAncientBarriers"),
    postPrague: barriers(22431084, "UseAncientBarriers"),
  },
  discovery: {
    both: [],
    v4: ["--Discovery.DiscoveryVersion=V4"],
    v5: ["--Discovery.DiscoveryVersion=V5"],
    none: ["--Init.DiscoveryEnabled=false"],
  },
});

describe("Nethermind", () => {
  it("is given its key as the bytes that it wants", () => {
    assert.deepEqual(nethermind.p2pKey, { path: "/secrets/nodekey", format: "raw" });
  });

  it("reads lists of enodes", () => {
    const files = nethermindFiles(peers);
    assert.deepEqual(JSON.parse(files["static-nodes.json"] ?? ""), peers.staticPeers);
    assert.deepEqual(JSON.parse(files["trusted-nodes.json"] ?? ""), peers.trustedPeers);
  });

  it("logs to its output alone, a JSON object a line", () => {
    const log = nethermindFiles(peers)["NLog.config"] ?? "";
    assert.deepEqual(log.match(/xsi:type="(\w+)"/g), [
      'xsi:type="Console"',
      'xsi:type="JsonLayout"',
    ]);
    // Placeholders are NLog's, not this program's.
    assert.match(log, /\$\{message\}/);
  });
});
