import { ports } from "../kubernetes/ports.ts";
import { networkName, type InitStep } from "./client.ts";
import type { ConsensusClient, ConsensusFlagArgs } from "./consensusClient.ts";
import { checkpointUrl, flagOf } from "./consensusParts.ts";
import { netKeystore } from "./netKeystore.ts";

/** Where things are inside Nimbus' container. */
const paths = { data: "/data", jwt: "/secrets/jwt.hex" } as const;

/** Nimbus wants its folder to be its own and closed to all others, which a volume's root is not. It makes it so. */
const dataFolder = `${paths.data}/nimbus`;

const p2pKey = "/secrets/netkey.json";
const ownKey = `${dataFolder}/netkey.json`;

/** Sources: release notes of 25.11.1 (light supernodes) and of 26.8.0 (supernodes again more than light ones). */
const custodyFlags = {
  regular: [],
  semi: ["--light-supernode"],
  super: ["--peerdas-supernode"],
} as const;

/** There once an empty database was filled from a checkpoint. */
const filled = `${dataFolder}/checkpoint-synced`;

const program = "/home/user/nimbus-eth2/build/nimbus_beacon_node";

/**
 * Nimbus' beacon node: the image, where its files are, and which flags it is started with.
 *
 * Sources: status-im/nimbus-eth2, beacon_chain/conf.nim of 2022 (and of 2025 for the pinned checkpoint; a fork's of 2026 has
 * the rest still) and the release notes of 26.8.0 (QUIC, `--quic-port`);
 * ethstaker/eth-docker nimbus-cl-only.yml and nimbus/docker-entrypoint.sh of 2026 start it with them.
 *
 * - The image starts the program above, its user is a name and its STOPSIGNAL is SIGINT: docker/dist/binaries.
 * - The folder of its data: beacon_chain/validators/keystore_management.nim, `checkAndCreateDataDir`.
 * - The key: nodekey-tools, README.md, "keystore"; keystore_management.nim refuses a file that its group may read, as files
 *   of a Secret are, so a copy is put into the data before each start.
 * - An empty database is filled by a command of its own, `trustedNodeSync`, which skips one that is filled:
 *   trusted_node_sync.nim. The mark lets a node restart without any word to that beacon node, which may be gone.
 * - Metrics of interest: `beacon_head_slot`, `beacon_finalized_epoch`, `beacon_slot`, `nbc_peers`: nimbus_beacon_node.nim,
 *   eth2_network.nim.
 */
export const nimbus = {
  name: "nimbus",
  program: "nimbus",
  component: "NimbusBeacon",
  image: (version) => `statusim/nimbus-eth2:multiarch-v${version}`,
  networks: { mainnet: "mainnet", sepolia: "sepolia", hoodi: "hoodi" },
  paths,
  p2pKey: { path: p2pKey, format: netKeystore },
  metricsPath: "/metrics",
  probe: { path: "/eth/v1/node/version" },
  stopSignal: "SIGINT",
  quic: true,
  database: filled,
  custodies: ["regular", "semi", "super"],
  flags: nimbusFlags,
  initSteps: nimbusSteps,
} as const satisfies ConsensusClient;

/** What runs before Nimbus: the filling of an empty database, and its key. */
export function nimbusSteps(args: ConsensusFlagArgs): InitStep[] {
  return [
    ...checkpointStep(args),
    { name: "p2p-key", command: ["install"], args: ["-D", "-m", "0600", p2pKey, ownKey] },
  ];
}

/** Runs `"$@"` unless it has been run to its end before, of which `$0` is the mark. */
const once = 'test -e "$0" || { "$@" && touch "$0"; }';

function checkpointStep(args: ConsensusFlagArgs): InitStep[] {
  const url = checkpointUrl(args);
  if (url === undefined) return [];
  return [
    {
      name: "checkpoint-sync",
      command: ["sh", "-c", once],
      args: [
        filled,
        program,
        "trustedNodeSync",
        `--network=${networkName(nimbus, args.network)}`,
        `--data-dir=${dataFolder}`,
        `--trusted-node-url=${url}`,
        // The node itself gets the older blocks, from its peers.
        "--backfill=false",
      ],
    },
  ];
}

/** Nimbus' command line. */
export function nimbusFlags(args: ConsensusFlagArgs): string[] {
  return [
    "--non-interactive",
    "--status-bar=false",
    `--network=${networkName(nimbus, args.network)}`,
    ...flagOf("weak-subjectivity-checkpoint", args.weakSubjectivityCheckpoint),
    `--data-dir=${dataFolder}`,
    `--el=${args.engineUrl}`,
    `--jwt-secret=${paths.jwt}`,
    "--rest",
    "--rest-address=0.0.0.0",
    `--rest-port=${ports.consensus.api}`,
    "--metrics",
    "--metrics-address=0.0.0.0",
    `--metrics-port=${ports.consensus.metrics}`,
    `--netkey-file=${ownKey}`,
    // The password is the same everywhere: who can read the file is Kubernetes' matter.
    "--insecure-netkey-password",
    "--listen-address=0.0.0.0",
    `--tcp-port=${args.p2pPort}`,
    `--quic-port=${args.p2pPort}`,
    `--udp-port=${args.discoveryPort}`,
    `--nat=extip:${args.advertise}`,
    // Its own default lets half as many again in.
    `--max-peers=${args.maxPeers}`,
    `--hard-max-peers=${args.maxPeers}`,
    ...args.staticPeers.map((peer) => `--direct-peer=${peer}`),
    ...args.bootnodes.map((record) => `--bootstrap-node=${record}`),
    ...custodyFlags[args.custody],
    "--log-format=json",
    ...args.extra,
  ];
}
