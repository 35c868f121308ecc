import { ports } from "../kubernetes/ports.ts";
import { networkName } from "./client.ts";
import type { ExecutionClient, ExecutionFlagArgs } from "./executionClient.ts";

/** Where things are inside Besu's container. */
const paths = { data: "/data", jwt: "/secrets/jwt.hex", config: "/client" } as const;

const nodeKey = "/secrets/nodekey";
const staticNodes = "static-nodes.json";

/**
 * Besu: the image, where its files are, and which flags it is started with.
 *
 * Sources: besu-eth/besu-docs docs/public-networks/reference/cli/options.md of 2026; besu-eth/besu, app/src/main/java,
 * org/hyperledger/besu/cli (P2PDiscoveryOptions, LoggingFormat, EthstatsOptions), for the options that begin with X:
 * BesuCommand `validateDnsOptionsParams` and besu-docs docs/public-networks/how-to/connect/static-nodes.
 *
 * - The image starts a script that changes owners as root: the program itself is named instead, as ethstaker/eth-docker
 *   besu.yml does.
 * - Its host check is for metrics as well, so every name is allowed by one list. The kubelet asks by address, so its
 *   question says `localhost`: besu-docs docs/public-networks/how-to/use-besu-api, "Host allowlist".
 * - `/liveness` answers 200 whatever the sync: besu-docs, "Readiness and liveness endpoints".
 * - It leaves out blocks of before the Merge where a network has them, unless it executes them all: besu-docs pull request
 *   2095 of August 2026. It knows no other point.
 * - `--discovery-mode`: CHANGELOG.md after 26.9.0, besu-eth/besu#11344.
 * - Metrics of interest: `ethereum_blockchain_height`, `ethereum_peer_count`, `besu_synchronizer_in_sync`.
 */
export const besu = {
  name: "besu",
  program: "besu",
  component: "BesuNode",
  // Its tags have no v.
  image: (version) => `hyperledger/besu:${version}`,
  command: ["/opt/besu/bin/besu"],
  // `--discovery-mode` and `--logging-format` are newer than what mainnet needs.
  since: "26.10.0",
  networks: { mainnet: "mainnet", sepolia: "sepolia", hoodi: "hoodi" },
  historyModes: ["all", "postMerge"],
  paths,
  p2pKey: { path: nodeKey, format: "hex" },
  metricsPath: "/metrics",
  probe: { path: "/liveness", host: "localhost" },
  // By default Java takes a quarter of the memory. The database's cache is beside its heap.
  env: { HOME: "/tmp", BESU_OPTS: "-XX:MaxRAMPercentage=50" },
  flags: besuFlags,
  // Static nodes are let in whatever the limits are.
  configFiles: ({ staticPeers, trustedPeers }) => ({
    [staticNodes]: JSON.stringify([...new Set([...staticPeers, ...trustedPeers])]),
  }),
} as const satisfies ExecutionClient;

/** Besu's command line. */
export function besuFlags(args: ExecutionFlagArgs): string[] {
  const hosts = ["127.0.0.1", ...args.rpcHosts, ...args.engineHosts];
  return [
    `--network=${networkName(besu, args.network)}`,
    ...syncFlags(args),
    `--data-path=${paths.data}`,
    "--rpc-http-enabled=true",
    // The engine API listens at the same address.
    "--rpc-http-host=0.0.0.0",
    `--rpc-http-port=${ports.execution.rpc}`,
    "--rpc-http-api=ETH,NET,WEB3",
    "--rpc-ws-enabled=true",
    "--rpc-ws-host=0.0.0.0",
    `--rpc-ws-port=${ports.execution.ws}`,
    "--rpc-ws-api=ETH,NET,WEB3",
    `--host-allowlist=${hosts.join(",")}`,
    `--engine-rpc-port=${ports.execution.engine}`,
    `--engine-host-allowlist=${args.engineHosts.join(",")}`,
    `--engine-jwt-secret=${paths.jwt}`,
    `--node-private-key-file=${nodeKey}`,
    `--p2p-port=${args.p2pPort}`,
    `--p2p-host=${args.advertise}`,
    // Otherwise it asks around for the address that it was just told.
    "--nat-method=NONE",
    `--max-peers=${args.maxPeers}`,
    ...discoveryFlags(args),
    `--static-nodes-file=${paths.config}/${staticNodes}`,
    // Names in enode URLs, asked for anew at each dial: a peer's address changes with its pod.
    "--Xdns-enabled=true",
    "--Xdns-update-enabled=true",
    "--metrics-enabled=true",
    "--metrics-host=0.0.0.0",
    `--metrics-port=${ports.execution.metrics}`,
    "--logging-format=ECS",
    ...args.extra,
  ];
}

/** A full sync of mainnet takes weeks; nothing less keeps the blocks of before the Merge. */
function syncFlags({ network, history }: ExecutionFlagArgs): string[] {
  return history === "all" && network.historyModes.includes("postMerge")
    ? // The two cannot go together: besu-docs, `bonsai-limit-trie-logs-enabled`.
      ["--sync-mode=FULL", "--bonsai-limit-trie-logs-enabled=false"]
    : ["--sync-mode=SNAP"];
}

function discoveryFlags({ bootnodes, discoveryV4, discoveryV5 }: ExecutionFlagArgs): string[] {
  const mode = discoveryV4 && discoveryV5 ? "BOTH" : discoveryV4 ? "V4" : "V5";
  return [
    ...(discoveryV4 || discoveryV5 ? [`--discovery-mode=${mode}`] : ["--discovery-enabled=false"]),
    ...(bootnodes.length === 0 ? [] : [`--bootnodes=${bootnodes.join(",")}`]),
  ];
}
