/** Settings of a poller. */
export interface PollerOptions {
  /** Pause from the end of one poll to the begin of the next, in milliseconds; each time up to 10 % more or less. */
  readonly intervalMs: number;
  /** One poll. Must not reject. */
  readonly poll: (signal: AbortSignal) => Promise<void>;
}

/** The first polls of all targets are spread over this many milliseconds. */
const FIRST_SPREAD_MS = 500;

/**
 * Polls one target again and again. The next poll is planned when the last one has ended, so polls never
 * overlap however slow the target is; the jitter keeps many targets from being asked in step.
 */
export class Poller {
  readonly #options: PollerOptions;
  readonly #stop = new AbortController();
  #timer: NodeJS.Timeout | null = null;

  constructor(options: PollerOptions) {
    this.#options = options;
  }

  /** Begins, after a random part of half a second. */
  start(): void {
    this.#plan(Math.random() * Math.min(FIRST_SPREAD_MS, this.#options.intervalMs));
  }

  /** Ends the poll that is under way and plans no more. */
  stop(): void {
    this.#stop.abort();
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  #plan(delayMs: number): void {
    this.#timer = setTimeout(() => {
      void this.#once();
    }, delayMs);
  }

  async #once(): Promise<void> {
    await this.#options.poll(this.#stop.signal);
    if (!this.#stop.signal.aborted)
      this.#plan(this.#options.intervalMs * (0.9 + Math.random() * 0.2));
  }
}
