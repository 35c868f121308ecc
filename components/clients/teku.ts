import { ports } from "../kubernetes/ports.ts";
import { networkName } from "./client.ts";
import type { ConsensusClient, ConsensusFlagArgs } from "./consensusClient.ts";
import { checkpointUrl, flagOf, listFlag } from "./consensusParts.ts";

/** Where things are inside Teku's container. */
const paths = { data: "/data", jwt: "/secrets/jwt.hex" } as const;

const p2pKey = "/secrets/p2pkey";

/** Teku keeps few columns or all: half of them is refused where custody is set. Source: P2POptions. */
const custodyFlags = {
  regular: [],
  semi: [],
  super: ["--p2p-subscribe-all-custody-subnets-enabled=true"],
} as const;

/**
 * Teku's beacon node: the image, where its files are, and which flags it is started with. Its validator is not started.
 *
 * Sources: Consensys/teku, teku/src/main/java/tech/pegasys/teku/cli/options of 2025 (P2POptions, BeaconRestApiOptions,
 * MetricsOptions, ExecutionLayerOptions, Eth2NetworkOptions, LoggingOptions); release 26.7.0 for the two flags of QUIC;
 * ethpandaops/ethereum-package src/cl/teku of August 2026 starts 26.8 with them.
 *
 * - The image starts /opt/teku/bin/teku and its user is a name, so Kubernetes needs a number: docker/…/Dockerfile.
 * - The key is taken by a flag that `--help` does not show; hex: ethpandaops/nodekey-tools, README.md, "Teku".
 * - The script that starts Teku gives `JAVA_OPTS` to Java: docs.teku.consensys.io, "Manage memory". Without it Java takes a
 *   quarter of the container's memory for its heap, which mainnet's state outgrows.
 * - Teku has no log in JSON: LoggingOptions.
 * - Metrics of interest: `beacon_head_slot`, `beacon_finalized_epoch`, `beacon_slot`, `beacon_peer_count{direction}`:
 *   BeaconChainMetrics.java.
 */
export const teku = {
  name: "teku",
  program: "teku",
  component: "TekuBeacon",
  image: (version) => `consensys/teku:${version}`,
  networks: { mainnet: "mainnet", sepolia: "sepolia", hoodi: "hoodi" },
  paths,
  p2pKey: { path: p2pKey, format: "hex" },
  metricsPath: "/metrics",
  probe: { path: "/eth/v1/node/version" },
  env: { JAVA_OPTS: "-XX:MaxRAMPercentage=65" },
  quic: true,
  // Source: storage/server, VersionedDatabaseFactory.
  database: `${paths.data}/beacon/db`,
  custodies: ["regular", "super"],
  flags: tekuFlags,
} as const satisfies ConsensusClient;

/** Teku's command line. */
export function tekuFlags(args: ConsensusFlagArgs): string[] {
  return [
    `--network=${networkName(teku, args.network)}`,
    ...flagOf("checkpoint-sync-url", checkpointUrl(args)),
    // Source: WeakSubjectivityOptions.
    ...flagOf("ws-checkpoint", args.weakSubjectivityCheckpoint),
    `--data-path=${paths.data}`,
    `--ee-endpoint=${args.engineUrl}`,
    `--ee-jwt-secret-file=${paths.jwt}`,
    "--rest-api-enabled=true",
    "--rest-api-interface=0.0.0.0",
    `--rest-api-port=${ports.consensus.api}`,
    // Kubernetes' probes ask by the pod's address and others by the Services' names. Who may ask is the policies' matter.
    "--rest-api-host-allowlist=*",
    "--metrics-enabled=true",
    "--metrics-interface=0.0.0.0",
    `--metrics-port=${ports.consensus.metrics}`,
    "--metrics-host-allowlist=*",
    `--Xp2p-private-key-file-secp256k1=${p2pKey}`,
    "--p2p-interface=0.0.0.0",
    `--p2p-port=${args.p2pPort}`,
    `--p2p-quic-port=${args.p2pPort}`,
    `--p2p-udp-port=${args.discoveryPort}`,
    `--p2p-advertised-ip=${args.advertise}`,
    `--p2p-advertised-port=${args.p2pPort}`,
    `--p2p-advertised-quic-port=${args.p2pPort}`,
    `--p2p-advertised-udp-port=${args.discoveryPort}`,
    // Both: Teku takes the larger of its bounds for the upper one.
    `--p2p-peer-upper-bound=${args.maxPeers}`,
    `--p2p-peer-lower-bound=${args.maxPeers}`,
    ...listFlag("p2p-static-peers", args.staticPeers),
    ...listFlag("p2p-discovery-bootnodes", args.bootnodes),
    ...custodyFlags[args.custody],
    // Not to files in its data, which is the default beside the console.
    "--log-destination=CONSOLE",
    "--log-color-enabled=false",
    ...args.extra,
  ];
}
