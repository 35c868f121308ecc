import type { Layer } from "../peers/clientName.ts";
import type { Direction } from "../peers/model.ts";
import { countPeers, type Counts } from "../peers/tally.ts";
import type { PeerEvent } from "../serve/events/event.ts";
import type { ChurnFacts, RestartFacts } from "./facts.ts";
import { HourOfChurn } from "./hourOfChurn.ts";
import { type LeaveReason, leaveReason } from "./leaveReason.ts";
import { SessionLengths } from "./sessionLengths.ts";
import { RESTART_WINDOW_SECONDS } from "./thresholds.ts";

/** Peers whose ids are kept to be known again after a restart, the newest: days of Geth's rotation. */
const MAX_SEEN = 512;

/** What a reading says of its peers. */
interface Reading {
  readonly fetchedAt: number;
  readonly peers: readonly { readonly id: string; readonly direction: Direction }[];
  /** Default: none. */
  readonly unlistedPeers?: number;
}

/** What is remembered of one layer of a node beyond its last reading, for as long as the monitor runs. */
export class LayerMemory {
  /** Joins since the monitor started. */
  joins = 0;
  /** Leaves since the monitor started, by reason. */
  readonly leaves = new Map<LeaveReason, number>();
  readonly sessions = new SessionLengths();
  readonly #hour = new HourOfChurn();
  readonly #seen = new Set<string>();
  #upSince: number | null = null;
  #hadPeers = false;
  #noInboundSince: number | null = null;
  #restart: Omit<RestartFacts, "layer"> | null = null;
  #last: Reading | null = null;

  /** Since when the layer has been seen to be up; null while it is not. */
  get upSince(): number | null {
    return this.#upSince;
  }

  /** Whether it has had a peer since it is seen to be up. */
  get hadPeers(): boolean {
    return this.#hadPeers;
  }

  /** Since when no reading had a peer that called it; null when one has. */
  get noInboundSince(): number | null {
    return this.#noInboundSince;
  }

  /**
   * Takes what is known now: a reading, or null when the layer is not up. One reading may come several times.
   *
   * @param count counts its peers; default: one by one
   */
  observe<R extends Reading>(reading: R | null, count: (reading: R) => Counts = countPeers): void {
    if (reading === null) {
      this.#upSince = null;
      this.#hadPeers = false;
      this.#noInboundSince = null;
      return;
    }
    if (reading === this.#last) return;
    this.#last = reading;
    this.#upSince ??= reading.fetchedAt;
    const { outbound, total } = count(reading);
    this.#hadPeers ||= total > 0;
    // Of a peer whose direction is not told it may be that it called.
    const none = outbound === total;
    this.#noInboundSince = none ? (this.#noInboundSince ?? reading.fetchedAt) : null;
  }

  /** Takes an event of this layer. */
  take(event: PeerEvent): void {
    const at = Date.parse(event.at);
    if (event.kind === "join") {
      this.joins++;
      this.#hour.joined(at);
      if (event.peer === null) return;
      this.sessions.began(event.peer, at);
      if (event.direction === "outbound") this.#saw(event.peer, at);
    } else if (event.kind === "leave") {
      const reason = leaveReason(event.reason);
      this.leaves.set(reason, (this.leaves.get(reason) ?? 0) + 1);
      this.#hour.left(at);
      if (event.peer === null) return;
      this.sessions.ended(event.peer, at);
      // Of those that were there when the monitor started this is the first event.
      if (event.direction === "outbound") this.#saw(event.peer, at);
    } else if (event.kind === "down") this.#wentDown(at);
    else this.#cameBack(at);
  }

  /** What came and went since it is up, of the last hour at most; null while it is not up. */
  churn(now: number): ChurnFacts | null {
    return this.#upSince === null ? null : this.#hour.facts(this.#upSince, now);
  }

  /** The last time that it came back; null when it never did. */
  get restart(): Omit<RestartFacts, "layer"> | null {
    return this.#restart;
  }

  #wentDown(at: number): void {
    this.observe(null);
    this.#hour.clear();
    this.sessions.clear();
    for (const { id, direction } of this.#last?.peers ?? [])
      if (direction === "outbound") this.#saw(id, at);
  }

  #cameBack(at: number): void {
    const before = (this.#last?.peers ?? []).filter(({ direction }) => direction === "outbound");
    const known = this.#last !== null;
    this.#restart = {
      at,
      before: known ? new Set(before.map(({ id }) => id)) : null,
      seen: known ? new Set(this.#seen) : null,
    };
  }

  #saw(id: string, at: number): void {
    // Peers of a restart's first hour are those that are judged: a second restart must not make them old friends.
    if (this.#restart !== null && at - this.#restart.at < RESTART_WINDOW_SECONDS * 1000) return;
    this.#seen.delete(id);
    this.#seen.add(id);
    const [oldest] = this.#seen;
    if (this.#seen.size > MAX_SEEN && oldest !== undefined) this.#seen.delete(oldest);
  }
}

/** What is remembered of a node. */
export class NodeMemory {
  readonly execution = new LayerMemory();
  readonly consensus = new LayerMemory();
  /** Grows by every event, so that what was made of the memory can be told from what is to be made anew. */
  version = 0;

  /** Takes an event of this node. */
  take(event: PeerEvent): void {
    this.version++;
    this[event.layer].take(event);
  }

  /** The layers that came back. */
  get restarts(): RestartFacts[] {
    return (["execution", "consensus"] as const satisfies readonly Layer[]).flatMap((layer) => {
      const { restart } = this[layer];
      return restart === null ? [] : [{ layer, ...restart }];
    });
  }
}
