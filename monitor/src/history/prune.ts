import type { DatabaseSync, StatementSync } from "node:sqlite";

import { SHORT_KEPT, STEPS } from "./slots.ts";

/** Rows that go in one step; a step is one short transaction. */
const STEP_ROWS = 500;

const DAY_MS = 86_400_000;

/** How long things are kept and how much room they may take. */
export interface Keep {
  readonly retentionMs: number;
  readonly maxBytes: number;
}

/** Removes what is too old, or the oldest when the database is too large. */
export class Pruner {
  readonly #database: DatabaseSync;
  readonly #keep: Keep;
  readonly #events: StatementSync;
  readonly #slots: StatementSync;

  constructor(database: DatabaseSync, keep: Keep) {
    this.#database = database;
    this.#keep = keep;
    // The oldest by number, which nearly is the oldest by time. A time a day ahead is a mistake of some clock.
    this.#events = database.prepare(
      `DELETE FROM event WHERE id IN (SELECT id FROM event ORDER BY id LIMIT ${STEP_ROWS})
       AND (at < :before OR at > :never)`,
    );
    this.#slots = database.prepare(
      `DELETE FROM slot WHERE (step, at, node, layer) IN (
         SELECT step, at, node, layer FROM slot
         WHERE step = :step AND at < :before ORDER BY at, node, layer LIMIT ${STEP_ROWS})`,
    );
  }

  /** Bytes in use: pages that were freed are used again and do not count. */
  get bytes(): number {
    const pragma = (name: string): number =>
      Number(this.#database.prepare(`PRAGMA ${name}`).get()?.[name]);
    return (pragma("page_count") - pragma("freelist_count")) * pragma("page_size");
  }

  /**
   * Removes a little.
   *
   * @returns rows that went; 0 when nothing is left to remove
   */
  step(now: number): number {
    const full = this.bytes > this.#keep.maxBytes;
    const before = full ? Number.MAX_SAFE_INTEGER : now - this.#keep.retentionMs;
    const minutes = Math.floor((now - this.#keep.retentionMs) / 60_000);
    const [short, long] = STEPS;
    return (
      this.#run(this.#events, { before, never: now + DAY_MS }) +
      this.#run(this.#slots, {
        step: short,
        before: Math.max(minutes, Math.floor(now / 60_000) - SHORT_KEPT),
      }) +
      // A slot goes when all of it is too old.
      this.#run(this.#slots, { step: long, before: minutes - long })
    );
  }

  /** Removes for at most so many milliseconds. Whether nothing is left to remove. */
  run(now: number, budgetMs: number): boolean {
    const end = performance.now() + budgetMs;
    while (performance.now() < end) if (this.step(now) === 0) return true;
    return false;
  }

  #run(statement: StatementSync, values: Record<string, number>): number {
    return Number(statement.run(values).changes);
  }
}
