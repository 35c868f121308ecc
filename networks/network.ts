/** Where a public network's first trusted state comes from, and what its clients call it. */
export interface PublicFacts {
  /** The clients' own flag for the network, without dashes: both Geth and Prysm know `mainnet` and `hoodi`. */
  readonly flag: string;
  /** Second of the first slot, Unix time. */
  readonly genesisTime: number;
  /** Beacon nodes that serve a finalized state, best first. A node asks the first unless its stack names another. */
  readonly checkpointSyncUrls: readonly [string, ...string[]];
}

/** A client version that must not be used on a network, and why. */
export interface VersionRule {
  /** The oldest version that follows the network's present rules: `1.17.0`. */
  readonly minimum: string;
  /** Why it is the oldest, and where that is written. */
  readonly reason: string;
  /** Versions above the minimum that are known to leave the network. */
  readonly blocked?: Readonly<Record<string, string>>;
}

/** What a stack must know of the network that its nodes join. */
export interface Network {
  /** As in the setting `network`. */
  readonly name: string;
  /** EIP-155 chain id. */
  readonly chainId: number;
  readonly secondsPerSlot: number;
  readonly slotsPerEpoch: number;
  /** Absent for a private chain, whose genesis is made at deployment. */
  readonly public?: PublicFacts;
  /** How far back a new node may leave out old blocks: the points that Geth knows on this network. */
  readonly historyModes: readonly HistoryMode[];
  /** What each client must at least be. */
  readonly versions: { readonly geth: VersionRule; readonly prysm: VersionRule };
}

/**
 * Which blocks Geth keeps the bodies and receipts of: everything, from the Merge, or from the Prague fork.
 *
 * Source: Geth's flag `--history.chain`.
 */
export type HistoryMode = "all" | "postmerge" | "postprague";
