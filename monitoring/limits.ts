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
  /** Outbound peers on average from which on half of them is a loss, and not chance. */
  usualOutboundPeers: 4,
  diskDaysLeft: { warning: 14, critical: 4 },
  /** Free share of a volume. */
  diskFree: { warning: 0.15, critical: 0.05 },
  /** Free share of a volume below which it matters when it is full. A fuller volume than that was sized too small. */
  diskFreeForecast: 0.3,
  /** Free bytes of an execution client's volume on public networks: ten times where Geth stops itself. */
  diskFreeBytes: 20 * 2 ** 30,
  /** Share of a container's limit. At 1 the kernel ends it. */
  memoryShare: { warning: 0.85, critical: 0.95 },
  /** Share of the periods in which a container is held back by its CPU limit. */
  throttledShare: 0.25,
  /** Restarts that a container may have within an hour. */
  restartsAnHour: 2,
  rpcFailureShare: 0.05,
  rpcSeconds: 2,
  /** Calls a second below which a share of them says nothing. */
  rpcRequestsASecond: 1,
  /** Milliseconds that a consensus client waits for its execution client, 95th percentile. */
  engineMilliseconds: 2000,
  /** Share of the time in which the execution client's writes wait for compaction. */
  writeStallShare: 0.1,
  /** Share of the stake whose votes are right. Below two thirds nothing is finalized. */
  participation: { warning: 0.75, critical: 0.667 },
  /** Blocks that one reorganisation throws away. */
  reorganisedBlocks: 3,
  daysToFork: { warning: 30, critical: 7 },
  /** Epochs that a key may miss: it votes once in each. */
  slotsSinceVote: 64,
  /** Votes that a key may miss in ten epochs. */
  attestationsMissed: 2,
  /** Blocks that a private chain's validators may fail to propose within an hour, of 1800 slots. */
  privateProposalsFailed: 18,
} as const satisfies Readonly<Record<string, number | Pair>>;
