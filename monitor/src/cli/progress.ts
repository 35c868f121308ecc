import type { Logger } from "pino";

/** How often what is missing is logged while it stays the same. */
const repeatMs = 30_000;

/** Logs what is waited for whenever that changes, and now and then while it does not. */
export class Progress {
  readonly #log: Logger;
  #told = "";
  #toldAt = -Infinity;

  constructor(log: Logger) {
    this.#log = log;
  }

  tell(missing: readonly string[], expected: string, waitedMs: number): void {
    // Numbers change with every look: a head's age is no news.
    const kind = missing.join("; ").replaceAll(/\d+/g, "#");
    if (kind === this.#told && waitedMs - this.#toldAt < repeatMs) return;
    this.#told = kind;
    this.#toldAt = waitedMs;
    this.#log.info({ waitedSeconds: seconds(waitedMs), missing, expected }, "waiting");
  }
}

/** Milliseconds in whole seconds. */
export const seconds = (ms: number): number => Math.round(ms / 1000);
