import { createLanes, type Lanes } from "./lane.ts";

/** Settings of a poller. */
export interface PollerOptions {
  /** Pause from the end of one poll to the begin of the next, in milliseconds; each time up to 10 % more or less. */
  readonly intervalMs: number;
  /** Longest pause while polls fail: it doubles with each failure from `intervalMs` on. Default 30 000, never below `intervalMs`. */
  readonly maxPauseMs?: number;
  /** The first poll comes within this time, never later than `intervalMs`. Default 500. */
  readonly spreadMs?: number;
  /** Where polls wait for room. Default: room of its own. */
  readonly lanes?: Lanes;
  /** One poll; whether the target answered. Must not reject. */
  readonly poll: (signal: AbortSignal) => Promise<boolean>;
}

/** The pause after so many failed polls in a row, without jitter. */
export function pauseAfter(failures: number, intervalMs: number, maxPauseMs: number): number {
  const most = Math.max(intervalMs, maxPauseMs);
  return Math.min(most, intervalMs * 2 ** Math.min(20, Math.max(0, failures - 1)));
}

/**
 * Polls one target again and again. The next poll is planned when the last one has ended, so polls never
 * overlap however slow the target is; the jitter keeps many targets from being asked in step.
 */
export class Poller {
  readonly #options: PollerOptions;
  readonly #lanes: Lanes;
  readonly #stop = new AbortController();
  #timer: NodeJS.Timeout | null = null;
  #failures = 0;

  constructor(options: PollerOptions) {
    this.#options = options;
    this.#lanes = options.lanes ?? createLanes(1);
  }

  /** Begins, after a random part of the spread. */
  start(): void {
    const { spreadMs = 500, intervalMs } = this.#options;
    this.#plan(Math.random() * Math.min(spreadMs, intervalMs));
  }

  /** Polls now instead of at the end of the pause: something tells that the target is back. No effect during a poll. */
  soon(): void {
    if (this.#timer === null) return;
    clearTimeout(this.#timer);
    this.#plan(0);
  }

  /** Ends the poll that is under way and plans no more. */
  stop(): void {
    this.#stop.abort();
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #plan(delayMs: number): void {
    this.#timer = setTimeout(() => {
      this.#timer = null;
      void this.#once();
    }, delayMs);
  }

  async #once(): Promise<void> {
    const { intervalMs, maxPauseMs = 30_000, poll } = this.#options;
    const { signal } = this.#stop;
    const lane = this.#failures > 0 ? this.#lanes.failing : this.#lanes.good;
    const good = await lane.run(() => (signal.aborted ? Promise.resolve(true) : poll(signal)));
    this.#failures = good ? 0 : this.#failures + 1;
    if (!signal.aborted)
      this.#plan(pauseAfter(this.#failures, intervalMs, maxPauseMs) * (0.9 + Math.random() * 0.2));
  }
}
