import { mkdirSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

import { migrate, NewerDatabaseError } from "./schema.ts";

/** The database's name in its folder. */
export const DATABASE = "history.db";

/** Between the database's name and the moment at which one was set aside. */
const ASIDE = ".aside-";

/** What SQLite keeps beside the database; together they are one. */
const PARTS = ["", "-wal", "-shm"];

// SQLITE_CORRUPT and SQLITE_NOTADB. Source: https://www.sqlite.org/rescode.html
const DAMAGED = new Set([11, 26]);

/** Whether an error says that the database's content is damaged, rather than that it could not be reached. */
export function isDamage(error: unknown): boolean {
  const code = (error as { errcode?: unknown } | null)?.errcode;
  return typeof code === "number" && DAMAGED.has(code & 0xff);
}

/** An open database, and why an older one had to be set aside, if so. */
export interface Opened {
  readonly database: DatabaseSync;
  readonly setAside: string | null;
}

/**
 * Opens the database of a folder, or begins one. One that is damaged, or of a newer monitor, is set aside under another
 * name, never changed or lost: the history begins anew.
 *
 * @throws when the folder cannot be used, as when the disk is full
 */
export function openDatabase(folder: string, now = Date.now()): Opened {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, DATABASE);
  try {
    return { database: openChecked(file), setAside: null };
  } catch (error) {
    const newer = error instanceof NewerDatabaseError;
    if (!newer && !isDamage(error)) throw error;
    const name = setAside(folder, now);
    const why = newer ? error.message : `it is damaged (${(error as Error).message})`;
    return { database: openChecked(file), setAside: `${why}; set aside as ${name}` };
  }
}

/** Gives a database that nobody has open another name. */
export function setAside(folder: string, now = Date.now()): string {
  const stamp = new Date(now).toISOString().replaceAll(/[:.]/g, "-");
  for (const part of PARTS) {
    const from = join(folder, DATABASE + part);
    try {
      renameSync(from, join(folder, `${DATABASE}${ASIDE}${stamp}${part}`));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
  }
  return `${DATABASE}${ASIDE}${stamp}`;
}

/** Removes what was set aside before then: it too is of peers, and is kept no longer than the rest. */
export function removeAside(folder: string, before: number): void {
  for (const name of readdirSync(folder)) {
    if (!name.startsWith(DATABASE + ASIDE)) continue;
    const path = join(folder, name);
    if (statSync(path).ctimeMs < before) rmSync(path);
  }
}

function openChecked(file: string): DatabaseSync {
  const database = new DatabaseSync(file, { timeout: 2000 });
  try {
    // WAL: what is committed survives the process whenever it dies, and a commit waits for no disk. Deleted rows are
    // overwritten where that costs no page of its own.
    database.exec(
      "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA secure_delete = FAST;" +
        "PRAGMA journal_size_limit = 8388608; PRAGMA cache_size = -2000;",
    );
    const check = database.prepare("PRAGMA quick_check(1)").get();
    if (check?.["quick_check"] !== "ok") {
      throw Object.assign(new Error(String(check?.["quick_check"])), { errcode: 11 });
    }
    migrate(database);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}
