/** From where on a number wants a look in working hours, and from where on it wants one now. */
interface Pair {
  readonly warning: number;
  readonly critical: number;
}

/**
 * The limits that the boards colour by, and that rules may alert by: a number that both need stands here once.
 *
 * Those of peers are public networks': a private chain has as many peers as it has other nodes.
 */
export const limits = {
  /** Seconds since the execution client's newest block. A slot is 12 s, and one in a hundred is empty. */
  headAgeSeconds: { warning: 60, critical: 300 },
  slotsBehind: { warning: 4, critical: 8 },
  /** A young chain finalizes nothing before epoch 4 begins. */
  epochsUnfinalized: { warning: 3, critical: 4 },
  /** Blocks by which two healthy nodes may differ for a moment: one is told of a block before the other. */
  headsApartBlocks: 5,
  executionPeers: { warning: 5, critical: 1 },
  consensusPeers: { warning: 10, critical: 1 },
  diskDaysLeft: { warning: 14, critical: 4 },
  /** Free share of a volume. */
  diskFree: { warning: 0.15, critical: 0.05 },
  /** Share of a container's limit. At 1 the kernel ends it. */
  memoryShare: { warning: 0.85, critical: 0.95 },
  /** Share of the periods in which a container is held back by its CPU limit. */
  throttledShare: 0.25,
  rpcFailureShare: 0.05,
  rpcSeconds: 2,
  /** Milliseconds that a consensus client waits for its execution client, 95th percentile. */
  engineMilliseconds: 2000,
  /** Share of the time in which the execution client's writes wait for compaction. */
  writeStallShare: 0.1,
  /** Share of the stake whose votes are right. Below two thirds nothing is finalized. */
  participation: { warning: 0.75, critical: 0.667 },
  /** Blocks that are thrown away in an hour. */
  reorganisedBlocks: 3,
  daysToFork: { warning: 30, critical: 7 },
  /** Epochs that a key may miss: it votes once in each. */
  slotsSinceVote: 64,
} as const satisfies Readonly<Record<string, number | Pair>>;
