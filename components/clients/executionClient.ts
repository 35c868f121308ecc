import type { HistoryMode, Network } from "../../networks/network.ts";
import type { AdvertisedBy, Client, InitStep } from "./client.ts";
import type { ExecutionClientName } from "./names.ts";

/** What an execution client's command line is made from. */
export interface ExecutionFlagArgs {
  readonly network: Network;
  /** Which old blocks to keep. Means nothing on a private chain. */
  readonly history: HistoryMode;
  /** Memory for caches, MiB. */
  readonly cacheMb: number;
  /** The most peers on the execution layer's P2P network. */
  readonly maxPeers: number;
  /** TCP and UDP port, the same inside the pod and outside the cluster: no client announces another one. */
  readonly p2pPort: number;
  /** IP address that other nodes are told to dial; `$(POD_IP)` for the pod's own. */
  readonly advertise: string;
  /** Whether `advertise` is for a flag. Otherwise it means nothing. Default: `flag`. */
  readonly advertisedBy?: AdvertisedBy;
  /** Host names by which the RPC port may be asked. */
  readonly rpcHosts: readonly string[];
  /** Host names by which the engine port may be asked. */
  readonly engineHosts: readonly string[];
  /** Enode URLs to find the network by. Empty: the network's own. */
  readonly bootnodes: readonly string[];
  readonly discoveryV4: boolean;
  readonly discoveryV5: boolean;
  /** Flags of the user's, put last. */
  readonly extra: readonly string[];
}

/** The peers that an execution client is told of, as enode URLs. */
export interface ExecutionPeers {
  /** It stays connected to them. */
  readonly staticPeers: readonly string[];
  /** They are let in even when all places are taken. */
  readonly trustedPeers: readonly string[];
}

/** An execution client as data: what the ExecutionNode component needs to know of a program to run it. */
export interface ExecutionClient extends Client<ExecutionClientName> {
  /** Absolute paths inside the container. */
  readonly paths: {
    readonly data: string;
    readonly jwt: string;
    /** The socket of JSON-RPC with `admin`, which the agent beside it asks. Absent where the client has none. */
    readonly ipc?: string;
    /** The folder of its configuration files, where it has some. */
    readonly config?: string;
  };
  /** How far back it can leave out old blocks on a public network. */
  readonly historyModes: readonly HistoryMode[];
  readonly flags: (args: ExecutionFlagArgs) => string[];
  /** What runs before it on an existing database, such as pruning. Default: nothing. */
  readonly initSteps?: (args: ExecutionFlagArgs) => readonly InitStep[];
  /**
   * Its configuration files, by their names in `paths.config`. Peers are here and not among the flags, because they are
   * known only when the keys are, and flags should be seen in a preview.
   */
  readonly configFiles?: (
    peers: ExecutionPeers,
    /** What stands for the address to announce, of a client that reads it there. Default: it is not there. */
    address?: string,
  ) => Readonly<Record<string, string>>;
  /** The flags that name its peers, put first, of a client that takes them in no file. */
  readonly peerFlags?: (peers: ExecutionPeers) => string[];
}
