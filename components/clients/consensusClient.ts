import type { Network } from "../../networks/network.ts";
import type { Custody } from "../../sizing/custody.ts";
import type { AdvertisedBy, Client, InitStep } from "./client.ts";
import type { ConsensusClientName } from "./names.ts";

/** What a consensus client's command line is made from. */
export interface ConsensusFlagArgs {
  readonly network: Network;
  /** The execution client's engine API: `http://node-0-geth-internal.ethereum.svc.cluster.local:8551`. */
  readonly engineUrl: string;
  /** A beacon node that a new node takes its first finalized state from. Means nothing on a private chain. */
  readonly checkpointSyncUrl: string | undefined;
  /** A checkpoint that the chain must have, `0x<root>:<epoch>`. Default: none. */
  readonly weakSubjectivityCheckpoint?: string | undefined;
  /** Whether the client's configuration file is there, with what was found out at the pod's start. Default: false. */
  readonly hasConfigFile?: boolean;
  /** Whether that file names the beacon node for the first state. Default: false. */
  readonly checkpointInFile?: boolean;
  /** The most peers on the consensus layer's P2P network. */
  readonly maxPeers: number;
  /** TCP port of libp2p, and UDP port of libp2p's QUIC where the client has it. */
  readonly p2pPort: number;
  /** Whether it speaks QUIC, where it can. */
  readonly quic: boolean;
  /** UDP port of discovery v5. */
  readonly discoveryPort: number;
  /** IP address that other nodes are told to dial; `$(POD_IP)` for the pod's own. */
  readonly advertise: string;
  /** Whether `advertise` is for a flag. Otherwise it means nothing. Default: `flag`. */
  readonly advertisedBy?: AdvertisedBy;
  /** Multiaddresses of peers to stay connected to. */
  readonly staticPeers: readonly string[];
  /** Node records (ENR) to find the network by. Empty: the network's own. */
  readonly bootnodes: readonly string[];
  /**
   * Whether another node of its private chain has the majority, whose chain it takes at each start. Means nothing on a public
   * network. Default: false.
   */
  readonly followsMajority?: boolean;
  /** How many of the data columns it keeps. Means nothing on a private chain. */
  readonly custody: Custody;
  /** Whether it fetches the blocks and blobs before its checkpoint too. Means nothing on a private chain. */
  readonly backfill: boolean;
  /** Epochs that it keeps blobs for. Means nothing on a private chain. */
  readonly blobRetentionEpochs: number;
  /** Flags of the user's, put last. */
  readonly extra: readonly string[];
}

/** A consensus client as data: what the ConsensusNode component needs to know of a program to run it. */
export interface ConsensusClient extends Client<ConsensusClientName> {
  /** Absolute paths inside the container. */
  readonly paths: { readonly data: string; readonly jwt: string };
  /** Whether it speaks libp2p over QUIC, at the UDP port of the same number as TCP. */
  readonly quic: boolean;
  /** Environment variables where it is to speak TCP alone. Default: none. */
  readonly tcpOnlyEnv?: Readonly<Record<string, string>>;
  /** A YAML file of flags that it reads, which init containers write. Default: it reads none. */
  readonly configFile?: string;
  /** A path that is there once it has a database. */
  readonly database: string;
  /** Whether it serves Prysm's gRPC to a validator. Default: false. */
  readonly grpc?: boolean;
  /**
   * Whether its metrics tell what its beacon API does not: how many peers are of which client. The peer monitor reads them
   * then. Default: false.
   */
  readonly peerMetrics?: boolean;
  /** The custodies that its flags know here. Default: `regular` alone. */
  readonly custodies?: readonly Custody[];
  /** Whether its flags know backfill and how long blobs are kept here. Default: false. */
  readonly choosesBlobs?: boolean;
  readonly flags: (args: ConsensusFlagArgs) => string[];
  /** What runs before it, such as the fetching of a checkpoint's state. Default: nothing. */
  readonly initSteps?: (args: ConsensusFlagArgs) => readonly InitStep[];
}
