import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

import { DATABASE } from "../../monitor/src/history/database.ts";
import { Pruner } from "../../monitor/src/history/prune.ts";
import type { Sample } from "../../monitor/src/history/rows.ts";
import { Store } from "../../monitor/src/history/store.ts";
import type { PeerEvent } from "../../monitor/src/serve/events/event.ts";

/** The peer monitor's history of a fleet after a week. Times in milliseconds. */
export interface PeerHistoryFigure {
  readonly nodes: number;
  readonly days: number;
  readonly events: number;
  /** The database's file, bytes. */
  readonly bytes: number;
  /** A write of what comes in a second: 99th percentile and longest. */
  readonly write99: number;
  readonly writeLongest: number;
  /** Removing one day that has become too old: all of it, and the longest single step. */
  readonly pruneDay: number;
  readonly pruneStep: number;
  readonly prunedRows: number;
  /** Opening it with the check of its content, as at each start. */
  readonly open: number;
  /** The counts of all nodes over the week by 15 minutes, of one node over an hour by the minute, and 1000 events. */
  readonly weekOfAll: number;
  readonly hourOfOne: number;
  readonly thousandEvents: number;
}

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;

/**
 * Joins and leaves of a node in an hour, each: twice, for both layers, the upper end of what a full Geth's own rotation
 * causes (a drop every 3 to 7 minutes).
 */
const TURNOVER = 40;

/** Good polls of a node in a minute, by layer. */
const POLLS = { execution: 6, consensus: 5 } as const;

/** Fills a history with `days` of `nodes` nodes' churn, as the monitor would have, and measures it. */
export function measurePeerHistory(nodes = 100, days = 7): PeerHistoryFigure {
  const folder = mkdtempSync(join(tmpdir(), "peer-history-bench-"));
  try {
    return measure(folder, nodes, days);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function measure(folder: string, nodes: number, days: number): PeerHistoryFigure {
  const options = { folder, retentionMs: days * DAY, maxBytes: 1e12 };
  const fail = (text: string): never => {
    throw new Error(text);
  };
  const end = Math.floor(Date.now() / DAY) * DAY + DAY / 2;
  const begin = end - days * DAY;
  const store = new Store(options, fail);
  const churn = new Churn(nodes);
  for (let at = begin; at < end; at += MINUTE) {
    store.write({ samples: churn.samples(at, 1), events: churn.events(at, MINUTE) }, at);
  }
  const events = churn.made;
  const seconds = Array.from({ length: 600 }, (_, second) => {
    const at = end + second * 1000;
    const batch = { samples: churn.samples(at, 1 / 60), events: churn.events(at, 1000) };
    return timed(() => {
      store.write(batch, at);
    });
  }).toSorted((a, b) => a - b);
  store.close();
  const { size: bytes } = statSync(join(folder, DATABASE));
  const again = new Store(options, fail);
  const open = timed(() => again.events({ limit: 1 }));
  const counts = (node: string | null, fromMs: number, stepSeconds: number): number =>
    timed(() => again.counts({ node, fromMs, toMs: end, stepSeconds }, end));
  const weekOfAll = counts(null, begin, 900);
  const hourOfOne = counts("node-1", end - 60 * MINUTE, 60);
  const thousandEvents = timed(() => again.events({ node: "node-1", limit: 1000 }));
  again.close();
  return {
    ...{ nodes, days, events, bytes, open, weekOfAll, hourOfOne, thousandEvents },
    write99: seconds[Math.floor(seconds.length * 0.99)] ?? Number.NaN,
    writeLongest: seconds.at(-1) ?? Number.NaN,
    ...prune(folder, options, end + DAY),
  };
}

/** The monitor was away for a day: all of that day's pruning at once, in the steps in which it happens. */
function prune(folder: string, keep: { retentionMs: number; maxBytes: number }, now: number) {
  const database = new DatabaseSync(join(folder, DATABASE));
  const pruner = new Pruner(database, keep);
  let [pruneDay, pruneStep, prunedRows, rows] = [0, 0, 0, 1];
  while (rows > 0) {
    const took = timed(() => (rows = pruner.step(now)));
    pruneDay += took;
    pruneStep = Math.max(pruneStep, took);
    prunedRows += rows;
  }
  database.close();
  return { pruneDay, pruneStep, prunedRows };
}

/** A fleet whose peers come and go evenly over the hour. */
class Churn {
  readonly #nodes: readonly string[];
  #due = 0;
  #seq = 0;

  constructor(nodes: number) {
    this.#nodes = Array.from({ length: nodes }, (_, index) => `node-${index}`);
  }

  /** Events so far. */
  get made(): number {
    return this.#seq;
  }

  /** The polls of a minute, or of a part of it. */
  samples(at: number, share: number): Sample[] {
    return (["execution", "consensus"] as const).flatMap((layer) => {
      const polls = Array.from({ length: Math.ceil(POLLS[layer] * this.#nodes.length * share) });
      return polls.map((_, index) => {
        const [inbound, outbound] = [30 + (index % 5), 16 - (index % 3)];
        const node = this.#nodes[index % this.#nodes.length] ?? "";
        return { node, layer, at, inbound, outbound, unknown: 0, total: inbound + outbound };
      });
    });
  }

  /** The joins and leaves of some time, which need not be a whole number of them. */
  events(at: number, forMs: number): PeerEvent[] {
    this.#due += (this.#nodes.length * TURNOVER * 2 * forMs) / (60 * MINUTE);
    const count = Math.floor(this.#due);
    this.#due -= count;
    return Array.from({ length: count }, () => this.#event(at));
  }

  #event(at: number): PeerEvent {
    const seq = ++this.#seq;
    const join = seq % 2 === 0;
    return {
      seq: at * 1000 + (seq % 1000),
      at: new Date(at).toISOString(),
      node: this.#nodes[(seq >> 1) % this.#nodes.length] ?? "",
      layer: (seq >> 2) % 2 === 0 ? "execution" : "consensus",
      kind: join ? "join" : "leave",
      precision: "event",
      peer: (seq >> 1).toString(16).padStart(64, "0"),
      client: "nethermind",
      direction: "inbound",
      country: "DE",
      asn: 24940,
      reason: join ? null : "disconnect requested",
    };
  }
}

function timed(work: () => unknown): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

/** The section of `docs/benchmarks.md`, a column for each size of fleet. */
export function peerHistorySection(figures: readonly PeerHistoryFigure[]): string {
  const ms = (value: number): string => `${value.toFixed(value < 10 ? 1 : 0)} ms`;
  const line = (what: string, cell: (figure: PeerHistoryFigure) => string): string =>
    `| ${[what, ...figures.map(cell)].join(" | ")} |`;
  const { days = 0 } = figures[0] ?? {};
  const megabytes = (bytes: number, digits: number): string =>
    `${(bytes / 1e6).toFixed(digits)} MB`;
  return `
## History of peers

${days} days of nodes that each have ${TURNOVER} joins and ${TURNOVER} leaves an hour and a poll of each layer every 10 and 12 seconds.

${line("nodes", ({ nodes }) => `${nodes}`)}
|---${"|--:".repeat(figures.length)}|
${line("events", ({ events }) => `${events}`)}
${line("size of the database", ({ bytes }) => megabytes(bytes, 1))}
${line("of it for a node and a day", ({ bytes, nodes }) => megabytes(bytes / nodes / days, 2))}
${line("a second's write with its pruning, 99th percentile", ({ write99 }) => ms(write99))}
${line("the longest", ({ writeLongest }) => ms(writeLongest))}
${line("rows of a day that is pruned at once", ({ prunedRows }) => `${prunedRows}`)}
${line("pruning them", ({ pruneDay }) => ms(pruneDay))}
${line("its longest step", ({ pruneStep }) => ms(pruneStep))}
${line("opening, with the check of its content", ({ open }) => ms(open))}
${line(`counts of all nodes over ${days} days by 15 minutes`, ({ weekOfAll }) => ms(weekOfAll))}
${line("counts of a node over an hour by the minute", ({ hourOfOne }) => ms(hourOfOne))}
${line("the newest 1000 events of a node", ({ thousandEvents }) => ms(thousandEvents))}
`;
}

/** Of the largest fleet that has no thread for it, and of a hundred nodes. */
export const measurePeerHistories = (): PeerHistoryFigure[] =>
  [3, 100].map((nodes) => measurePeerHistory(nodes));

if (import.meta.main) process.stdout.write(peerHistorySection(measurePeerHistories()));
