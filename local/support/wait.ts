import { setTimeout as sleep } from "node:timers/promises";

/** How long and how often to look. */
export interface WaitOptions {
  /** Milliseconds until giving up. */
  readonly timeout: number;
  /** Milliseconds between two looks. Default 250. */
  readonly interval?: number;
}

/** What was waited for did not happen in time. */
export class WaitError extends Error {
  override readonly name = "WaitError";
  readonly what: string;

  constructor(what: string, timeout: number, options?: ErrorOptions) {
    const last = options?.cause instanceof Error ? `; last answer: ${options.cause.message}` : "";
    super(`waited ${timeout / 1000} s for ${what}${last}`, options);
    this.what = what;
  }
}

/**
 * Looks again and again until `look` returns something else than undefined or false, and returns that.
 * An error that `look` throws counts as "not yet" and is named if time runs out.
 * @throws WaitError when the time is over
 */
export async function waitFor<T>(
  what: string,
  look: () => Promise<T | undefined | false>,
  options: WaitOptions,
): Promise<T> {
  const deadline = performance.now() + options.timeout;
  for (;;) {
    let last: unknown;
    try {
      const found = await look();
      if (found !== undefined && found !== false) return found;
    } catch (error) {
      last = error;
    }
    if (performance.now() >= deadline) throw new WaitError(what, options.timeout, { cause: last });
    await sleep(options.interval ?? 250);
  }
}
