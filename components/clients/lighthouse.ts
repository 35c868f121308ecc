import { ports } from "../kubernetes/ports.ts";
import { networkName } from "./client.ts";
import type { ConsensusClient, ConsensusFlagArgs } from "./consensusClient.ts";
import { checkpointUrl, flagOf, listFlag, peerIds } from "./consensusParts.ts";

/** Where things are inside Lighthouse's container. */
const paths = { data: "/data", jwt: "/secrets/jwt.hex" } as const;

const p2pKey = "/secrets/p2pkey";

/** Source: lighthouse/tests/beacon_node.rs and book/src/advanced_blobs_and_data_columns.md of v8. */
const custodyFlags = { regular: [], semi: ["--semi-supernode"], super: ["--supernode"] } as const;

/** Where Lighthouse looks for its P2P key: beside its node record, which it writes. */
const ownKey = `${paths.data}/beacon/network/key`;

/**
 * Lighthouse's beacon node: the image, where its files are, and which flags it is started with.
 *
 * Sources: sigp/lighthouse, lighthouse/tests/beacon_node.rs of v8 (ports, ENR, REST, metrics, discovery, UPnP, checkpoints)
 * and book/src/help_bn.md of v6 (all others); ethpandaops/ethereum-package src/cl/lighthouse of August 2026 starts v8.2 with
 * most of them. The release notes of v8.3.1 to v8.3.3 name no change of flags; those of v8.3.0 were not read.
 *
 * - The image has no entry point: Dockerfile, `lighthouse` is in the PATH.
 * - The P2P key is 32 raw bytes in a file that no flag names: eth2_libp2p `load_private_key`, and ethpandaops/nodekey-tools,
 *   README.md, "Lighthouse". A key that is missing there is made, so a copy is put there before each start.
 * - Metrics of interest: `beacon_head_slot`, `beacon_head_state_finalized_epoch`, `slotclock_present_slot`, `libp2p_peers`,
 *   `sync_eth2_synced`: sigp/lighthouse-metrics dashboards/Summary.json.
 */
export const lighthouse = {
  name: "lighthouse",
  program: "lighthouse",
  component: "LighthouseBeacon",
  image: (version) => `sigp/lighthouse:v${version}`,
  command: ["lighthouse", "beacon_node"],
  networks: { mainnet: "mainnet", sepolia: "sepolia", hoodi: "hoodi" },
  paths,
  p2pKey: { path: p2pKey, format: "raw" },
  metricsPath: "/metrics",
  probe: { path: "/eth/v1/node/version" },
  quic: true,
  // Source: beacon_node/client/src/config.rs.
  database: `${paths.data}/beacon/chain_db`,
  custodies: ["regular", "semi", "super"],
  flags: lighthouseFlags,
  initSteps: () => [
    { name: "p2p-key", command: ["install"], args: ["-D", "-m", "0600", p2pKey, ownKey] },
  ],
} as const satisfies ConsensusClient;

/** Lighthouse's command line. */
export function lighthouseFlags(args: ConsensusFlagArgs): string[] {
  return [
    `--network=${networkName(lighthouse, args.network)}`,
    ...flagOf("checkpoint-sync-url", checkpointUrl(args)),
    ...flagOf("wss-checkpoint", args.weakSubjectivityCheckpoint),
    `--datadir=${paths.data}`,
    `--execution-endpoint=${args.engineUrl}`,
    `--execution-jwt=${paths.jwt}`,
    "--http",
    "--http-address=0.0.0.0",
    `--http-port=${ports.consensus.api}`,
    "--metrics",
    "--metrics-address=0.0.0.0",
    `--metrics-port=${ports.consensus.metrics}`,
    "--listen-address=0.0.0.0",
    `--port=${args.p2pPort}`,
    // Its own default is one above TCP.
    `--quic-port=${args.p2pPort}`,
    `--discovery-port=${args.discoveryPort}`,
    `--enr-address=${args.advertise}`,
    `--enr-tcp-port=${args.p2pPort}`,
    `--enr-quic-port=${args.p2pPort}`,
    `--enr-udp-port=${args.discoveryPort}`,
    // What peers say that they see is the address of the cluster's last translation, not the one that leads here.
    "--disable-enr-auto-update",
    "--disable-upnp",
    `--target-peers=${args.maxPeers}`,
    ...listFlag("libp2p-addresses", args.staticPeers),
    ...listFlag("trusted-peers", peerIds(args.staticPeers)),
    ...listFlag("boot-nodes", args.bootnodes),
    ...custodyFlags[args.custody],
    "--log-format=JSON",
    // No debug log in files beside the one that Kubernetes keeps.
    "--logfile-max-number=0",
    ...args.extra,
  ];
}
