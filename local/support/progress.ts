/** Where progress lines go. Standard error, so that a command's standard output stays its result. */
export type Print = (line: string) => void;

/** Prints a line to standard error. */
export const printLine: Print = (line) => {
  process.stderr.write(`${line}\n`);
};

/** A duration for people: `0.4 s`, `12 s`, `3 min 05 s`. */
export function formatDuration(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, "0")} s`;
}

/** A size for people, in powers of 1024: `812 KiB`, `54 MiB`. */
export function formatSize(bytes: number): string {
  if (bytes < 1024 * 1024) return `${Math.ceil(bytes / 1024)} KiB`;
  return `${Math.round(bytes / 1024 / 1024)} MiB`;
}

/** Prints the steps of a job one line at a time: `[3/9] prysm v7.0.0 … building`, then `[3/9] prysm v7.0.0 … 99 s`. */
export class Progress {
  readonly #total: number;
  readonly #print: Print;
  #step = 0;

  /** @param total how many steps there are; @param print where lines go, default standard error */
  constructor(total: number, print: Print = printLine) {
    this.#total = total;
    this.#print = print;
  }

  /**
   * Runs one step. `doing` is announced before it when it is given; the result's text, or the time it took, is printed
   * after it. An error passes through after a line that says that the step failed.
   */
  async step<T>(
    title: string,
    doing: string | undefined,
    work: () => Promise<T>,
    summary?: (result: T) => string | undefined,
  ): Promise<T> {
    this.#step += 1;
    const prefix = `[${this.#step}/${this.#total}] ${title} …`;
    if (doing !== undefined) this.#print(`${prefix} ${doing}`);
    const start = performance.now();
    const took = (): string => formatDuration(performance.now() - start);
    try {
      const result = await work();
      this.#print(`${prefix} ${summary?.(result) ?? took()}`);
      return result;
    } catch (error) {
      this.#print(`${prefix} FAILED after ${took()}`);
      throw error;
    }
  }
}
