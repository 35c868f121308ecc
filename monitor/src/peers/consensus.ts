import { parseMultiaddr } from "./address.ts";
import { parseClient } from "./clientName.ts";
import { MAX_RECORD, type Since } from "./execution.ts";
import type { ConsensusPeer, ConsensusSync, Direction } from "./model.ts";
import { asCount, asObject, asText, asTexts, type JsonObject } from "./read.ts";
import { NO_SOFTWARE } from "./software.ts";

function direction(value: unknown): Direction {
  return value === "inbound" || value === "outbound" ? value : "unknown";
}

function score(value: unknown): number | null {
  const text = typeof value === "string" && /^-?\d{1,15}(\.\d{1,15})?$/.test(value);
  const number = text ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : null;
}

/** True for an entry of `/eth/v1/node/peers` that is connected; some clients do not heed the request's filter. */
export function isConnected(entry: unknown): boolean {
  return asObject(entry)?.["state"] === "connected";
}

/** Reads one entry of `/eth/v1/node/peers`; null when it has no usable id. */
export function readConsensusPeer(
  entry: JsonObject,
  sinceOf: (id: string) => Since,
): ConsensusPeer | null {
  const id = asText(entry["peer_id"]);
  if (id === null || !/^[1-9A-HJ-NP-Za-km-z]{20,100}$/.test(id)) return null;
  const agent = entry["agent_version"];
  return {
    id,
    client: parseClient("consensus", typeof agent === "string" ? agent : ""),
    software: NO_SOFTWARE,
    subnet: null,
    location: null,
    record: null,
    head: null,
    latencyMs: null,
    latencySource: null,
    direction: direction(entry["direction"]),
    address: parseMultiaddr(asText(entry["last_seen_p2p_address"], 256) ?? ""),
    // The specification's null and Prysm's empty text both mean none.
    enr: asText(entry["enr"], MAX_RECORD),
    score: score(entry["score"]),
    scoreSource: null,
    downscoreReasons: asTexts(entry["downscore_reasons"], 8),
    disconnectReason: asText(entry["disconnect_reason"]),
    ...sinceOf(id),
  };
}

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
