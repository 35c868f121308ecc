import { type DropReason, isDropReason } from "../serve/events/reason.ts";

/** Why peers left, in few enough groups for a metric's label. */
export const LEAVE_REASONS = [
  "requested",
  "network",
  "too_many_peers",
  "useless",
  "incompatible",
  "protocol",
  "quitting",
  "other",
  "unknown",
] as const;
export type LeaveReason = (typeof LEAVE_REASONS)[number];

const GROUPS: Readonly<Record<DropReason, LeaveReason>> = {
  "disconnect requested": "requested",
  "network error": "network",
  "connection closed": "network",
  "connection reset": "network",
  "read timeout": "network",
  "too many peers": "too_many_peers",
  "useless peer": "useless",
  "already connected": "useless",
  "connected to self": "useless",
  "incompatible p2p protocol version": "incompatible",
  "invalid node identity": "incompatible",
  "unexpected identity": "incompatible",
  "breach of protocol": "protocol",
  "subprotocol error": "protocol",
  "invalid disconnect reason": "protocol",
  "client quitting": "quitting",
};

/** The group of an event's reason: `unknown` where the source tells none, as polls do. */
export function leaveReason(reason: string | null): LeaveReason {
  if (reason === null) return "unknown";
  return isDropReason(reason) ? GROUPS[reason] : "other";
}
