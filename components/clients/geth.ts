import type { HistoryMode, Network } from "../../networks/network.ts";
import { ports } from "../kubernetes/ports.ts";
import type { ExecutionClient, ExecutionFlagArgs } from "./executionClient.ts";

/** Where things are inside Geth's container. */
const paths = {
  data: "/data",
  jwt: "/secrets/jwt.hex",
  nodeKey: "/secrets/nodekey",
  ipc: "/ipc/geth.ipc",
  config: "/geth/geth.toml",
  genesis: "/genesis/genesis.json",
} as const;

/**
 * Geth: the image, where its files are, and which flags it is started with.
 *
 * Sources: go-ethereum v1.17.5 cmd/utils/flags.go, node/defaults.go; reference for the probes: rpc/http.go (a GET without
 * a body answers 200 without touching the chain).
 */
export const geth: ExecutionClient = {
  name: "geth",
  image: (version) => `ethereum/client-go:v${version}`,
  paths,
  metricsPath: "/debug/metrics/prometheus",
  probePath: "/",
  flags: gethFlags,
  configFile: gethConfigFile,
};

/** Geth's command line. Every address is the pod's own: what may be reached is decided by Services and policies. */
export function gethFlags(args: ExecutionFlagArgs): string[] {
  return [
    ...networkFlags(args.network, args.history),
    `--config=${paths.config}`,
    `--datadir=${paths.data}`,
    `--cache=${args.cacheMb}`,
    `--maxpeers=${args.maxPeers}`,
    `--nodekey=${paths.nodeKey}`,
    `--port=${args.p2pPort}`,
    `--discovery.port=${args.p2pPort}`,
    `--nat=extip:${args.advertise}`,
    `--ipcpath=${paths.ipc}`,
    "--http",
    "--http.addr=0.0.0.0",
    `--http.port=${ports.geth.rpc}`,
    // `admin` and `debug` are never on the network: a gateway's allow-list of methods is not a boundary.
    "--http.api=eth,net,web3",
    `--http.vhosts=${args.rpcHosts.join(",")}`,
    "--ws",
    "--ws.addr=0.0.0.0",
    `--ws.port=${ports.geth.ws}`,
    "--ws.api=eth,net,web3",
    "--authrpc.addr=0.0.0.0",
    `--authrpc.port=${ports.geth.engine}`,
    `--authrpc.vhosts=${args.engineHosts.join(",")}`,
    `--authrpc.jwtsecret=${paths.jwt}`,
    "--metrics",
    "--metrics.addr=0.0.0.0",
    `--metrics.port=${ports.geth.metrics}`,
    "--log.format=json",
    ...args.extra,
  ];
}

function networkFlags(network: Network, history: HistoryMode): string[] {
  if (network.public === undefined) {
    return [
      // Geth's snap sync of a chain that is minutes old ends in "missing trie node"; a full sync of it takes seconds.
      "--syncmode=full",
      `--override.genesis=${paths.genesis}`,
      `--networkid=${network.chainId}`,
      // The nodes of a private chain know each other; without this Geth looks for mainnet's boot nodes.
      "--nodiscover",
    ];
  }
  return [`--${network.public.flag}`, "--syncmode=snap", `--history.chain=${history}`];
}

/**
 * Geth's configuration file: the peers that it always stays connected to. Their names are resolved at each dial, so a
 * peer that comes back under another address is found again.
 */
export function gethConfigFile(staticPeers: readonly string[]): string {
  const list = JSON.stringify(staticPeers);
  return `[Node.P2P]\nStaticNodes = ${list}\nTrustedNodes = ${list}\n`;
}
