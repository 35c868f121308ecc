import type { Layer } from "../peers/clientName.ts";

/** `starting` until the first poll has ended, and while an agent waits for its client to come up. */
export type State = "up" | "down" | "starting";

/** A poll failed, and the target says of itself that it is still starting. */
export class StartingError extends Error {
  override readonly name = "StartingError";
}

/** What a target needs of its layer's data. */
export interface Dated {
  /** Milliseconds since 1970. */
  readonly fetchedAt: number;
}

/** A target's state has changed. */
export interface StateChange {
  readonly node: string;
  readonly layer: Layer;
  readonly from: State;
  readonly to: State;
  /** Why, when the new state is not `up`. */
  readonly reason: string | null;
}

/** One layer of one node: what is known of it now, and what was known last. */
export class Target<T extends Dated> {
  readonly node: string;
  readonly layer: Layer;
  readonly #read: (signal: AbortSignal) => Promise<T>;
  readonly #onChange: (change: StateChange) => void;
  #state: State = "starting";
  #last: T | null = null;
  #lastSuccessAt: number | null = null;
  #lastError: string | null = null;
  #polls = { ok: 0, failed: 0 };
  #durationSeconds: number | null = null;

  /**
   * @param read asks the target once; rejects with the reason when it has no answer
   * @param onChange called when the state has changed
   */
  constructor(
    node: string,
    layer: Layer,
    read: (signal: AbortSignal) => Promise<T>,
    onChange: (change: StateChange) => void,
  ) {
    this.node = node;
    this.layer = layer;
    this.#read = read;
    this.#onChange = onChange;
  }

  get state(): State {
    return this.#state;
  }

  /** What the target told, if the last poll was good; what it told before is no longer known to hold. */
  get current(): T | null {
    return this.#state === "up" ? this.#last : null;
  }

  /** The last good reading, however old. */
  get last(): T | null {
    return this.#last;
  }

  /**
   * When the last good reading is of, milliseconds since 1970; null when there was none. Never later than it came: an agent
   * whose clock is ahead would else stay fresh however long it is gone.
   */
  get lastSuccessAt(): number | null {
    return this.#lastSuccessAt;
  }

  /** Keeps the last good reading in another form. */
  keep(form: (data: T) => T): void {
    if (this.#last !== null) this.#last = form(this.#last);
  }

  /** Why the last poll failed; null when it was good or there was none. */
  get lastError(): string | null {
    return this.#lastError;
  }

  /** Polls that have ended. */
  get polls(): { readonly ok: number; readonly failed: number } {
    return this.#polls;
  }

  /** Whether a poll has ended, well or not. */
  get polled(): boolean {
    return this.#polls.ok + this.#polls.failed > 0;
  }

  /** How long the last poll took. */
  get durationSeconds(): number | null {
    return this.#durationSeconds;
  }

  /** Seconds since the last good reading; null when there was none. */
  ageSeconds(now: number): number | null {
    const at = this.#lastSuccessAt;
    return at === null ? null : Math.max(0, Math.round((now - at) / 1000));
  }

  /**
   * Polls once. Never rejects: a failure becomes the target's state.
   *
   * @returns whether the target gave what was asked for
   */
  async poll(signal: AbortSignal): Promise<boolean> {
    const started = performance.now();
    const before = this.#state;
    try {
      this.#last = await this.#read(signal);
      this.#lastSuccessAt = Math.min(this.#last.fetchedAt, Date.now());
      this.#polls.ok++;
      this.#lastError = null;
      this.#state = "up";
    } catch (error) {
      if (signal.aborted) return false;
      this.#polls.failed++;
      this.#lastError = error instanceof Error ? error.message : String(error);
      this.#state = error instanceof StartingError ? "starting" : "down";
    }
    this.#durationSeconds = (performance.now() - started) / 1000;
    const { node, layer } = this;
    if (this.#state !== before)
      this.#onChange({ node, layer, from: before, to: this.#state, reason: this.#lastError });
    return this.#state === "up";
  }
}
