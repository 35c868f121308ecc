import { ports } from "../kubernetes/ports.ts";
import { networkName } from "./client.ts";
import type { ExecutionClient, ExecutionFlagArgs, ExecutionPeers } from "./executionClient.ts";
import { firstBlock } from "./historyBlocks.ts";

/** Where things are inside Reth's container. */
const paths = { data: "/data", jwt: "/secrets/jwt.hex", ipc: "/ipc/reth.ipc" } as const;

const nodeKey = "/secrets/nodekey";

/**
 * Reth: the image, where its files are, and which flags it is started with.
 *
 * Sources: paradigmxyz/reth docs/vocs/docs/pages/cli/reth/node.mdx of autumn 2026, which is made from `reth node --help`.
 *
 * - Discovery v4 and v5 share one UDP port if they are told to, since 2.2.0: paradigmxyz/reth#23613. Left alone, v5
 *   announces port 9200, which nothing opens: paradigmxyz/reth#26532.
 * - A GET at its RPC port is refused, so the probes only connect.
 * - It serves metrics at every path: crates/node/metrics.
 * - It has no host check, and no static peers: those that it stays connected to are its trusted ones.
 * - Metrics of interest: `reth_blockchain_tree_canonical_chain_height`, `reth_network_connected_peers`.
 */
export const reth = {
  name: "reth",
  program: "reth",
  component: "RethNode",
  image: (version) => `ghcr.io/paradigmxyz/reth:v${version}`,
  // Source: Dockerfile. The subcommand is first, and the peers' flags come before the others.
  command: ["/usr/local/bin/reth", "node"],
  since: "2.2.0",
  networks: { mainnet: "mainnet", sepolia: "sepolia", hoodi: "hoodi" },
  historyModes: ["all", "postMerge", "postPrague"],
  paths,
  p2pKey: { path: nodeKey, format: "hex" },
  metricsPath: "/metrics",
  probe: "tcp",
  env: { HOME: "/tmp" },
  flags: rethFlags,
  peerFlags: rethPeerFlags,
} as const satisfies ExecutionClient;

/** Reth's command line, but for its peers. */
export function rethFlags(args: ExecutionFlagArgs): string[] {
  return [
    `--chain=${networkName(reth, args.network)}`,
    `--datadir=${paths.data}`,
    `--engine.cross-block-cache-size=${args.cacheMb}`,
    ...historyFlags(args),
    `--max-peers=${args.maxPeers}`,
    `--p2p-secret-key=${nodeKey}`,
    `--port=${args.p2pPort}`,
    `--nat=extip:${args.advertise}`,
    ...discoveryFlags(args),
    `--ipcpath=${paths.ipc}`,
    "--http",
    "--http.addr=0.0.0.0",
    `--http.port=${ports.execution.rpc}`,
    "--http.api=eth,net,web3",
    "--ws",
    "--ws.addr=0.0.0.0",
    `--ws.port=${ports.execution.ws}`,
    "--ws.api=eth,net,web3",
    "--authrpc.addr=0.0.0.0",
    `--authrpc.port=${ports.execution.engine}`,
    `--authrpc.jwtsecret=${paths.jwt}`,
    `--metrics=0.0.0.0:${ports.execution.metrics}`,
    "--log.stdout.format=json",
    // No debug log in files beside the one that Kubernetes keeps.
    "--log.file.max-files=0",
    ...args.extra,
  ];
}

/** Blocks whose state is kept, as other clients do: without any of these Reth is an archive node. */
const keptStates = 10064;

/** As ethstaker/eth-docker reth/docker-entrypoint.sh does, in the option names of node.mdx. */
function historyFlags({ network, history }: ExecutionFlagArgs): string[] {
  const first = firstBlock(network, history);
  return [
    "--prune.block-interval=5",
    "--prune.sender-recovery.full",
    `--prune.account-history.distance=${keptStates}`,
    `--prune.storage-history.distance=${keptStates}`,
    ...(first === undefined
      ? []
      : [`--prune.bodies.before=${first}`, `--prune.receipts.before=${first}`]),
  ];
}

function discoveryFlags(args: ExecutionFlagArgs): string[] {
  const { bootnodes, discoveryV4, discoveryV5, p2pPort } = args;
  const boot = bootnodes.length === 0 ? [] : [`--bootnodes=${bootnodes.join(",")}`];
  return discoveryV4 || discoveryV5
    ? [
        `--discovery.port=${p2pPort}`,
        `--discovery.v5.port=${p2pPort}`,
        ...(discoveryV4 ? [] : ["--disable-discv4-discovery"]),
        ...(discoveryV5 ? [] : ["--disable-discv5-discovery"]),
        ...boot,
      ]
    : ["--disable-discovery", ...boot];
}

/** It takes its peers by flags only: its configuration file is one that it writes to itself. */
export function rethPeerFlags({ staticPeers, trustedPeers }: ExecutionPeers): string[] {
  const peers = [...new Set([...staticPeers, ...trustedPeers])];
  return peers.length === 0 ? [] : [`--trusted-peers=${peers.join(",")}`];
}
