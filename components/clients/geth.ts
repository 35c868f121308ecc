import type { HistoryMode, Network } from "../../networks/network.ts";
import { ports } from "../kubernetes/ports.ts";
import { networkFileNames, networkFolder } from "../networkFiles.ts";
import { networkName, type TraceTarget } from "./client.ts";
import { gethHistory, gethHistoryStep } from "./gethHistory.ts";
import type { ExecutionClient, ExecutionFlagArgs, ExecutionPeers } from "./executionClient.ts";

/** Where things are inside Geth's container. */
const paths = {
  data: "/data",
  jwt: "/secrets/jwt.hex",
  ipc: "/ipc/geth.ipc",
  config: "/geth",
  genesis: "/genesis/genesis.json",
} as const;

const nodeKey = "/secrets/nodekey";
const configFile = "geth.toml";

/**
 * Geth: the image, where its files are, and which flags it is started with.
 *
 * Sources: go-ethereum v1.17.5 cmd/utils/flags.go, node/defaults.go; reference for the probes: rpc/http.go (a GET without
 * a body answers 200 without touching the chain).
 */
export const geth = {
  name: "geth",
  program: "geth",
  component: "GethNode",
  image: (version) => `ethereum/client-go:v${version}`,
  networks: { mainnet: "mainnet", sepolia: "sepolia", hoodi: "hoodi" },
  supportsPrivateChain: true,
  supportsNetworkFiles: true,
  historyModes: ["all", "postMerge", "postPrague"],
  paths,
  p2pKey: { path: nodeKey, format: "hex" },
  metricsPath: "/debug/metrics/prometheus",
  probe: { path: "/" },
  traces: { since: "1.17.0", flags: gethTraceFlags },
  flags: gethFlags,
  initSteps: ({ network, history }) =>
    network.historyModes.length > 1 ? [gethHistoryStep(history, paths.data)] : [],
  addressFile: "configFiles",
  configFiles: (peers, address) => ({ [configFile]: gethConfigFile(peers, address) }),
} as const satisfies ExecutionClient;

/** Geth's command line. Every address is the pod's own: what may be reached is decided by Services and policies. */
export function gethFlags(args: ExecutionFlagArgs): string[] {
  return [
    ...networkFlags(args.network, args.history),
    ...peerFlags(args),
    `--config=${args.network.files === undefined ? paths.config : networkFolder}/${configFile}`,
    `--datadir=${paths.data}`,
    `--cache=${args.cacheMb}`,
    `--maxpeers=${args.maxPeers}`,
    `--nodekey=${nodeKey}`,
    `--port=${args.p2pPort}`,
    `--discovery.port=${args.p2pPort}`,
    ...natFlags(args),
    `--ipcpath=${paths.ipc}`,
    "--http",
    "--http.addr=0.0.0.0",
    `--http.port=${ports.execution.rpc}`,
    // `admin` and `debug` are never on the network: a gateway's allow-list of methods is not a boundary.
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
    "--metrics",
    "--metrics.addr=0.0.0.0",
    `--metrics.port=${ports.execution.metrics}`,
    "--log.format=json",
    ...args.extra,
  ];
}

/**
 * A call that comes with a trace of its caller is part of it, and is sampled as the caller says; the ratio is for calls
 * that come without. Source: go-ethereum v1.17.5 internal/telemetry/tracesetup/setup.go, rpc/http.go.
 */
export function gethTraceFlags({ url, sampleRatio, node }: TraceTarget): string[] {
  return [
    "--rpc.telemetry",
    `--rpc.telemetry.endpoint=${url}`,
    `--rpc.telemetry.sample-ratio=${sampleRatio}`,
    `--rpc.telemetry.instance-id=${node}`,
  ];
}

/** Without this flag it is told by its file. Source: go-ethereum v1.17.5 p2p/nat/nat.go, p2p/config.go (NAT in TOML). */
function natFlags({ advertise, advertisedBy = "flag" }: ExecutionFlagArgs): string[] {
  return {
    flag: [`--nat=extip:${advertise}`],
    file: [],
    // What its peers say of it then makes its record, once enough of them say the same.
    nothing: ["--nat=none"],
  }[advertisedBy];
}

function networkFlags(network: Network, history: HistoryMode): string[] {
  if (network.public === undefined) {
    return [
      // Geth's snap sync of a chain that is minutes old ends in "missing trie node"; a full sync of it takes seconds.
      "--syncmode=full",
      `--override.genesis=${paths.genesis}`,
      `--networkid=${network.chainId}`,
    ];
  }
  if (network.files !== undefined) {
    return [
      // Nobody knows how old the chain is, and a full sync of any is right.
      "--syncmode=full",
      `--override.genesis=${networkFolder}/${networkFileNames.executionGenesis}`,
      // No network id: Geth takes the chain's from the genesis, and another one after the network has begun anew.
    ];
  }
  return [
    `--${networkName(geth, network)}`,
    "--syncmode=snap",
    `--history.chain=${gethHistory(history)}`,
  ];
}

/**
 * How it finds peers. A private chain has boot nodes only where they are given: Geth would look for mainnet's.
 *
 * Source: go-ethereum v1.17.5 cmd/utils/flags.go, setBootstrapNodes and setDiscoveryV5; an empty list is a list.
 */
function peerFlags({ network, bootnodes, discoveryV4, discoveryV5 }: ExecutionFlagArgs): string[] {
  if (!discoveryV4 && !discoveryV5) return ["--nodiscover"];
  return [
    ...(bootnodes.length > 0 || network.public === undefined
      ? [`--bootnodes=${bootnodes.join(",")}`]
      : []),
    ...(discoveryV4 ? [] : ["--discovery.v4=false"]),
    ...(discoveryV5 ? [] : ["--discovery.v5=false"]),
  ];
}

/**
 * Geth's configuration file: the peers that it always stays connected to, and those that it always lets in. Their names
 * are resolved at each dial, so a peer that comes back under another address is found again.
 */
export function gethConfigFile(
  { staticPeers, trustedPeers }: ExecutionPeers,
  address?: string,
): string {
  const list = (enodes: readonly string[]) => JSON.stringify(enodes);
  const nat = address === undefined ? "" : `NAT = "extip:${address}"\n`;
  return `[Node.P2P]\n${nat}StaticNodes = ${list(staticPeers)}\nTrustedNodes = ${list(trustedPeers)}\n`;
}
