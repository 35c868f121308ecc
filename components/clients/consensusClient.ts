import type { Network } from "../../networks/network.ts";
import type { Client, InitStep } from "./client.ts";
import type { ConsensusClientName } from "./names.ts";

/** What a consensus client's command line is made from. */
export interface ConsensusFlagArgs {
  readonly network: Network;
  /** The execution client's engine API: `http://node-0-geth-internal.ethereum.svc.cluster.local:8551`. */
  readonly engineUrl: string;
  /** A beacon node that a new node takes its first finalized state from. Means nothing on a private chain. */
  readonly checkpointSyncUrl: string | undefined;
  /** The most peers on the consensus layer's P2P network. */
  readonly maxPeers: number;
  /** TCP port of libp2p, and UDP port of libp2p's QUIC where the client has it. */
  readonly p2pPort: number;
  /** UDP port of discovery v5. */
  readonly discoveryPort: number;
  /** IP address that other nodes are told to dial; `$(POD_IP)` for the pod's own. */
  readonly advertise: string;
  /** Multiaddresses of peers to stay connected to. */
  readonly staticPeers: readonly string[];
  /** Node records (ENR) to find the network by. Empty: the network's own. */
  readonly bootnodes: readonly string[];
  /** Flags of the user's, put last. */
  readonly extra: readonly string[];
}

/** A consensus client as data: what the ConsensusNode component needs to know of a program to run it. */
export interface ConsensusClient extends Client<ConsensusClientName> {
  /** Absolute paths inside the container. */
  readonly paths: { readonly data: string; readonly jwt: string };
  /** Whether it speaks libp2p over QUIC, at the UDP port of the same number as TCP. */
  readonly quic: boolean;
  /** Whether it serves Prysm's gRPC to a validator. Default: false. */
  readonly grpc?: boolean;
  readonly flags: (args: ConsensusFlagArgs) => string[];
  /** What runs before it, such as the fetching of a checkpoint's state. Default: nothing. */
  readonly initSteps?: (args: ConsensusFlagArgs) => readonly InitStep[];
}
