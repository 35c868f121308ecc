import type { Network, NetworkFiles } from "../../networks/network.ts";
import { minBlobRetentionEpochs } from "../../sizing/custody.ts";
import { ports } from "../kubernetes/ports.ts";
import { networkFileNames, networkFolder } from "../networkFiles.ts";
import { networkName, type TraceTarget } from "./client.ts";
import type { ConsensusClient, ConsensusFlagArgs } from "./consensusClient.ts";
import { checkpointUrl, flagOf } from "./consensusParts.ts";

/** Where things are inside Prysm's containers. */
const paths = {
  data: "/data",
  jwt: "/secrets/jwt.hex",
  chainConfig: "/config/config.yaml",
  bootNodes: "/config/bootnodes.yaml",
  genesis: "/genesis/genesis.ssz",
} as const;

const p2pKey = "/secrets/p2pkey";
const configFile = "/runtime/client.yaml";
const hostIpFlag = "p2p-host-ip";

/**
 * Prysm's beacon node: the image, where its files are, and which flags it is started with.
 *
 * Sources: Prysm v7.0.0 cmd/flags.go, cmd/beacon-chain/flags/base.go, config/features/flags.go. Probes: `/eth/v1/node/version` answers as soon as the
 * API does, while `/healthz` and `/eth/v1/node/health` speak of the sync, which takes hours on a public network.
 */
export const prysm = {
  name: "prysm",
  program: "prysm-beacon",
  component: "PrysmBeacon",
  image: (version) => `offchainlabs/prysm-beacon-chain:v${version}`,
  networks: { mainnet: "mainnet", sepolia: "sepolia", hoodi: "hoodi" },
  supportsPrivateChain: true,
  supportsNetworkFiles: true,
  paths,
  p2pKey: { path: p2pKey, format: "hex" },
  metricsPath: "/metrics",
  probe: { path: "/eth/v1/node/version" },
  traces: { since: "7.0.0", flags: prysmTraceFlags },
  quic: true,
  // By default libp2p dials from the port that it listens at. Two nodes that lost each other then dial at the same moment
  // from 13000 to 13000, which TCP takes for one connection that both have opened, and neither knows who greets first.
  // Source: go-libp2p v0.39.1 p2p/transport/tcpreuse/reuseport.go.
  tcpOnlyEnv: { LIBP2P_TCP_REUSEPORT: "false" },
  // Flags that stand on the command line too win over it. Source: Prysm v7.0.0 cmd/config.go.
  configFile,
  addressFile: { yamlKey: hostIpFlag },
  // Made before the first state is fetched. Source: Prysm v7.0.0 beacon-chain/node/node.go, beacon-chain/db/kv/kv.go.
  database: `${paths.data}/beaconchaindata/beaconchain.db`,
  grpc: true,
  peerMetrics: true,
  custodies: ["regular", "semi", "super"],
  choosesBlobs: true,
  flags: prysmFlags,
} as const satisfies ConsensusClient;

/** The beacon node's command line. */
export function prysmFlags(args: ConsensusFlagArgs): string[] {
  return [
    "--accept-terms-of-use",
    ...(args.hasConfigFile === true ? [`--config-file=${configFile}`] : []),
    ...networkFlags(args),
    `--datadir=${paths.data}`,
    `--execution-endpoint=${args.engineUrl}`,
    `--jwt-secret=${paths.jwt}`,
    "--http-host=0.0.0.0",
    `--http-port=${ports.consensus.api}`,
    "--rpc-host=0.0.0.0",
    `--rpc-port=${ports.consensus.grpc}`,
    "--monitoring-host=0.0.0.0",
    `--monitoring-port=${ports.consensus.metrics}`,
    `--p2p-priv-key=${p2pKey}`,
    `--p2p-tcp-port=${args.p2pPort}`,
    args.quic ? `--p2p-quic-port=${args.p2pPort}` : "--disable-quic",
    `--p2p-udp-port=${args.discoveryPort}`,
    // Prysm listens on one address: without this, on the first that is not loopback. With this one, on all, and none of them
    // comes into its record. Source: Prysm v7.0.0 beacon-chain/p2p/discovery.go, go-ethereum p2p/enode/localnode.go.
    `--p2p-local-ip=${args.advertisedBy === "nothing" ? "0.0.0.0" : "$(POD_IP)"}`,
    ...(args.advertisedBy === undefined || args.advertisedBy === "flag"
      ? [`--${hostIpFlag}=${args.advertise}`]
      : []),
    `--p2p-max-peers=${args.maxPeers}`,
    ...blobFlags(args),
    ...args.staticPeers.map((peer) => `--peer=${peer}`),
    ...args.bootnodes.map((record) => `--bootstrap-node=${record}`),
    "--log-format=json",
    ...args.extra,
  ];
}

/**
 * Its calls of the engine API bear the trace that they are part of, so that the execution client's spans are in it too.
 * Source: Prysm v7.0.0 monitoring/tracing/tracer.go, network/endpoint.go.
 */
export function prysmTraceFlags({ url, sampleRatio, node }: TraceTarget): string[] {
  return [
    "--enable-tracing",
    `--tracing-endpoint=${url}`,
    `--trace-sample-fraction=${sampleRatio}`,
    `--tracing-process-name=${node}`,
  ];
}

function networkFlags(args: ConsensusFlagArgs): string[] {
  const { network } = args;
  if (network.public === undefined) {
    return [
      ...privateChainFlags(network),
      `--genesis-state=${paths.genesis}`,
      // Two nodes make a network here: wait for nobody, and count on no subnet's peers.
      "--min-sync-peers=0",
      "--minimum-peers-per-subnet=0",
      // By default a restarted Prysm begins at the last justified block and gets the rest from its peers. When all restart
      // together there is nobody to ask, and Geth, which kept its newest blocks, builds on none of the old ones. So the node
      // with the majority begins at its head. Whoever has it to ask does not: its validators would build on that head until it
      // has found a peer, and Prysm does not find back from a chain of its own (docs/decisions/0007).
      ...(args.followsMajority === true ? [] : ["--sync-from=head"]),
      // A Prysm that is two epochs behind catches up in steps of 64 slots, skips over empty ones by asking epoch by epoch,
      // and signs nothing meanwhile. By default it may ask a peer for 64 slots each 30 seconds: with epochs of six slots it
      // waits for its allowance longer than the chain takes to leave it behind again. While Geth is away it goes on asking,
      // every second or two, so that any allowance of a reasonable size is spent before Geth is back. Both sides allow
      // more by this than can be asked for in a day.
      "--block-batch-limit-burst-factor=100000",
      // An empty list: without it Prysm looks for mainnet's boot nodes, and without discovery it has no node record.
      `--bootstrap-node=${paths.bootNodes}`,
    ];
  }
  if (network.files !== undefined) {
    return [...filesFlags(network.files), ...checkpointFlags(args)];
  }
  return [`--${networkName(prysm, network)}`, ...checkpointFlags(args)];
}

/**
 * A network that Prysm does not know by name. Its chain id stands in its configuration.
 *
 * Source: Prysm v7.0.0 cmd/flags.go, cmd/beacon-chain/flags/base.go, beacon-chain/node/registration/p2p.go (boot nodes in a
 * YAML file), beacon-chain/node/config.go.
 */
function filesFlags({ depositContractBlock }: NetworkFiles): string[] {
  const at = (name: string) => `${networkFolder}/${name}`;
  return [
    `--chain-config-file=${at(networkFileNames.consensusConfig)}`,
    `--genesis-state=${at(networkFileNames.consensusGenesis)}`,
    `--bootstrap-node=${at(networkFileNames.bootnodes)}`,
    `--contract-deployment-block=${depositContractBlock}`,
    // Such a network may be small: by default Prysm waits for three peers before it syncs.
    "--min-sync-peers=1",
    "--minimum-peers-per-subnet=0",
  ];
}

/**
 * Where the first state comes from. One beacon node gives both: it must not be believed more of the genesis than of the rest.
 *
 * Sources: Prysm v7.0.0 cmd/beacon-chain/sync/checkpoint, cmd/beacon-chain/genesis, cmd/flags.go (root and epoch with a colon
 * between them).
 */
function checkpointFlags(args: ConsensusFlagArgs): string[] {
  const url = args.checkpointInFile === true ? undefined : checkpointUrl(args);
  return [
    ...flagOf("checkpoint-sync-url", url),
    ...flagOf("genesis-beacon-api-url", url),
    ...flagOf("weak-subjectivity-checkpoint", args.weakSubjectivityCheckpoint),
  ];
}

/**
 * What of the blobs it keeps on a public network, where that is other than Prysm's own.
 *
 * Sources: Prysm v7.0.0 cmd/beacon-chain/flags/base.go, cmd/beacon-chain/storage/options.go, cmd/beacon-chain/sync/backfill;
 * OffchainLabs/prysm#16029 for `--semi-supernode` (7.1.0), which has a new name for all columns, `--supernode`, beside this.
 */
function blobFlags(args: ConsensusFlagArgs): string[] {
  const { network, custody, backfill, blobRetentionEpochs } = args;
  if (network.public === undefined) return [];
  return [
    ...(custody === "semi" ? ["--semi-supernode"] : []),
    ...(custody === "super" ? ["--subscribe-all-data-subnets"] : []),
    ...(backfill ? ["--enable-backfill"] : []),
    ...(blobRetentionEpochs === minBlobRetentionEpochs
      ? []
      : [`--blob-retention-epochs=${blobRetentionEpochs}`]),
  ];
}

/** What every Prysm program must be told of a private chain. */
export function privateChainFlags(network: Network): string[] {
  return [
    `--chain-config-file=${paths.chainConfig}`,
    "--contract-deployment-block=0",
    `--chain-id=${network.chainId}`,
    `--network-id=${network.chainId}`,
  ];
}
