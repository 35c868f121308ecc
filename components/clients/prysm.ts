import type { Network } from "../../networks/network.ts";
import { ports } from "../kubernetes/ports.ts";
import { networkName } from "./client.ts";
import type { ConsensusClient, ConsensusFlagArgs } from "./consensusClient.ts";

/** Where things are inside Prysm's containers. */
const paths = {
  data: "/data",
  jwt: "/secrets/jwt.hex",
  chainConfig: "/config/config.yaml",
  bootNodes: "/config/bootnodes.yaml",
  genesis: "/genesis/genesis.ssz",
} as const;

const p2pKey = "/secrets/p2pkey";

/**
 * Prysm's beacon node: the image, where its files are, and which flags it is started with.
 *
 * Sources: Prysm v7.0.0 cmd/flags.go, cmd/beacon-chain/flags/base.go. Probes: `/eth/v1/node/version` answers as soon as the
 * API does, while `/healthz` and `/eth/v1/node/health` speak of the sync, which takes hours on a public network.
 */
export const prysm = {
  name: "prysm",
  program: "prysm-beacon",
  component: "PrysmBeacon",
  image: (version) => `offchainlabs/prysm-beacon-chain:v${version}`,
  networks: { mainnet: "mainnet", sepolia: "sepolia", hoodi: "hoodi" },
  supportsPrivateChain: true,
  paths,
  p2pKey: { path: p2pKey, format: "hex" },
  metricsPath: "/metrics",
  probe: { path: "/eth/v1/node/version" },
  quic: true,
  grpc: true,
  flags: prysmFlags,
} as const satisfies ConsensusClient;

/** The beacon node's command line. */
export function prysmFlags(args: ConsensusFlagArgs): string[] {
  return [
    "--accept-terms-of-use",
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
    `--p2p-quic-port=${args.p2pPort}`,
    `--p2p-udp-port=${args.discoveryPort}`,
    // Prysm listens on one address: without this, on the first that is not loopback.
    "--p2p-local-ip=$(POD_IP)",
    `--p2p-host-ip=${args.advertise}`,
    `--p2p-max-peers=${args.maxPeers}`,
    ...args.staticPeers.map((peer) => `--peer=${peer}`),
    ...args.bootnodes.map((record) => `--bootstrap-node=${record}`),
    "--log-format=json",
    ...args.extra,
  ];
}

function networkFlags({ network, checkpointSyncUrl }: ConsensusFlagArgs): string[] {
  if (network.public === undefined) {
    return [
      ...privateChainFlags(network),
      `--genesis-state=${paths.genesis}`,
      // Two nodes make a network here: wait for nobody, and count on no subnet's peers.
      "--min-sync-peers=0",
      "--minimum-peers-per-subnet=0",
      // By default a restarted Prysm begins at the last justified block and gets the rest from its peers. When all restart
      // together there is nobody to ask, and Geth, which kept its newest blocks, builds on none of the old ones.
      "--sync-from=head",
      // A Prysm that is two epochs behind catches up in steps of 64 slots, skips over empty ones by asking epoch by epoch,
      // and signs nothing meanwhile. By default it may ask a peer for 64 slots each 30 seconds: with epochs of six slots it
      // waits for its allowance longer than the chain takes to leave it behind again. Both sides allow more by this.
      "--block-batch-limit-burst-factor=64",
      // An empty list: without it Prysm looks for mainnet's boot nodes, and without discovery it has no node record.
      `--bootstrap-node=${paths.bootNodes}`,
    ];
  }
  const url = checkpointSyncUrl ?? network.public.checkpointSyncUrls[0];
  return [
    `--${networkName(prysm, network)}`,
    `--checkpoint-sync-url=${url}`,
    `--genesis-beacon-api-url=${url}`,
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
