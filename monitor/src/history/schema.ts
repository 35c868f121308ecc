import type { DatabaseSync } from "node:sqlite";

/** The database is of a newer monitor, which this one must not write to. */
export class NewerDatabaseError extends Error {
  override readonly name = "NewerDatabaseError";
  readonly version: number;

  constructor(version: number) {
    super(`the database has schema ${version}, newer than ${migrations.length}`);
    this.version = version;
  }
}

/**
 * How the database grew: entry n leads from `user_version` n to n + 1. Never change one that was released; add one.
 *
 * Times of events are milliseconds since 1970; `slot.at` is minutes since 1970, the begin of a slot of `step` minutes.
 * `slot` comes first by time, so that one minute of all nodes lies together: a flush touches few pages, and so does
 * pruning. Its counts are sums over `polls`.
 */
const migrations: readonly string[] = [
  `
  CREATE TABLE node (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
  CREATE TABLE event (
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    node INTEGER NOT NULL,
    layer INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    precision INTEGER NOT NULL,
    peer BLOB,
    client TEXT,
    direction INTEGER,
    country TEXT,
    asn INTEGER,
    reason TEXT
  ) STRICT;
  CREATE INDEX event_of_node ON event (node, at);
  CREATE TABLE slot (
    step INTEGER NOT NULL,
    at INTEGER NOT NULL,
    node INTEGER NOT NULL,
    layer INTEGER NOT NULL,
    polls INTEGER NOT NULL,
    inbound INTEGER NOT NULL,
    outbound INTEGER NOT NULL,
    unknown INTEGER NOT NULL,
    total INTEGER NOT NULL,
    least INTEGER,
    most INTEGER,
    joins INTEGER NOT NULL,
    leaves INTEGER NOT NULL,
    PRIMARY KEY (step, at, node, layer)
  ) STRICT, WITHOUT ROWID;
  `,
];

/** The version of a database that this monitor writes. */
export const SCHEMA_VERSION = migrations.length;

/**
 * Brings a database to this monitor's schema, each step whole or not at all.
 *
 * @throws {NewerDatabaseError} when it is of a newer monitor
 */
export function migrate(database: DatabaseSync): void {
  const row = database.prepare("PRAGMA user_version").get();
  const version = Number(row?.["user_version"]);
  if (version > SCHEMA_VERSION) throw new NewerDatabaseError(version);
  for (const [index, sql] of migrations.entries()) {
    if (index < version) continue;
    database.exec(`BEGIN IMMEDIATE; ${sql} PRAGMA user_version = ${index + 1}; COMMIT;`);
  }
}
