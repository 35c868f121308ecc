import { join } from "node:path";

import type { Logger } from "pino";

import { readFile, rename, writeFile } from "../fileCalls.ts";
import { asObject } from "../peers/read.ts";

const FILE = "sync.json";

/**
 * Remembers on the data volume when the node was last in sync, so that the agent of the pod that takes its place knows
 * whether a first sync is over.
 */
export class SyncMemory {
  readonly #folder: string | null;
  readonly #log: Logger;
  #problem: string | null = null;

  /** @param folder a folder that can be written; null to remember nothing */
  constructor(folder: string | null, log: Logger) {
    this.#folder = folder;
    this.#log = log;
  }

  /** What was saved last, ISO 8601; null when nothing was or it cannot be read. */
  async load(): Promise<string | null> {
    if (this.#folder === null) return null;
    try {
      const value: unknown = JSON.parse(await readFile(join(this.#folder, FILE), "utf8"));
      const time = asObject(value)?.["lastInSync"];
      return typeof time === "string" && Number.isFinite(Date.parse(time)) ? time : null;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") this.#warn(error);
      return null;
    }
  }

  /** Saves it. A volume that cannot be written is logged, once a reason, and changes nothing else. */
  async save(lastInSync: string): Promise<void> {
    if (this.#folder === null) return;
    const path = join(this.#folder, FILE);
    try {
      // Written beside and then put in place: a machine that loses power leaves the old file or the new one.
      const text = `${JSON.stringify({ schema: 1, lastInSync })}\n`;
      await writeFile(`${path}.new`, text, { mode: 0o600, flush: true });
      await rename(`${path}.new`, path);
      this.#problem = null;
    } catch (error) {
      this.#warn(error);
    }
  }

  #warn(error: unknown): void {
    const problem = error instanceof Error ? error.message : String(error);
    if (problem !== this.#problem)
      this.#log.warn(
        { folder: this.#folder, problem },
        "cannot remember when the node was in sync",
      );
    this.#problem = problem;
  }
}
