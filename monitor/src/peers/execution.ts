import { parseHostPort } from "./address.ts";
import { parseClient } from "./clientName.ts";
import { decodeRecord } from "./decodeRecord.ts";
import { executionHead } from "./head.ts";
import { memo } from "./memo.ts";
import type { Direction, ExecutionPeer, ExecutionSync, PeerProtocol } from "./model.ts";
import { asCount, asObject, asText, asTexts, type JsonObject } from "./read.ts";
import type { SincePrecision } from "./sessions.ts";
import { parseSoftware } from "./software.ts";
import { subnetOf } from "./subnet.ts";

/** Longest enode or node record that is kept: a record has at most 300 bytes, some 400 characters. */
export const MAX_RECORD = 512;

/** Longest name of a capability that is kept, such as `eth/69`: the lists of all peers are remembered. */
const MAX_CAPABILITY = 32;

/** The begin of a session as it is told. */
export interface Since {
  readonly since: string;
  readonly sincePrecision: SincePrecision;
}

function direction(inbound: unknown): Direction {
  if (typeof inbound !== "boolean") return "unknown";
  return inbound ? "inbound" : "outbound";
}

/** Each protocol is an object, or the text "handshake" or "unknown" (p2p/peer.go and eth/peer.go of Geth). */
function protocol(name: string, value: unknown): PeerProtocol {
  const object = asObject(value);
  return {
    name: asText(name, 32) ?? "?",
    state: object !== null ? "ready" : value === "handshake" ? "handshake" : "unknown",
    version: asCount(object?.["version"]),
    earliestBlock: asCount(object?.["earliestBlock"]),
    latestBlock: asCount(object?.["latestBlock"]),
  };
}

// Thousands of peers have a few dozen lists between them, and one for each would be a fifth of the memory that a peer takes.
// No text in it has a line's end: see text.ts.
const sharedList = memo<readonly string[]>((lines) => (lines === "" ? [] : lines.split("\n")));

/**
 * Reads one entry of `admin_peers`; null when it has no usable id.
 *
 * @param decode reads its record; default: anew
 */
export function readExecutionPeer(
  entry: JsonObject,
  sinceOf: (id: string) => Since,
  decode = decodeRecord,
): ExecutionPeer | null {
  const id = asText(entry["id"]);
  if (id === null || !/^(0x)?[0-9a-fA-F]{64,128}$/.test(id)) return null;
  const network = asObject(entry["network"]) ?? {};
  const protocols = Object.entries(asObject(entry["protocols"]) ?? {})
    .slice(0, 16)
    .map(([name, value]) => protocol(name, value));
  const client = parseClient("execution", typeof entry["name"] === "string" ? entry["name"] : "");
  // Not the enode's address: for an inbound peer that may be wrong.
  const address = parseHostPort(asText(network["remoteAddress"]) ?? "");
  const enr = asText(entry["enr"], MAX_RECORD);
  return {
    id,
    client,
    software: parseSoftware(client.raw),
    direction: direction(network["inbound"]),
    address,
    subnet: address === null ? null : subnetOf(address.ip),
    location: null,
    enr,
    record: enr === null ? null : decode(enr),
    head: executionHead(protocols),
    latencyMs: null,
    latencySource: null,
    enode: asText(entry["enode"], MAX_RECORD),
    static: network["static"] === true,
    trusted: network["trusted"] === true,
    capabilities: sharedList(asTexts(entry["caps"], 32, MAX_CAPABILITY).join("\n")),
    protocols,
    ...sinceOf(id),
  };
}

/**
 * Reads `eth_syncing`: false when done, an object while syncing and also while a client that has caught up
 * builds its indexes; null when it is neither.
 *
 * @param headBlock what `eth_blockNumber` told
 */
export function readExecutionSync(value: unknown, headBlock: number | null): ExecutionSync | null {
  if (value === false) {
    return headBlock === null
      ? null
      : { isSyncing: false, currentBlock: headBlock, highestBlock: headBlock };
  }
  const object = asObject(value);
  const currentBlock = asCount(object?.["currentBlock"]);
  const highestBlock = asCount(object?.["highestBlock"]);
  if (currentBlock === null || highestBlock === null) return null;
  return { isSyncing: currentBlock < highestBlock, currentBlock, highestBlock };
}
