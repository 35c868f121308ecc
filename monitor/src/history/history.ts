import type { Layer } from "../peers/clientName.ts";
import type { PeerEvent } from "../serve/events/event.ts";
import type { PolledNode } from "./rows.ts";

/** Connected peers of one layer in one step of time. Means of the good polls in it; null when there was none. */
export interface LayerPoint {
  readonly inbound: number | null;
  readonly outbound: number | null;
  readonly unknown: number | null;
  readonly total: number | null;
  /** Fewest and most peers that a poll gave. For the whole fleet: sums of the nodes' fewest and most. */
  readonly min: number | null;
  readonly max: number | null;
  /** How many joined and left; null when neither a poll nor an event tells of the step. */
  readonly joins: number | null;
  readonly leaves: number | null;
  /** Nodes that the numbers are of: 1 for one node; for the fleet those that had a good poll. */
  readonly nodes: number;
}

/** One step of time. A layer of which nothing is known in it is null: a gap. */
export interface Point {
  /** Begin of the step, milliseconds since 1970. */
  readonly at: number;
  readonly execution: LayerPoint | null;
  readonly consensus: LayerPoint | null;
}

/** A kept event. In place of the peer's id it has a pseudonym that holds for one day (UTC): 32 hex digits. */
export type StoredEvent = PeerEvent;

/** Which events; everything is optional. */
export interface EventFilter {
  readonly node?: string | undefined;
  readonly layer?: Layer | undefined;
  /** Milliseconds since 1970, both included. */
  readonly fromMs?: number | undefined;
  readonly toMs?: number | undefined;
  /** Only events after this number. */
  readonly after?: number | undefined;
  /** A peer's real id: its events under the pseudonyms of all days that are kept. */
  readonly peer?: string | undefined;
  /** Most events that come, the newest of those that fit. Default 1000, at most 10,000. */
  readonly limit?: number | undefined;
}

/** How the history itself is. */
export interface HistoryState {
  /** Why nothing can be written now, in plain words; null when all is well. */
  readonly error: string | null;
  /** Events that found no place since the start, because writing did not succeed for too long. */
  readonly lost: number;
}

/** What was, of all nodes: kept over restarts, for as long as the settings say. */
export interface History {
  readonly state: HistoryState;
  /**
   * Takes what is new. Returns at once and never throws: it is written within a second, off the polls' thread. The same
   * snapshot or the same event may be given twice: each good poll and each event counts once.
   */
  record(snapshot: { readonly nodes: readonly PolledNode[] }, events: readonly PeerEvent[]): void;
  /**
   * Counts of one node, or of all nodes together when `node` is null, oldest first. Steps without anything are left out.
   *
   * @param stepSeconds a multiple of 60. Older than a day only multiples of 900 are known: smaller ones come as 900.
   * @throws {HistoryError} when the database does not answer
   */
  counts(
    node: string | null,
    fromMs: number,
    toMs: number,
    stepSeconds: number,
  ): Promise<readonly Point[]>;
  /**
   * Kept events, oldest first.
   *
   * @throws {HistoryError} when the database does not answer
   */
  events(filter: EventFilter): Promise<readonly StoredEvent[]>;
  /** Writes what is queued and ends. */
  close(): Promise<void>;
}

/** The history cannot answer. */
export class HistoryError extends Error {
  override readonly name = "HistoryError";
}
