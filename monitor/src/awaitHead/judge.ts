import type { Asked } from "../agent/askClients.ts";
import type { ConsensusSyncFacts } from "../agent/syncReading.ts";

/**
 * What a beacon node lacks to have the newest blocks; undefined where it has them.
 *
 * A head in slot 0 is the genesis, however young it is: nobody has built on it yet.
 *
 * @param slots how old the head may be
 */
export function behind(
  { facts, problem }: Asked<ConsensusSyncFacts>,
  slots: number,
): string | undefined {
  if (problem !== null) return `its beacon node: ${problem}`;
  const { isSyncing, isOptimistic, headSlot, syncDistance } = facts;
  if (headSlot === 0) return "its head is the genesis";
  if (isSyncing !== false) return "its beacon node syncs";
  if (isOptimistic === true) return "its execution client has not checked its head";
  if (syncDistance === null) return "its beacon node does not say how old its head is";
  if (syncDistance > slots) return `its head is ${syncDistance} slots old`;
  return undefined;
}
