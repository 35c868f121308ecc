/** Upper bounds of the session lengths that are told apart, seconds: a minute, 10 minutes, 1 hour, 6 hours, a day. */
export const SESSION_BUCKETS = [60, 600, 3600, 21_600, 86_400] as const;

/** Sessions whose begin is remembered: more than any client has peers. */
const MAX_OPEN = 5000;

/** Lengths of the sessions that were seen from begin to end. Of others the length is not known, so they are left out. */
export class SessionLengths {
  /** Sessions by the first bound that they are not longer than; the last is of those longer than all. */
  readonly counts: number[] = new Array<number>(SESSION_BUCKETS.length + 1).fill(0);
  /** Together, in seconds. */
  sum = 0;
  readonly #open = new Map<string, number>();

  /** A peer joined, at so many milliseconds since 1970. */
  began(peer: string, at: number): void {
    if (this.#open.size < MAX_OPEN || this.#open.has(peer)) this.#open.set(peer, at);
  }

  /** A peer left. */
  ended(peer: string, at: number): void {
    const since = this.#open.get(peer);
    if (since === undefined) return;
    this.#open.delete(peer);
    const seconds = Math.max(0, (at - since) / 1000);
    const bucket = SESSION_BUCKETS.findIndex((bound) => seconds <= bound);
    const index = bucket === -1 ? SESSION_BUCKETS.length : bucket;
    this.counts[index] = (this.counts[index] ?? 0) + 1;
    this.sum += seconds;
  }

  /** The node is out of sight: how long its sessions last is not known any more. */
  clear(): void {
    this.#open.clear();
  }
}
