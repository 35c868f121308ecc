import { libp2pKeys } from "../secp256k1.ts";
import { ports } from "../kubernetes/ports.ts";
import { networkName } from "./client.ts";
import type { ConsensusClient, ConsensusFlagArgs } from "./consensusClient.ts";
import { checkpointUrl, flagOf } from "./consensusParts.ts";

/** Where things are inside Lodestar's container. */
const paths = { data: "/data", jwt: "/secrets/jwt.hex" } as const;

const p2pKey = "/secrets/peer-id.json";

const custodyFlags = { regular: [], semi: ["--semiSupernode"], super: ["--supernode"] } as const;

/**
 * Lodestar's beacon node: the image, where its files are, and which flags it is started with.
 *
 * Sources: ChainSafe/lodestar, the CLI reference "beacon" of 1.45 and 1.50.0-rc.0 (docs/pages/run/beacon-management), which
 * is made from packages/cli/src/options; QUIC is on since release 1.42.
 *
 * - The image starts `node ./packages/cli/bin/lodestar` and asks for a heap of 8 GiB (NODE_OPTIONS): Dockerfile. Memory
 *   below that ends in the kernel's killing it.
 * - It reads its key from `peer-id.json` in its data and writes that file again, so a copy is put there before each start:
 *   packages/cli/src/cmds/beacon/initPeerIdAndEnr.ts; the format: ethpandaops/nodekey-tools, README.md, "libp2p".
 * - Lodestar has no log in JSON.
 * - Metrics of interest: `beacon_head_slot`, `beacon_finalized_epoch`, `beacon_clock_slot`, `libp2p_peers`:
 *   packages/beacon-node/src/metrics.
 */
export const lodestar = {
  name: "lodestar",
  program: "lodestar",
  component: "LodestarBeacon",
  image: (version) => `chainsafe/lodestar:v${version}`,
  networks: { mainnet: "mainnet", sepolia: "sepolia", hoodi: "hoodi" },
  paths,
  p2pKey: { path: p2pKey, format: peerIdFile },
  metricsPath: "/metrics",
  probe: { path: "/eth/v1/node/version" },
  quic: true,
  // Source: packages/cli/src/cmds/beacon/paths.ts.
  database: `${paths.data}/chain-db`,
  custodies: ["regular", "semi", "super"],
  flags: lodestarFlags,
  initSteps: () => [
    {
      name: "p2p-key",
      command: ["install"],
      args: ["-m", "0600", p2pKey, `${paths.data}/peer-id.json`],
    },
  ],
} as const satisfies ConsensusClient;

/** The file of a P2P key as Lodestar keeps it. */
export function peerIdFile(keyHex: string): string {
  const { id, publicKey, privateKey } = libp2pKeys(keyHex);
  return JSON.stringify({
    id,
    pubKey: publicKey.toString("base64"),
    privKey: privateKey.toString("base64"),
  });
}

/** Lodestar's command line. */
export function lodestarFlags(args: ConsensusFlagArgs): string[] {
  return [
    "beacon",
    `--network=${networkName(lodestar, args.network)}`,
    ...flagOf("checkpointSyncUrl", checkpointUrl(args)),
    // Lodestar begins with the state of this checkpoint, not with the newest one.
    ...flagOf("wssCheckpoint", args.weakSubjectivityCheckpoint),
    `--dataDir=${paths.data}`,
    `--execution.urls=${args.engineUrl}`,
    `--jwtSecret=${paths.jwt}`,
    "--rest",
    "--rest.address=0.0.0.0",
    `--rest.port=${ports.consensus.api}`,
    "--metrics",
    "--metrics.address=0.0.0.0",
    `--metrics.port=${ports.consensus.metrics}`,
    "--listenAddress=0.0.0.0",
    `--port=${args.p2pPort}`,
    // Its own default is one above TCP.
    `--quicPort=${args.p2pPort}`,
    `--discoveryPort=${args.discoveryPort}`,
    // Without it Lodestar refuses to announce an address that is not its own.
    "--nat",
    `--enr.ip=${args.advertise}`,
    `--enr.tcp=${args.p2pPort}`,
    `--enr.quic=${args.p2pPort}`,
    `--enr.udp=${args.discoveryPort}`,
    `--targetPeers=${args.maxPeers}`,
    ...args.staticPeers.map((peer) => `--directPeers=${peer}`),
    ...args.bootnodes.map((record) => `--bootnodes=${record}`),
    ...custodyFlags[args.custody],
    // No log in files beside the one that Kubernetes keeps.
    "--logFile=none",
    ...args.extra,
  ];
}
