import type { ChurnFacts } from "./facts.ts";

const MINUTE_MS = 60_000;
const MINUTES = 60;

interface Minute {
  joins: number;
  leaves: number;
}

/** Joins and leaves of the last hour, by minute, so its size is bounded whatever happens. */
export class HourOfChurn {
  readonly #minutes = new Map<number, Minute>();

  /** A peer joined, at so many milliseconds since 1970. */
  joined(at: number): void {
    this.#minute(at).joins++;
  }

  /** A peer left. */
  left(at: number): void {
    this.#minute(at).leaves++;
  }

  /** Forgets all. */
  clear(): void {
    this.#minutes.clear();
  }

  /** What happened in the hour up to `now`, or since `from` when that is later. */
  facts(from: number, now: number): ChurnFacts {
    const oldest = Math.floor(now / MINUTE_MS) - MINUTES;
    let [joins, leaves] = [0, 0];
    for (const [index, minute] of this.#minutes) {
      if (index <= oldest) continue;
      joins += minute.joins;
      leaves += minute.leaves;
    }
    const watchedSeconds = Math.min(MINUTES * 60, Math.max(0, (now - from) / 1000));
    return { joins, leaves, watchedSeconds };
  }

  #minute(at: number): Minute {
    const index = Math.floor(at / MINUTE_MS);
    const known = this.#minutes.get(index);
    if (known !== undefined) return known;
    const minute = { joins: 0, leaves: 0 };
    this.#minutes.set(index, minute);
    for (const old of this.#minutes.keys()) if (old <= index - MINUTES) this.#minutes.delete(old);
    // Events with the times of another clock could be in any minute.
    const [first] = this.#minutes.keys();
    if (this.#minutes.size > MINUTES && first !== undefined) this.#minutes.delete(first);
    return minute;
  }
}
