import type { ClientKind, Layer } from "../../peers/clientName.ts";
import type { Direction } from "../../peers/model.ts";

/**
 * What happened: a peer joined or left a node, or a layer of the node itself went down or came up. When a layer is down
 * nothing is known of its peers, so the sessions that it had end there as far as is known, without a `leave` each.
 */
export type EventKind = "join" | "leave" | "down" | "up";

/**
 * How well the moment is known: `event` as the client told of it; `poll` found by comparing two readings, so that it
 * happened between the last good one and `at`.
 */
export type EventPrecision = "event" | "poll";

/** One thing that happened to a node. Everything that is not known is null. */
export interface PeerEvent {
  /** Grows by every event, over restarts of the monitor too. Gaps mean nothing. */
  readonly seq: number;
  /** ISO 8601. */
  readonly at: string;
  /** The node's name in the settings. */
  readonly node: string;
  readonly layer: Layer;
  readonly kind: EventKind;
  readonly precision: EventPrecision;
  /** The peer's id, whole: who shows or stores it masks or hashes it. Null for `down` and `up`. */
  readonly peer: string | null;
  readonly client: ClientKind | null;
  readonly direction: Direction | null;
  /** ISO 3166-1 alpha-2. */
  readonly country: string | null;
  /** Autonomous system number. */
  readonly asn: number | null;
  /**
   * Why the peer left or the node is down: of DROP_REASONS (reason.ts), else a text of at most 80 characters without
   * addresses, safe to print. Never a metric label unless `isDropReason` says that it is of the list.
   */
  readonly reason: string | null;
}

/** An event that has no place in the log yet. */
export type NewPeerEvent = Omit<PeerEvent, "seq">;
