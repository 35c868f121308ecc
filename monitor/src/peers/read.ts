import { cleanText } from "./text.ts";

/** A JSON object of which nothing is known. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Peers of one layer that are kept; what a node says beyond that is counted in a warning. */
export const MAX_PEERS = 2000;

/** The value as an object, or null. */
export function asObject(value: unknown): JsonObject | null {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as JsonObject)
    : null;
}

/** The value as text that is safe to print, or null when it is no text or nothing is left of it. */
export function asText(value: unknown, max?: number): string | null {
  if (typeof value !== "string") return null;
  const text = cleanText(value, max);
  return text === "" ? null : text;
}

/**
 * The value as texts that are safe to print, at most `max` of them, each of at most `length` characters; what is no text is
 * left out.
 */
export function asTexts(value: unknown, max = 32, length?: number): readonly string[] {
  if (!Array.isArray(value)) return [];
  return value.slice(0, max).flatMap((item: unknown) => asText(item, length) ?? []);
}

/**
 * The value as a whole number from 0 to 2^53 - 1, or null. Clients write numbers as numbers (Geth's block ranges),
 * as decimal text (the beacon API) and as 0x-prefixed hexadecimal text (the execution API).
 */
export function asCount(value: unknown): number | null {
  const text = typeof value === "string" && /^(\d{1,20}|0x[0-9a-fA-F]{1,16})$/.test(value);
  const number = text ? Number(value) : value;
  return typeof number === "number" && Number.isSafeInteger(number) && number >= 0 ? number : null;
}

/** The peers of a list by id, and what had to be left out. */
export interface Listed<T> {
  readonly peers: readonly T[];
  readonly warnings: readonly string[];
}

/** Reads a list of peers: what `read` cannot use is counted, a second entry of one id is dropped. */
export function readList<T extends { readonly id: string }>(
  list: readonly unknown[],
  read: (entry: JsonObject) => T | null,
): Listed<T> {
  const peers = new Map<string, T>();
  let unreadable = 0;
  let repeated = 0;
  for (const entry of list.slice(0, MAX_PEERS)) {
    const object = asObject(entry);
    const peer = object === null ? null : read(object);
    if (peer === null) unreadable++;
    else if (peers.has(peer.id)) repeated++;
    else peers.set(peer.id, peer);
  }
  const warnings = [
    [unreadable, "peers that could not be read"],
    [repeated, "peers that came twice"],
    [list.length - MAX_PEERS, `peers beyond the first ${MAX_PEERS}, left out`],
  ].flatMap(([count, what]) => (Number(count) > 0 ? [`${String(what)}: ${String(count)}`] : []));
  return { peers: [...peers.values()], warnings };
}
