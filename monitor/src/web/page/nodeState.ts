import type { ConsensusStatus, ExecutionStatus, NodeStatus } from "../../serve/snapshot.ts";

type LayerStatus = ExecutionStatus | ConsensusStatus;

/** The state of the worse layer. */
export function stateOf({ execution, consensus }: NodeStatus): LayerStatus["state"] {
  const states = [execution?.state, consensus?.state];
  if (states.includes("down")) return "down";
  return states.includes("starting") ? "starting" : "up";
}

/** From this age on fresh data are late: two polls of the slower layer, in milliseconds. */
export const LATE_MS = 24_000;

/**
 * Age of a layer's data in milliseconds; null when there were none.
 *
 * @param now milliseconds since 1970 by the server's clock
 */
export const ageOf = ({ lastSuccess }: LayerStatus, now: number): number | null =>
  lastSuccess === null ? null : Math.max(0, now - Date.parse(lastSuccess));
