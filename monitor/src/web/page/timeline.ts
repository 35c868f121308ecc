import type { PeerEvent } from "../../serve/events/event.ts";

/** What happened in one step of time. */
export interface Bucket {
  readonly joins: number;
  readonly leaves: number;
  /** A layer went down in it. */
  readonly down: boolean;
}

/**
 * Counts events by steps of time, the oldest first.
 *
 * @param from @param to milliseconds since 1970
 */
export function buckets(
  events: readonly PeerEvent[],
  [from, to]: readonly [number, number],
  count: number,
): readonly Bucket[] {
  const list = Array.from({ length: count }, () => ({ joins: 0, leaves: 0, down: false }));
  for (const { at, kind } of events) {
    const index = Math.floor(((Date.parse(at) - from) / (to - from)) * count);
    const bucket = list[index];
    if (bucket === undefined) continue;
    if (kind === "join") bucket.joins++;
    if (kind === "leave") bucket.leaves++;
    if (kind === "down") bucket.down = true;
  }
  return list;
}
