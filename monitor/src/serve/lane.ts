/** Lets only so many tasks run at once; the others wait in the order in which they came. */
export class Lane {
  readonly #width: number;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(width: number) {
    this.#width = width;
  }

  /** Runs a task as soon as there is room. Settles as the task does. */
  async run<T>(task: () => Promise<T>): Promise<T> {
    if (this.#running >= this.#width)
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#running++;
    try {
      return await task();
    } finally {
      // The room goes to the next one without becoming free in between, so nobody can push in.
      const next = this.#waiting.shift();
      if (next === undefined) this.#running--;
      else next();
    }
  }
}

/** The room for polls of targets that answer, and that for those that do not. */
export interface Lanes {
  readonly good: Lane;
  readonly failing: Lane;
}

/**
 * A target that hangs holds its place until its time-out. Those that failed last time have places of their own, so that
 * however many hang, no target that answers waits for them.
 *
 * @param width polls of well targets at once; of failing ones a quarter of that
 */
export function createLanes(width: number): Lanes {
  return { good: new Lane(width), failing: new Lane(Math.max(1, Math.ceil(width / 4))) };
}
