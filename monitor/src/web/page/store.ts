import type { PeerEvent } from "../../serve/events/event.ts";
import type { Snapshot } from "../../serve/snapshot.ts";
import { diversityOf, topClient } from "./cards.ts";
import { COLUMNS, shownColumns } from "./columns.ts";
import { matches, parseFilter } from "./filter.ts";
import type { Connection, Model, Session } from "./model.ts";
import { nodesOf, type Row, rowsOf } from "./rows.ts";
import { joined, NO_SERIES, type Series, type SeriesName, withSample } from "./series.ts";
import { sortRows } from "./sort.ts";
import { median, tally } from "./tally.ts";
import type { View } from "./urlState.ts";

/** As many events as the page keeps: more than the server sends in an hour of normal churn. */
const MAX_EVENTS = 5000;

/** All that the page knows, and the one picture made of it. */
export class Store {
  view: View;
  connection: Connection = { kind: "loading" };
  session: Session = { role: null, actions: [], history: false };
  snapshot: Snapshot | null = null;
  events: readonly PeerEvent[] = [];
  /** Key of the row that the keyboard is on. */
  current: string | null = null;
  #receivedAt = 0;
  #stored: Series = NO_SERIES;
  #seen: Series = NO_SERIES;
  /** The rows of the last snapshot and view, as making them costs more than anything else. */
  #rows: { snapshot: Snapshot; node: string | null; rows: readonly Row[] } | null = null;

  constructor(view: View) {
    this.view = view;
  }

  /** Milliseconds since the snapshot came; null before the first. */
  get elapsed(): number | null {
    return this.snapshot === null ? null : performance.now() - this.#receivedAt;
  }

  /** A new snapshot has come. */
  take(snapshot: Snapshot): void {
    this.snapshot = snapshot;
    this.#receivedAt = performance.now();
    this.#sample();
  }

  /** New events, in any order; those that are known already are left out. */
  addEvents(events: readonly PeerEvent[]): void {
    const known = new Set(this.events.map(({ seq }) => seq));
    const fresh = events.filter(({ seq }) => !known.has(seq));
    if (fresh.length === 0) return;
    this.events = [...this.events, ...fresh].sort((a, b) => a.seq - b.seq).slice(-MAX_EVENTS);
  }

  /** What the history tells of the view's node. What the page itself saw begins anew. */
  setStored(series: Series): void {
    this.#stored = series;
  }

  /** The view is of another node: nothing that was drawn holds for it. */
  forgetSeries(): void {
    this.#stored = NO_SERIES;
    this.#seen = NO_SERIES;
    if (this.snapshot !== null) this.#sample();
  }

  /** The picture of now; null before the first snapshot. */
  model(): Model | null {
    const { snapshot, view, elapsed } = this;
    if (snapshot === null || elapsed === null) return null;
    const now = Date.parse(snapshot.generatedAt) + elapsed;
    const rows = this.#rowsOf(snapshot);
    const filter = parseFilter(view.query);
    const column = COLUMNS.find(({ id }) => id === view.sort);
    const passing =
      filter.terms.length === 0 ? rows : rows.filter((row) => matches(row, filter, now));
    return {
      connection: this.connection,
      session: this.session,
      view,
      snapshot,
      now,
      elapsed,
      events: this.events,
      series: this.#series(),
      filter,
      columns: shownColumns(view.columns, view.node === null && snapshot.nodes.length > 1),
      rows,
      shown: column === undefined ? passing : sortRows(passing, column.sort, view.descending),
    };
  }

  #rowsOf(snapshot: Snapshot): readonly Row[] {
    const { node } = this.view;
    if (this.#rows?.snapshot !== snapshot || this.#rows.node !== node) {
      this.#rows = { snapshot, node, rows: rowsOf(snapshot, node) };
    }
    return this.#rows.rows;
  }

  #series(): Series {
    const names = Object.keys(NO_SERIES) as SeriesName[];
    return Object.fromEntries(
      names.map((name) => [name, joined(this.#stored[name], this.#seen[name])]),
    ) as Series;
  }

  /** Remembers the figures that the history has not, or not yet. */
  #sample(): void {
    const { snapshot, view } = this;
    if (snapshot === null) return;
    const at = Date.parse(snapshot.generatedAt);
    const rows = this.#rowsOf(snapshot);
    const nodes = nodesOf(snapshot, view.node);
    const total = (layer: "execution" | "consensus"): number | null => {
      const counts = nodes.flatMap((node) => node[layer]?.counts ?? []);
      return counts.length === 0 ? null : counts.reduce((sum, one) => sum + one.total, 0);
    };
    const { groups } = tally(rows, ({ asn }) => (asn === null ? null : String(asn)));
    const values: Partial<Record<SeriesName, number | null>> = {
      execution: total("execution"),
      consensus: total("consensus"),
      age: median(rows.map(({ since }) => at - since)),
      client: topClient(diversityOf({ snapshot, view }))?.share ?? null,
      asn: groups[0]?.share ?? null,
    };
    const added = Object.entries(values).map(([name, value]) => [
      name,
      withSample(this.#seen[name as SeriesName], { at, value }),
    ]);
    this.#seen = { ...this.#seen, ...(Object.fromEntries(added) as Partial<Series>) };
  }
}
