import type { DatabaseSync, StatementSync } from "node:sqlite";

import type { Layer } from "../peers/clientName.ts";
import type { PeerEvent } from "../serve/events/event.ts";
import type { Pseudonyms } from "./pseudonyms.ts";
import { DIRECTIONS, KINDS, LAYERS, PRECISIONS, type Sample } from "./rows.ts";
import { STEPS } from "./slots.ts";

/** What is written together. */
export interface Batch {
  readonly samples: readonly Sample[];
  readonly events: readonly PeerEvent[];
}

const INSERT_EVENT = `INSERT INTO event
  (id, at, node, layer, kind, precision, peer, client, direction, country, asn, reason)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;

const ADD_TO_SLOT = `INSERT INTO slot
  (step, at, node, layer, polls, inbound, outbound, unknown, total, least, most, joins, leaves)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT DO UPDATE SET
    polls = polls + excluded.polls, inbound = inbound + excluded.inbound,
    outbound = outbound + excluded.outbound, unknown = unknown + excluded.unknown,
    total = total + excluded.total,
    least = min(coalesce(least, excluded.least), coalesce(excluded.least, least)),
    most = max(coalesce(most, excluded.most), coalesce(excluded.most, most)),
    joins = joins + excluded.joins, leaves = leaves + excluded.leaves`;

/** Writes batches, each whole or not at all. */
export class Writer {
  readonly #database: DatabaseSync;
  readonly #pseudonyms: Pseudonyms;
  readonly #insertEvent: StatementSync;
  readonly #addToSlot: StatementSync;
  readonly #insertNode: StatementSync;
  readonly #nodes = new Map<string, number>();
  #newest: number;

  constructor(database: DatabaseSync, pseudonyms: Pseudonyms) {
    this.#database = database;
    this.#pseudonyms = pseudonyms;
    this.#insertEvent = database.prepare(INSERT_EVENT);
    this.#addToSlot = database.prepare(ADD_TO_SLOT);
    this.#insertNode = database.prepare(
      "INSERT INTO node (name) VALUES (?) ON CONFLICT DO UPDATE SET name = name RETURNING id",
    );
    const newest = database.prepare("SELECT max(id) AS id FROM event").get();
    this.#newest = Number(newest?.["id"] ?? 0);
  }

  /** @throws when nothing of the batch was written */
  write({ samples, events }: Batch, now: number): void {
    if (samples.length === 0 && events.length === 0) return;
    const newest = this.#newest;
    this.#database.exec("BEGIN IMMEDIATE");
    try {
      for (const sample of samples) this.#sample(sample);
      for (const event of events) this.#event(event, now);
      this.#database.exec("COMMIT");
    } catch (error) {
      // Nodes and numbers of a batch that is not there are not there either.
      this.#nodes.clear();
      this.#newest = newest;
      if (this.#database.isTransaction) this.#database.exec("ROLLBACK");
      throw error;
    }
  }

  #sample({ node, layer, at, inbound, outbound, unknown, total }: Sample): void {
    this.#add(node, layer, at, [1, inbound, outbound, unknown, total, total, total, 0, 0]);
  }

  #event(event: PeerEvent, now: number): void {
    const at = Date.parse(event.at);
    // The log's numbers come from the clock; where that was set back, order counts for more than the number.
    this.#newest = Math.max(event.seq, this.#newest + 1);
    this.#insertEvent.run(
      this.#newest,
      at,
      this.#node(event.node),
      LAYERS.indexOf(event.layer),
      KINDS.indexOf(event.kind),
      PRECISIONS.indexOf(event.precision),
      event.peer === null ? null : this.#pseudonyms.hide(event.peer, now),
      event.client,
      event.direction === null ? null : DIRECTIONS.indexOf(event.direction),
      event.country,
      event.asn,
      event.reason,
    );
    if (event.kind === "join" || event.kind === "leave") {
      const joins = event.kind === "join" ? 1 : 0;
      this.#add(event.node, event.layer, at, [0, 0, 0, 0, 0, null, null, joins, 1 - joins]);
    }
  }

  #add(node: string, layer: Layer, at: number, values: (number | null)[]): void {
    const minute = Math.floor(at / 60_000);
    for (const step of STEPS) {
      const begin = minute - (minute % step);
      this.#addToSlot.run(step, begin, this.#node(node), LAYERS.indexOf(layer), ...values);
    }
  }

  #node(name: string): number {
    const known = this.#nodes.get(name);
    if (known !== undefined) return known;
    const id = Number(this.#insertNode.get(name)?.["id"]);
    this.#nodes.set(name, id);
    return id;
  }
}
