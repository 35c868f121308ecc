import { ports } from "../kubernetes/ports.ts";
import { networkName } from "./client.ts";
import type { ExecutionClient, ExecutionFlagArgs, ExecutionPeers } from "./executionClient.ts";
import { firstBlock } from "./historyBlocks.ts";

/** Where things are inside Nethermind's container. `/nethermind` is the program's own. */
const paths = { data: "/data", jwt: "/secrets/jwt.hex", config: "/client" } as const;

const nodeKey = "/secrets/nodekey";
const files = { static: "static-nodes.json", trusted: "trusted-nodes.json", log: "NLog.config" };

/**
 * Nethermind: the image, where its files are, and which flags it is started with.
 *
 * Sources: NethermindEth/docs docs/fundamentals/configuration.md and history-pruning.md for the options;
 * ethstaker/eth-docker nethermind.yml and nethermind/docker-entrypoint.sh of 2026 (Nethermind 2) start it with them.
 *
 * - The P2P key is 32 raw bytes: src/Nethermind/Nethermind.KeyStore `NodeKeyManager.LoadNodeKey`.
 * - A GET of `/` at the RPC port answers 200 whatever the sync, while `/health` speaks of it:
 *   src/Nethermind/Nethermind.Runner/JsonRpc/Startup.cs.
 * - Its IPC socket has no other modules than its RPC port, so `admin` would be on both: no socket.
 * - Metrics of interest: `nethermind_blocks`, `nethermind_sync_peers`.
 */
export const nethermind = {
  name: "nethermind",
  program: "nethermind",
  component: "NethermindNode",
  // Its tags have no v.
  image: (version) => `nethermind/nethermind:${version}`,
  networks: { mainnet: "mainnet", sepolia: "sepolia", hoodi: "hoodi" },
  historyModes: ["all", "postMerge", "postPrague"],
  paths,
  p2pKey: { path: nodeKey, format: "raw" },
  metricsPath: "/metrics",
  probe: { path: "/" },
  // .NET unpacks what it cannot load from its bundle.
  env: { HOME: "/tmp", DOTNET_BUNDLE_EXTRACT_BASE_DIR: "/tmp" },
  flags: nethermindFlags,
  configFiles: nethermindFiles,
} as const satisfies ExecutionClient;

/** Nethermind's command line. */
export function nethermindFlags(args: ExecutionFlagArgs): string[] {
  return [
    `--config=${networkName(nethermind, args.network)}`,
    `--data-dir=${paths.data}`,
    `--logger-config=${paths.config}/${files.log}`,
    `--Init.MemoryHint=${args.cacheMb * 2 ** 20}`,
    ...historyFlags(args),
    "--Init.WebSocketsEnabled=true",
    "--JsonRpc.Enabled=true",
    "--JsonRpc.Host=0.0.0.0",
    `--JsonRpc.Port=${ports.execution.rpc}`,
    `--JsonRpc.WebSocketsPort=${ports.execution.ws}`,
    // `eth_subscribe` is in a module of its own.
    "--JsonRpc.EnabledModules=Eth,Subscribe,Net,Web3",
    "--JsonRpc.EngineHost=0.0.0.0",
    `--JsonRpc.EnginePort=${ports.execution.engine}`,
    `--JsonRpc.JwtSecretFile=${paths.jwt}`,
    `--KeyStore.EnodeKeyFile=${nodeKey}`,
    `--Network.P2PPort=${args.p2pPort}`,
    `--Network.DiscoveryPort=${args.p2pPort}`,
    `--Network.ExternalIp=${args.advertise}`,
    `--Network.MaxActivePeers=${args.maxPeers}`,
    `--Init.StaticNodesPath=${paths.config}/${files.static}`,
    `--Init.TrustedNodesPath=${paths.config}/${files.trusted}`,
    ...discoveryFlags(args),
    "--Metrics.Enabled=true",
    "--Metrics.ExposeHost=0.0.0.0",
    `--Metrics.ExposePort=${ports.execution.metrics}`,
    "--EthStats.Enabled=false",
    ...args.extra,
  ];
}

/** Older bodies and receipts are not fetched, and removed where they are. */
function historyFlags({ network, history }: ExecutionFlagArgs): string[] {
  const first = firstBlock(network, history);
  return [
    `--Sync.AncientBodiesBarrier=${first ?? 0}`,
    `--Sync.AncientReceiptsBarrier=${first ?? 0}`,
    `--History.Pruning=${first === undefined ? "Disabled" : "UseAncientBarriers"}`,
  ];
}

/** Flags where the user wants other than its own: both discoveries, the network's boot nodes. */
function discoveryFlags({ bootnodes, discoveryV4, discoveryV5 }: ExecutionFlagArgs): string[] {
  const versions = discoveryV4 ? "V4" : "V5";
  return [
    ...(discoveryV4 || discoveryV5 ? [] : ["--Init.DiscoveryEnabled=false"]),
    ...(discoveryV4 === discoveryV5 ? [] : [`--Discovery.DiscoveryVersion=${versions}`]),
    ...(bootnodes.length === 0 ? [] : [`--Discovery.Bootnodes=${bootnodes.join(",")}`]),
  ];
}

/** Its peers, and its log as JSON on standard output and nowhere else. */
export function nethermindFiles({ staticPeers, trustedPeers }: ExecutionPeers) {
  return {
    [files.static]: JSON.stringify(staticPeers),
    [files.trusted]: JSON.stringify(trustedPeers),
    [files.log]: logConfig,
  };
}

/** Source: https://github.com/NLog/NLog/wiki/JsonLayout; Nethermind sets the level of all rules by `--log`. */
const logConfig = `<?xml version="1.0" encoding="utf-8"?>
<nlog xmlns="http://www.nlog-project.org/schemas/NLog.xsd" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
  <targets>
    <target name="console" xsi:type="Console">
      <layout xsi:type="JsonLayout">
        <attribute name="time" layout="\${date:universalTime=true:format=o}" />
        <attribute name="level" layout="\${level:lowercase=true}" />
        <attribute name="logger" layout="\${logger}" />
        <attribute name="message" layout="\${message}" />
        <attribute name="error" layout="\${exception:format=tostring}" />
      </layout>
    </target>
  </targets>
  <rules>
    <logger name="*" minlevel="Info" writeTo="console" />
  </rules>
</nlog>
`;
