import { parseMultiaddr } from "./address.ts";
import { parseClient } from "./clientName.ts";
import { decodeRecord } from "./decodeRecord.ts";
import { MAX_RECORD, type Since } from "./execution.ts";
import type { ConsensusPeer, Direction } from "./model.ts";
import { asObject, asText, asTexts, type JsonObject } from "./read.ts";
import { parseSoftware } from "./software.ts";
import { subnetOf } from "./subnet.ts";

/** The name of this source, as it is shown. */
const BEACON_API = "beacon API";

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

/**
 * Reads one entry of `/eth/v1/node/peers`; null when it has no usable id.
 *
 * @param decode reads its record; default: anew
 */
export function readConsensusPeer(
  entry: JsonObject,
  sinceOf: (id: string) => Since,
  decode = decodeRecord,
): ConsensusPeer | null {
  const id = asText(entry["peer_id"]);
  if (id === null || !/^[1-9A-HJ-NP-Za-km-z]{20,100}$/.test(id)) return null;
  const agent = entry["agent_version"];
  const client = parseClient("consensus", typeof agent === "string" ? agent : "");
  const address = parseMultiaddr(asText(entry["last_seen_p2p_address"], 256) ?? "");
  // The specification's null and Prysm's empty text both mean none.
  const enr = asText(entry["enr"], MAX_RECORD);
  const told = score(entry["score"]);
  return {
    id,
    client,
    software: parseSoftware(client.raw),
    direction: direction(entry["direction"]),
    address,
    subnet: address === null ? null : subnetOf(address.ip),
    location: null,
    enr,
    record: enr === null ? null : decode(enr),
    // The standard API tells neither.
    head: null,
    latencyMs: null,
    latencySource: null,
    score: told,
    scoreSource: told === null ? null : BEACON_API,
    downscoreReasons: asTexts(entry["downscore_reasons"], 8),
    disconnectReason: asText(entry["disconnect_reason"]),
    ...sinceOf(id),
  };
}
