import { setTimeout as sleep } from "node:timers/promises";

/**
 * Waits until `check` gives a value that is neither undefined, null nor false, and returns it.
 *
 * @throws {Error} naming `what` after `timeoutMs`, default 15 s: a machine may have more to do
 */
export async function waitFor<T>(
  what: string,
  check: () => T | Promise<T>,
  timeoutMs = 15_000,
): Promise<NonNullable<Exclude<T, false>>> {
  const end = Date.now() + timeoutMs;
  for (;;) {
    const value = await check();
    if (value !== undefined && value !== null && value !== false) {
      return value as NonNullable<Exclude<T, false>>;
    }
    if (Date.now() > end) throw new Error(`${what}: not within ${timeoutMs} ms`);
    await sleep(10);
  }
}
