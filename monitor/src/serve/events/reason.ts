import { cleanText } from "../../peers/text.ts";

/** Why peers leave, as Geth says it (p2p/peer_error.go), and three that only its network errors tell. */
export const DROP_REASONS = [
  "disconnect requested",
  "network error",
  "breach of protocol",
  "useless peer",
  "too many peers",
  "already connected",
  "incompatible p2p protocol version",
  "invalid node identity",
  "client quitting",
  "unexpected identity",
  "connected to self",
  "read timeout",
  "subprotocol error",
  "invalid disconnect reason",
  "connection closed",
  "connection reset",
] as const;

/** One of the closed list: may be a metric label. */
export type DropReason = (typeof DROP_REASONS)[number];

/** Longest reason that is kept, in characters. */
const MAX_REASON = 80;

/** Whether a reason is of the closed list. */
export function isDropReason(text: string): text is DropReason {
  return (DROP_REASONS as readonly string[]).includes(text);
}

// Geth gives Go's text of a network error, which names both addresses.
const NETWORK_ERRORS: readonly (readonly [RegExp, DropReason])[] = [
  [/\bEOF\b|use of closed network connection|broken pipe/, "connection closed"],
  [/connection reset/, "connection reset"],
  [/i\/o timeout|deadline exceeded/, "read timeout"],
  [/^(read|write|dial) (tcp|udp)/, "network error"],
];
const ADDRESS =
  /\[[0-9a-f:.]+\](:\d+)?|[0-9a-f]{0,4}(:[0-9a-f]{0,4}){2,}|\d{1,3}(\.\d{1,3}){3}(:\d+)?/gi;

/** A text of at most 80 characters without addresses, safe to print; empty when nothing is left. */
export function shortReason(text: string): string {
  return cleanText(cleanText(text, 2 * MAX_REASON).replace(ADDRESS, "…"), MAX_REASON);
}

/** What a client said of why a peer left: of the closed list where it fits, else its text without addresses. */
export function dropReason(said: unknown): string | null {
  if (typeof said !== "string") return null;
  const text = cleanText(said, 2 * MAX_REASON);
  if (isDropReason(text)) return text;
  const known = NETWORK_ERRORS.find(([pattern]) => pattern.test(text));
  if (known !== undefined) return known[1];
  const short = shortReason(text);
  return short === "" ? null : short;
}
