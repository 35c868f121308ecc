import type { Logger } from "pino";

import type { PeerEvent } from "../serve/events/event.ts";
import type { EventFilter, History, HistoryState, Point, StoredEvent } from "./history.ts";
import type { Link } from "./link.ts";
import { type PolledNode, PollSampler, type Sample } from "./rows.ts";

/** Pause between two writes, milliseconds: what a crash can cost. */
const FLUSH_MS = 1000;

/** Most events, and most polls, that wait to be written. */
const MAX_QUEUE = 50_000;

/** Most of them that go into one write. */
const MAX_BATCH = 5000;

/** Longest wait for the last write, milliseconds. */
const CLOSE_MS = 3000;

/** The history in a database. What comes is queued, and written once a second. */
export class QueuedHistory implements History {
  readonly #log: Logger;
  readonly #link: Link;
  readonly #closeMs: number;
  readonly #sampler = new PollSampler();
  readonly #timer: NodeJS.Timeout;
  #samples: Sample[] = [];
  #events: PeerEvent[] = [];
  #newest = Number.NEGATIVE_INFINITY;
  #writing: Promise<void> | null = null;
  #error: string | null = null;
  #lost = 0;
  #ended = false;

  /**
   * @param flushMs pause between two writes
   * @param closeMs longest wait for the last writes
   */
  constructor(link: Link, log: Logger, { flushMs = FLUSH_MS, closeMs = CLOSE_MS } = {}) {
    this.#log = log;
    this.#closeMs = closeMs;
    this.#link = link;
    this.#timer = setInterval(() => {
      this.#writing ??= this.#write();
    }, flushMs);
    this.#timer.unref();
  }

  get state(): HistoryState {
    return { error: this.#error, lost: this.#lost };
  }

  record({ nodes }: { readonly nodes: readonly PolledNode[] }, events: readonly PeerEvent[]): void {
    this.#samples.push(...this.#sampler.take(nodes));
    for (const event of events) {
      if (event.seq <= this.#newest) continue;
      this.#newest = event.seq;
      this.#events.push(event);
    }
    const over = this.#events.length - MAX_QUEUE;
    if (over > 0) {
      this.#events.splice(0, over);
      this.#lost += over;
    }
    if (this.#samples.length > MAX_QUEUE) this.#samples = this.#samples.slice(-MAX_QUEUE);
  }

  async counts(
    node: string | null,
    fromMs: number,
    toMs: number,
    stepSeconds: number,
  ): Promise<readonly Point[]> {
    const query = { node, fromMs, toMs, stepSeconds };
    return (await this.#link.ask({ kind: "counts", query })) as Point[];
  }

  async events(filter: EventFilter): Promise<readonly StoredEvent[]> {
    return (await this.#link.ask({ kind: "events", filter })) as StoredEvent[];
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    let late: NodeJS.Timeout | undefined;
    const timeout = new Promise<"late">((resolve) => {
      late = setTimeout(resolve, this.#closeMs, "late");
    });
    const ended = await Promise.race([this.#finish(), timeout]);
    clearTimeout(late);
    this.#ended = true;
    if (ended === "late")
      this.#log.error({ events: this.#events.length }, "history was not written to its end");
    await this.#link.end();
  }

  async #finish(): Promise<void> {
    await this.#writing;
    do await this.#write();
    while (this.#error === null && this.#samples.length + this.#events.length > 0);
    await this.#link.ask({ kind: "close" }).catch(() => undefined);
  }

  /** Writes the oldest of what waits. What could not be written waits on, ahead of what came meanwhile. */
  async #write(): Promise<void> {
    const batch = {
      samples: this.#samples.splice(0, MAX_BATCH),
      events: this.#events.splice(0, MAX_BATCH),
    };
    try {
      await this.#link.ask({ kind: "write", batch });
      this.#tell(null);
    } catch (error) {
      this.#samples.unshift(...batch.samples);
      this.#events.unshift(...batch.events);
      this.#tell(error instanceof Error ? error.message : String(error));
    }
    this.#writing = null;
  }

  // The change is logged, not each try: a disk that is full for a day is one line.
  #tell(error: string | null): void {
    if (this.#ended) return;
    if (error !== null && this.#error === null) {
      this.#log.error({ error }, "history cannot be written; polls go on, and it is tried again");
    }
    if (error === null && this.#error !== null) {
      this.#log.info({ lost: this.#lost }, "history is written again");
    }
    this.#error = error;
  }
}
