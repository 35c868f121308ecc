import type { ConsensusSync } from "./model.ts";
import { asCount, asObject } from "./read.ts";

/** Reads the data of `/eth/v1/node/syncing`; null when it has no head. */
export function readConsensusSync(value: unknown): ConsensusSync | null {
  const object = asObject(value);
  const headSlot = asCount(object?.["head_slot"]);
  if (object === null || headSlot === null) return null;
  const flag = (name: string) => (typeof object[name] === "boolean" ? object[name] : null);
  const isSyncing = flag("is_syncing");
  if (isSyncing === null) return null;
  return {
    isSyncing,
    isOptimistic: flag("is_optimistic"),
    elOffline: flag("el_offline"),
    headSlot,
    syncDistance: asCount(object["sync_distance"]),
  };
}
