/** Settings of a {@link Smoothed} verdict, in milliseconds. */
export interface SmoothingOptions {
  /** A fault must last this long to count. Default 10 000: a restarted consensus client is back by then. */
  readonly outAfterMs?: number;
  /** Being without fault must last this long to count. Default 5000. */
  readonly inAfterMs?: number;
}

/**
 * A verdict that does not flap: it turns only when what speaks for turning has lasted. The two times differ, as serving old
 * blocks for some seconds does less harm than taking a node out and in again.
 */
export class Smoothed {
  readonly #outAfterMs: number;
  readonly #inAfterMs: number;
  #inSync = false;
  /** Since when the readings have said the opposite of the verdict; null when they agree with it. */
  #since: number | null = null;

  constructor({ outAfterMs = 10_000, inAfterMs = 5000 }: SmoothingOptions = {}) {
    this.#outAfterMs = outAfterMs;
    this.#inAfterMs = inAfterMs;
  }

  /** The verdict. False until a first reading was good for long enough. */
  get inSync(): boolean {
    return this.#inSync;
  }

  /**
   * Takes one reading in.
   *
   * @param good whether nothing spoke against it
   * @param now milliseconds, of a clock that does not jump
   * @returns whether the verdict has turned
   */
  take(good: boolean, now: number): boolean {
    if (good === this.#inSync) {
      this.#since = null;
      return false;
    }
    this.#since ??= now;
    if (now - this.#since < (good ? this.#inAfterMs : this.#outAfterMs)) return false;
    this.#inSync = good;
    this.#since = null;
    return true;
  }
}
