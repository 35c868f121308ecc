import type { NoReading } from "./reading.ts";

/** A client that has not answered this long after the agent began is down and no longer starting. */
const STARTING_MS = 5 * 60_000;

/** Keeps when a client last answered, and says so when it does not. */
export class AnswerClock {
  readonly #startedAt = Date.now();
  #last: number | null = null;

  /** Notes an answer to a question that was asked then, milliseconds since 1970. */
  answered(askedAt: number): void {
    this.#last = askedAt;
  }

  /** What to say when a reading failed with `error`. */
  noReading(error: unknown): NoReading {
    const last = this.#last;
    const starting = last === null && Date.now() - this.#startedAt < STARTING_MS;
    return {
      schema: 1,
      state: starting ? "starting" : "down",
      error: error instanceof Error ? error.message : String(error),
      lastSuccess: last === null ? null : new Date(last).toISOString(),
      ageSeconds: last === null ? null : Math.max(0, Math.round((Date.now() - last) / 1000)),
    };
  }
}
