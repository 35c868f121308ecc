const MINUTE_MS = 60_000;

/** Most things that one name may do a minute. */
export class Limiter {
  readonly #perMinute: number;
  readonly #now: () => number;
  readonly #done = new Map<string, readonly number[]>();

  /** @param now milliseconds */
  constructor(perMinute: number, now: () => number = Date.now) {
    this.#perMinute = perMinute;
    this.#now = now;
  }

  /** Takes one, and gives 0; or gives the seconds until there is one again. */
  take(name: string): number {
    const now = this.#now();
    const recent = (this.#done.get(name) ?? []).filter((at) => now - at < MINUTE_MS);
    const [oldest] = recent;
    if (oldest !== undefined && recent.length >= this.#perMinute) {
      this.#done.set(name, recent);
      return Math.ceil((oldest + MINUTE_MS - now) / 1000);
    }
    this.#done.set(name, [...recent, now]);
    return 0;
  }
}
