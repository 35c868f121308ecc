import { parseHostPort } from "./address.ts";
import { parseClient } from "./clientName.ts";
import type { Direction, ExecutionPeer, ExecutionSync, PeerProtocol } from "./model.ts";
import { asCount, asObject, asText, asTexts, type JsonObject } from "./read.ts";
import type { SincePrecision } from "./sessions.ts";
import { NO_SOFTWARE } from "./software.ts";

/** Longest enode or node record that is kept: a record has at most 300 bytes, some 400 characters. */
export const MAX_RECORD = 512;

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

/** Reads one entry of `admin_peers`; null when it has no usable id. */
export function readExecutionPeer(
  entry: JsonObject,
  sinceOf: (id: string) => Since,
): ExecutionPeer | null {
  const id = asText(entry["id"]);
  if (id === null || !/^(0x)?[0-9a-fA-F]{64,128}$/.test(id)) return null;
  const network = asObject(entry["network"]) ?? {};
  const protocols = Object.entries(asObject(entry["protocols"]) ?? {}).slice(0, 16);
  return {
    id,
    client: parseClient("execution", typeof entry["name"] === "string" ? entry["name"] : ""),
    software: NO_SOFTWARE,
    subnet: null,
    location: null,
    record: null,
    head: null,
    latencyMs: null,
    latencySource: null,
    direction: direction(network["inbound"]),
    // Not the enode's address: for an inbound peer that may be wrong.
    address: parseHostPort(asText(network["remoteAddress"]) ?? ""),
    enr: asText(entry["enr"], MAX_RECORD),
    enode: asText(entry["enode"], MAX_RECORD),
    static: network["static"] === true,
    trusted: network["trusted"] === true,
    capabilities: asTexts(entry["caps"]),
    protocols: protocols.map(([name, value]) => protocol(name, value)),
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
