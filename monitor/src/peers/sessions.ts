/**
 * How well the begin of a session is known: `event` to the moment, as the client told of it; `poll` to within one
 * poll; `atLeast` only that it had begun by then, because the peer was there when the watching began.
 */
export type SincePrecision = "event" | "poll" | "atLeast";

/** The begin of one peer's session. */
export interface Session {
  /** Milliseconds since 1970. */
  readonly since: number;
  readonly precision: SincePrecision;
}

/** Sessions that are remembered of what a client pushes, which may be as many as it likes: more than any client has peers. */
const MAX_SESSIONS = 5000;

/**
 * Remembers since when each peer has been connected, which no client tells. It never makes a session look
 * longer than what was seen: after a gap in the watching everything is "at least" again.
 */
export class SessionTracker {
  readonly #sessions = new Map<string, Session>();
  readonly #maxGapMs: number;
  #watchedSince: number | null = null;
  #lastReconciled: number | null = null;

  /** @param maxGapMs polls further apart than this do not tell when a peer came: default 60 s */
  constructor(maxGapMs = 60_000) {
    this.#maxGapMs = maxGapMs;
  }

  /** From now on every join is told by {@link joined}; peers seen later without one came in the meantime. */
  watching(at: number): void {
    this.#watchedSince = at;
  }

  /** The client told that a peer has just joined. */
  joined(id: string, at: number): void {
    // The next list tells of it, if it is there.
    if (this.#sessions.size >= MAX_SESSIONS) return;
    this.#sessions.set(id, { since: at, precision: "event" });
  }

  /** The client told that a peer has left. */
  left(id: string): void {
    this.#sessions.delete(id);
  }

  /**
   * Brings the memory in line with a complete list of the connected peers.
   *
   * @param startedAt when the list was asked for: a peer that joined after that is not missing from it
   */
  reconcile(ids: readonly string[], startedAt: number): void {
    const listed = new Set(ids);
    for (const [id, session] of this.#sessions) {
      if (!listed.has(id) && session.since < startedAt) this.#sessions.delete(id);
    }
    const watched =
      this.#lastReconciled !== null &&
      (this.#watchedSince !== null || startedAt - this.#lastReconciled <= this.#maxGapMs);
    for (const id of listed) {
      if (!this.#sessions.has(id)) {
        this.#sessions.set(id, { since: startedAt, precision: watched ? "poll" : "atLeast" });
      }
    }
    this.#lastReconciled = startedAt;
  }

  /** The session of a peer, if it is connected as far as is known. */
  get(id: string): Session | undefined {
    return this.#sessions.get(id);
  }

  /** Forgets everything: the node was out of sight, so nothing is known of the sessions that it has now. */
  reset(): void {
    this.#sessions.clear();
    this.#watchedSince = null;
    this.#lastReconciled = null;
  }
}
