import type { HistoryMode } from "../../networks/network.ts";
import { ports } from "../kubernetes/ports.ts";
import { networkName } from "./client.ts";
import type { ExecutionClient, ExecutionFlagArgs, ExecutionPeers } from "./executionClient.ts";

/** Where things are inside Erigon's container. */
const paths = { data: "/data", jwt: "/secrets/jwt.hex" } as const;

const nodeKey = "/secrets/nodekey";

/**
 * Erigon 3 with a consensus client beside it: the image, where its files are, and which flags it is started with.
 *
 * Sources: erigontech/erigon docs, "Configuring Erigon" of 2026 (all options), Dockerfile (entry point, STOPSIGNAL), and
 * node/cli/default_flags.go; metrics at `/debug/metrics/prometheus`: diagnostics/metrics/setup.go.
 *
 * - A GET of `/` without a body answers 200 whatever the sync, and its host check lets addresses in, as Geth's does:
 *   rpc/http.go, node/rpcstack.go.
 * - Names in enode URLs are resolved when they are dialled: erigontech/erigon#20227.
 * - It downloads its database by BitTorrent, from where it likes, and serves it to whoever finds it at port 42069, which
 *   nothing opens here.
 * - It has no cache to be sized: its database is mapped into memory.
 */
export const erigon = {
  name: "erigon",
  program: "erigon",
  component: "ErigonNode",
  image: (version) => `erigontech/erigon:v${version}`,
  networks: { mainnet: "mainnet", sepolia: "sepolia", hoodi: "hoodi" },
  historyModes: ["all", "postMerge"],
  paths,
  p2pKey: { path: nodeKey, format: "hex" },
  metricsPath: "/debug/metrics/prometheus",
  probe: { path: "/" },
  env: { HOME: "/tmp" },
  stopSignal: "SIGINT",
  flags: erigonFlags,
  peerFlags: erigonPeerFlags,
} as const satisfies ExecutionClient;

/** What Erigon calls each history that it has. Source: its docs, "Sync modes". */
const pruneModes: Readonly<Record<Exclude<HistoryMode, "postPrague">, string>> = {
  all: "blocks",
  postMerge: "full",
};

/** Erigon's command line, but for its peers. */
export function erigonFlags(args: ExecutionFlagArgs): string[] {
  return [
    `--chain=${networkName(erigon, args.network)}`,
    "--externalcl",
    `--prune.mode=${args.history === "postPrague" ? "full" : pruneModes[args.history]}`,
    `--datadir=${paths.data}`,
    `--maxpeers=${args.maxPeers}`,
    `--nodekey=${nodeKey}`,
    `--port=${args.p2pPort}`,
    `--nat=extip:${args.advertise}`,
    `--discovery.v4=${args.discoveryV4}`,
    `--discovery.v5=${args.discoveryV5}`,
    ...(args.bootnodes.length === 0 ? [] : [`--bootnodes=${args.bootnodes.join(",")}`]),
    "--http",
    "--http.addr=0.0.0.0",
    `--http.port=${ports.execution.rpc}`,
    "--http.api=eth,net,web3",
    `--http.vhosts=${args.rpcHosts.join(",")}`,
    "--ws",
    "--ws.addr=0.0.0.0",
    `--ws.port=${ports.execution.ws}`,
    "--ws.api=eth,net,web3",
    "--authrpc.addr=0.0.0.0",
    `--authrpc.port=${ports.execution.engine}`,
    `--authrpc.vhosts=${args.engineHosts.join(",")}`,
    `--authrpc.jwtsecret=${paths.jwt}`,
    // A server of tools for language models, which it otherwise starts.
    "--mcp.disable",
    "--metrics",
    "--metrics.addr=0.0.0.0",
    `--metrics.port=${ports.execution.metrics}`,
    "--log.console.json",
    // No debug log in files beside the one that Kubernetes keeps.
    "--log.dir.disable",
    ...args.extra,
  ];
}

/** It takes its peers by flags only. */
export function erigonPeerFlags({ staticPeers, trustedPeers }: ExecutionPeers): string[] {
  return [
    ...(staticPeers.length === 0 ? [] : [`--staticpeers=${staticPeers.join(",")}`]),
    ...(trustedPeers.length === 0 ? [] : [`--trustedpeers=${trustedPeers.join(",")}`]),
  ];
}
