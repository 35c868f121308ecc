import type { DatabaseSync, SQLInputValue } from "node:sqlite";

import type { ClientKind, Layer } from "../peers/clientName.ts";
import type { Direction } from "../peers/model.ts";
import type { EventKind, EventPrecision } from "../serve/events/event.ts";
import type { EventFilter, StoredEvent } from "./history.ts";
import type { Pseudonyms } from "./pseudonyms.ts";
import { DIRECTIONS, KINDS, LAYERS, PRECISIONS } from "./rows.ts";

/** Events of an answer when nothing is asked for, and most of them. */
const DEFAULT_LIMIT = 1000;
const MAX_LIMIT = 10_000;

/** The newest kept events that fit, oldest first. */
export function readEvents(
  database: DatabaseSync,
  filter: EventFilter,
  pseudonyms: Pick<Pseudonyms, "all">,
): StoredEvent[] {
  const { node, layer, fromMs, toMs, after, peer } = filter;
  const conditions: string[] = [];
  const values: SQLInputValue[] = [];
  const where = (condition: string, ...more: SQLInputValue[]): void => {
    conditions.push(condition);
    values.push(...more);
  };
  if (node !== undefined) where("event.node = (SELECT id FROM node WHERE name = ?)", node);
  if (layer !== undefined) where("layer = ?", LAYERS.indexOf(layer));
  if (fromMs !== undefined) where("at >= ?", fromMs);
  if (toMs !== undefined) where("at <= ?", toMs);
  if (after !== undefined) where("event.id > ?", after);
  if (peer !== undefined) {
    const names = pseudonyms.all(peer);
    where(`peer IN (${names.map(() => "?").join()})`, ...names);
  }
  const limit = Math.min(MAX_LIMIT, Math.max(1, Math.trunc(filter.limit ?? DEFAULT_LIMIT)));
  const rows = database
    .prepare(
      `SELECT event.*, node.name AS name FROM event JOIN node ON node.id = event.node
       ${conditions.length === 0 ? "" : `WHERE ${conditions.join(" AND ")}`}
       ORDER BY event.id DESC LIMIT ${limit}`,
    )
    .all(...values);
  return rows.reverse().map(toEvent);
}

function toEvent(row: Record<string, unknown>): StoredEvent {
  const peer = row["peer"];
  const word = <T>(list: readonly T[], key: string): T | undefined =>
    row[key] === null ? undefined : list[Number(row[key])];
  return {
    seq: Number(row["id"]),
    at: new Date(Number(row["at"])).toISOString(),
    node: String(row["name"]),
    layer: word<Layer>(LAYERS, "layer") ?? "execution",
    kind: word<EventKind>(KINDS, "kind") ?? "leave",
    precision: word<EventPrecision>(PRECISIONS, "precision") ?? "poll",
    peer: peer instanceof Uint8Array ? Buffer.from(peer).toString("hex") : null,
    client: row["client"] as ClientKind | null,
    direction: word<Direction>(DIRECTIONS, "direction") ?? null,
    country: row["country"] as string | null,
    asn: row["asn"] as number | null,
    reason: row["reason"] as string | null,
  };
}
