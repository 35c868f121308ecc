import type { AgentEvent, EventsReading } from "./events.ts";

/** Settings of a ring. */
export interface RingOptions {
  /** Events that are kept. Default 1000: with Geth's own rotation of its peers, two days. */
  readonly capacity?: number;
  /** How many may wait at once for what comes next. Default 16: a server or two, and nobody who collects waiters. */
  readonly maxWaiters?: number;
  /** Number of the first event. The default is of the clock, so that numbers grow over restarts. */
  readonly firstSeq?: number;
}

/** More waiters than are allowed. */
export class TooManyWaitersError extends Error {
  override readonly name = "TooManyWaitersError";
}

/** The newest events, and those who wait for the next. */
export class EventRing {
  readonly #capacity: number;
  readonly #maxWaiters: number;
  readonly #waiters = new Set<() => void>();
  #events: AgentEvent[] = [];
  #newest: number;

  constructor(options: RingOptions = {}) {
    this.#capacity = options.capacity ?? 1000;
    this.#maxWaiters = options.maxWaiters ?? 16;
    this.#newest = (options.firstSeq ?? Date.now() * 1000) - 1;
  }

  /** Number of the newest event. */
  get newest(): number {
    return this.#newest;
  }

  /** Takes an event and wakes all who wait. */
  push(event: Omit<AgentEvent, "seq">): void {
    this.#events.push({ seq: ++this.#newest, ...event });
    if (this.#events.length > this.#capacity) this.#events.shift();
    this.wakeAll();
  }

  /** What came after an event. */
  since(after: number): EventsReading {
    return {
      schema: 1,
      newest: this.#newest,
      events: this.#events.filter(({ seq }) => seq > after),
    };
  }

  /**
   * What came after an event, as soon as there is something; after `waitMs` whatever there is then. A number that
   * was not reached yet is answered at once: whoever asks has counted with another agent.
   *
   * @param signal ends the waiting: who asked went away
   * @throws {TooManyWaitersError}
   */
  async next(after: number, waitMs: number, signal: AbortSignal): Promise<EventsReading> {
    if (after === this.#newest) await this.#wait(waitMs, signal);
    return this.since(after);
  }

  /** Lets all who wait go, with what there is. */
  wakeAll(): void {
    for (const wake of [...this.#waiters]) wake();
  }

  #wait(waitMs: number, signal: AbortSignal): Promise<void> {
    if (this.#waiters.size >= this.#maxWaiters)
      throw new TooManyWaitersError(`more than ${this.#maxWaiters} wait for events`);
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        signal.removeEventListener("abort", wake);
        this.#waiters.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, waitMs);
      signal.addEventListener("abort", wake);
      this.#waiters.add(wake);
      if (signal.aborted) wake();
    });
  }
}
