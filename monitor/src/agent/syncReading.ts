/** What the agent knows of its execution client, for the verdict. What the client did not say is null. */
export interface ExecutionSyncFacts {
  /** Whether the client's process answers at all. */
  readonly answers: boolean;
  /** `eth_chainId`. */
  readonly chainId: number | null;
  /** Number of the block that `eth_getBlockByNumber latest` gives; 0 while Geth's snap sync runs. */
  readonly headBlock: number | null;
  /** That block's time, Unix seconds. */
  readonly headTimestamp: number | null;
  /** Seconds since then, by the clock of the agent's machine. */
  readonly headAgeSeconds: number | null;
  /** `net_peerCount`. */
  readonly peers: number | null;
}

/** What the agent knows of the consensus client that drives it. What the client did not say is null. */
export interface ConsensusSyncFacts {
  /** Whether the client's beacon API answers at all. */
  readonly answers: boolean;
  readonly isSyncing: boolean | null;
  readonly isOptimistic: boolean | null;
  readonly elOffline: boolean | null;
  readonly headSlot: number | null;
  /** Slots between the head and now, as the client counts them. */
  readonly syncDistance: number | null;
}

/**
 * What the agent serves at `/v1/sync`: with status 200 when the node is in sync, with 503 when it is not.
 *
 * In sync means: the execution client is on the expected chain, has the peers that it should have and a head that is
 * young enough; the consensus client answers, follows the chain with all blocks checked, and the two agree on the head.
 */
export interface SyncReading {
  /** Version of this shape. */
  readonly schema: 1;
  /** The verdict, with the short faults smoothed out. */
  readonly inSync: boolean;
  /** What is wrong now, in plain words; also what the verdict does not count yet. Empty when nothing is. */
  readonly reasons: readonly string[];
  readonly execution: ExecutionSyncFacts;
  readonly consensus: ConsensusSyncFacts;
  /** When the node was last in sync, ISO 8601, to the minute or better; null when it never was. Kept on the volume. */
  readonly lastInSync: string | null;
  /** `lastInSync` as this agent found it when it started: null on a node whose first sync is not over. */
  readonly inSyncBefore: string | null;
  /** When this agent started, ISO 8601. */
  readonly startedAt: string;
  /** When the clients were last asked, ISO 8601; null before they were. */
  readonly checkedAt: string | null;
  /** Which of the pod's templates this pod is from, as the agent was told by `--revision`; null when it was not. */
  readonly revision: string | null;
}

/**
 * What the agent serves at `/v1/answers`: with status 200 when the processes of both clients answer, in sync or not, with
 * 503 when one does not.
 */
export interface AnswersReading {
  /** Version of this shape. */
  readonly schema: 1;
  readonly answers: boolean;
  /** Which client does not answer and why, in plain words. Empty when both do. */
  readonly reasons: readonly string[];
  readonly execution: { readonly answers: boolean };
  readonly consensus: { readonly answers: boolean };
}
