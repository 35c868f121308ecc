import { ports } from "../kubernetes/ports.ts";
import { networkName } from "./client.ts";
import type { ConsensusClient, ConsensusFlagArgs } from "./consensusClient.ts";
import { checkpointUrl, flagOf, listFlag, peerIds } from "./consensusParts.ts";

/** Where things are inside Grandine's container. */
const paths = { data: "/data", jwt: "/secrets/jwt.hex" } as const;

const p2pKey = "/secrets/p2pkey";

const custodyFlags = { regular: [], semi: ["--semi-supernode"], super: ["--supernode"] } as const;

/**
 * Grandine's beacon node: the image, where its files are, and which flags it is started with.
 *
 * Sources: grandinetech/grandine, grandine/src/grandine_args.rs and docs "CLI options" of 2.0.6. From 3.0, of which there are
 * only release candidates, the beacon node is a command of its own (`grandine bn`): ethstaker/eth-docker grandine-cl-only.yml.
 *
 * - The image starts `grandine`: Dockerfile.
 * - The key is 32 raw bytes: eth2_libp2p `load_private_key`.
 * - Grandine has no log in JSON, and no flag for a weak-subjectivity checkpoint.
 * - Metrics of interest: `beacon_head_slot`, `beacon_clock_slot`, `libp2p_peers`: prometheus_metrics.
 */
export const grandine = {
  name: "grandine",
  program: "grandine",
  component: "GrandineBeacon",
  image: (version) => `sifrai/grandine:${version}`,
  networks: { mainnet: "mainnet", sepolia: "sepolia", hoodi: "hoodi" },
  paths,
  p2pKey: { path: p2pKey, format: "raw" },
  metricsPath: "/metrics",
  probe: { path: "/eth/v1/node/version" },
  quic: true,
  // Source: the flag `--force-reset-beacon-db`, which names it, and `--store-directory`.
  database: `${paths.data}/beacon/beacon_fork_choice`,
  custodies: ["regular", "semi", "super"],
  flags: grandineFlags,
} as const satisfies ConsensusClient;

/** Grandine's command line. */
export function grandineFlags(args: ConsensusFlagArgs): string[] {
  return [
    `--network=${networkName(grandine, args.network)}`,
    ...flagOf("checkpoint-sync-url", checkpointUrl(args)),
    `--data-dir=${paths.data}`,
    `--eth1-rpc-urls=${args.engineUrl}`,
    `--jwt-secret=${paths.jwt}`,
    "--http-address=0.0.0.0",
    `--http-port=${ports.consensus.api}`,
    "--metrics",
    "--metrics-address=0.0.0.0",
    `--metrics-port=${ports.consensus.metrics}`,
    `--libp2p-private-key-file=${p2pKey}`,
    "--listen-address=0.0.0.0",
    `--libp2p-port=${args.p2pPort}`,
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
    ...listFlag("libp2p-nodes", args.staticPeers),
    ...listFlag("trusted-peers", peerIds(args.staticPeers)),
    ...listFlag("boot-nodes", args.bootnodes),
    ...custodyFlags[args.custody],
    ...args.extra,
  ];
}
