import type { ClientName } from "../components/clients/names.ts";

/** Where a network's first trusted state comes from, and what is known of its beginning. */
export interface PublicFacts {
  /** Second of the first slot, Unix time. */
  readonly genesisTime: number;
  /** Beacon nodes that serve a finalized state, best first, those that no longer answer left out. May be empty. */
  readonly checkpointSyncUrls: readonly string[];
  /**
   * Whether its nodes may have private addresses: a network of a company, or of another namespace. Default: false, all of
   * them are on the public internet.
   */
  readonly privateAddresses?: boolean;
}

/** A file of a network, on a web server. */
export interface RemoteFile {
  /** `https://…` or `http://…` */
  readonly url: string;
  /** The file's SHA-256, 64 hex characters: another file is refused. Default: whatever comes is taken. */
  readonly sha256?: string | undefined;
}

/** What a client must be given of a network that is not built into it. */
export interface NetworkFiles {
  /** The execution layer's genesis as Geth reads it: `genesis.json`. */
  readonly executionGenesis: RemoteFile;
  /** The consensus layer's chain configuration: `config.yaml`. */
  readonly consensusConfig: RemoteFile;
  /** The consensus layer's first state: `genesis.ssz`. */
  readonly consensusGenesis: RemoteFile;
  /** Enode URLs, one a line. */
  readonly executionBootnodes?: RemoteFile | undefined;
  /** Ethereum Node Records (`enr:…`), one a line or as a YAML list. */
  readonly consensusBootnodes?: RemoteFile | undefined;
  /** The execution block in which the deposit contract was made. */
  readonly depositContractBlock: number;
  /**
   * Whether the files behind the URLs become those of a new chain now and then, so that a node has to drop the old chain's
   * data. Default: false, another genesis is a mistake.
   */
  readonly changes?: boolean;
}

/** A change of a network's rules that has a date, past or to come. */
export interface Fork {
  /** What people call it: `Fusaka`, `BPO1`. */
  readonly name: string;
  /** Its names on the two layers; absent where it has no other name: `Osaka and Fulu`. */
  readonly layers?: string;
  /** The beacon chain's epoch in which it begins. Its time follows from it. */
  readonly epoch: number;
  /** The oldest release of each client that knows it. Absent: none was found, or an older fork of the list names it. */
  readonly minimum?: Readonly<Partial<Record<ClientName, string>>>;
  /** Where its date is written. */
  readonly source: string;
}

/** What is known of the network's next fork where it has no date. */
export interface PlannedFork {
  readonly name: string;
  /** Why it is in no schedule, to follow its name: `has no date`. */
  readonly state: string;
}

/** A release that leaves the network, and which one to take. */
export interface BlockedVersion {
  /** What is wrong with it, and where that is written. */
  readonly reason: string;
  /** The release to take. */
  readonly instead: string;
}

/** What a client's release must be on a network, beside what the forks ask for. */
export interface ClientRule {
  /** The oldest release that may be used, whatever the forks say. Default: the forks decide. */
  readonly minimum?: { readonly version: string; readonly reason: string };
  /** Releases that must not be used. Default: none. */
  readonly blocked?: Readonly<Record<string, BlockedVersion>>;
}

/** Whether a network can be joined. */
export type NetworkStatus =
  | { readonly live: true }
  | {
      readonly live: false;
      /** Since when: `October 2025`. */
      readonly since: string;
      readonly reason: string;
      /** The networks to take, with what for. */
      readonly instead: string;
    };

/** What a stack must know of the network that its nodes join. */
export interface Network {
  /** As in the setting `network`. */
  readonly name: string;
  readonly status: NetworkStatus;
  /** EIP-155 chain id. */
  readonly chainId: number;
  readonly secondsPerSlot: number;
  readonly slotsPerEpoch: number;
  /** Absent for a private chain, whose genesis is made at deployment. */
  readonly public?: PublicFacts;
  /** Absent where the clients know the network by name, and for a private chain. */
  readonly files?: NetworkFiles;
  /** How far back a new node may leave out old blocks: the points that Geth knows on this network. */
  readonly historyModes: readonly HistoryMode[];
  /** The forks with a date, in order, from Pectra (2025) on: every client of today knows the older ones. */
  readonly forks: readonly Fork[];
  /** The next fork where it has no date. Absent: none is known. */
  readonly planned?: PlannedFork;
  /** Second at which the chain ends and another one begins. Absent: it stays. */
  readonly resetsAt?: number;
  /** Rules for some clients; the others are as good as the forks let them be. */
  readonly clients: Readonly<Partial<Record<ClientName, ClientRule>>>;
}

/**
 * Which blocks an execution client keeps the bodies and receipts of: everything, from the Merge, or from the Prague fork.
 *
 * Source: Geth's flag `--history.chain` and, for what it knows on which network, go-ethereum v1.17.5
 * core/history/historymode.go.
 */
export type HistoryMode = "all" | "postMerge" | "postPrague";
