import type { SyncReading } from "../../src/agent/syncReading.ts";

/** A reading of the agent of a node whose clients answer and which never was in sync, changed as asked. */
export function gateReading(
  change: Omit<Partial<SyncReading>, "execution" | "consensus"> & {
    readonly execution?: { readonly answers: boolean; readonly headBlock: number | null };
    readonly consensus?: { readonly answers: boolean };
  } = {},
): SyncReading {
  return {
    schema: 1,
    inSync: false,
    reasons: [],
    lastInSync: null,
    inSyncBefore: null,
    startedAt: "2026-11-22T11:59:00.000Z",
    checkedAt: "2026-11-22T12:00:00.000Z",
    revision: null,
    ...change,
    execution: {
      answers: true,
      chainId: 1,
      headBlock: 100,
      headTimestamp: 1_795_000_000,
      headAgeSeconds: 3,
      peers: 3,
      ...change.execution,
    },
    consensus: {
      answers: true,
      isSyncing: false,
      isOptimistic: false,
      elOffline: false,
      headSlot: 100,
      syncDistance: 0,
      ...change.consensus,
    },
  };
}
