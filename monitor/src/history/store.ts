import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";

import { isDamage, openDatabase, removeAside, setAside } from "./database.ts";
import type { EventFilter, Point, StoredEvent } from "./history.ts";
import { Pruner } from "./prune.ts";
import { Pseudonyms } from "./pseudonyms.ts";
import { type CountsQuery, readCounts } from "./slots.ts";
import { readEvents } from "./storedEvents.ts";
import { type Batch, Writer } from "./writer.ts";

/** Where the database is and what it keeps. */
export interface StoreOptions {
  readonly folder: string;
  readonly retentionMs: number;
  readonly maxBytes: number;
}

/** Longest time that a write spends on pruning, milliseconds. */
const PRUNE_BUDGET_MS = 20;

interface Open {
  readonly database: DatabaseSync;
  readonly pseudonyms: Pseudonyms;
  readonly writer: Writer;
  readonly pruner: Pruner;
}

/** The history's database. All of it is synchronous: it belongs in a thread of its own. */
export class Store {
  readonly #options: StoreOptions;
  readonly #notice: (text: string) => void;
  #open: Open | null = null;

  /** @param notice is told in plain words when a database had to be set aside */
  constructor(options: StoreOptions, notice: (text: string) => void) {
    this.#options = options;
    this.#notice = notice;
  }

  /**
   * Writes a batch and removes some of what is too old.
   *
   * @throws when nothing of the batch was written; the same batch may be given again
   */
  write(batch: Batch, now = Date.now()): void {
    this.#use((open) => {
      open.writer.write(batch, now);
    });
    this.#use(({ pruner, pseudonyms }) => {
      if (!pruner.run(now, PRUNE_BUDGET_MS)) return;
      pseudonyms.forget(now - this.#options.retentionMs);
    });
  }

  counts(query: CountsQuery, now = Date.now()): Point[] {
    return this.#use(({ database }) => readCounts(database, query, now));
  }

  events(filter: EventFilter): StoredEvent[] {
    return this.#use(({ database, pseudonyms }) => readEvents(database, filter, pseudonyms));
  }

  /** Moves what is in the write-ahead log into the database, and lets go of it. */
  close(): void {
    this.#open?.database.close();
    this.#open = null;
  }

  /** Opens at the first use, and again after a fault: a disk that was full or away may be back. */
  #use<T>(work: (open: Open) => T): T {
    const open = (this.#open ??= this.#openAll());
    try {
      return work(open);
    } catch (error) {
      if (isDamage(error)) {
        this.close();
        const name = setAside(this.#options.folder);
        this.#notice(`it is damaged (${(error as Error).message}); set aside as ${name}`);
      }
      throw error;
    }
  }

  #openAll(): Open {
    const { folder, retentionMs } = this.#options;
    const { database, setAside: aside } = openDatabase(folder);
    try {
      if (aside !== null) this.#notice(aside);
      removeAside(folder, Date.now() - retentionMs);
      const pseudonyms = new Pseudonyms(join(folder, "keys.json"));
      return {
        database,
        pseudonyms,
        writer: new Writer(database, pseudonyms),
        pruner: new Pruner(database, this.#options),
      };
    } catch (error) {
      database.close();
      throw error;
    }
  }
}
