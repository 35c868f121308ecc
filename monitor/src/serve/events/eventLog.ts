import type { NewPeerEvent, PeerEvent } from "./event.ts";

/** Events that are kept when nothing else is asked for. */
export const DEFAULT_CAPACITY = 10_000;

/** Takes one event as it happens. */
export type EventListener = (event: PeerEvent) => void;

/** The newest events of all nodes, in the order in which the monitor learnt of them. Memory is bounded. */
export class EventLog {
  readonly #capacity: number;
  readonly #listeners = new Set<EventListener>();
  #events: PeerEvent[] = [];
  #seq: number;

  /**
   * @param capacity events that are kept; at times up to a quarter more
   * @param firstSeq the first event's number. The default is of the clock, so that who asks for all that came after
   *   an event gets what came after it also when the monitor restarted meanwhile.
   */
  constructor(capacity = DEFAULT_CAPACITY, firstSeq = Date.now() * 1000) {
    this.#capacity = capacity;
    this.#seq = firstSeq - 1;
  }

  /** Number of the newest event; below every event's when there was none. */
  get newest(): number {
    return this.#seq;
  }

  /** Takes an event and tells who listens. A listener must not throw. */
  append(event: NewPeerEvent): PeerEvent {
    const numbered = { ...event, seq: ++this.#seq };
    this.#events.push(numbered);
    // Cut rarely: cutting at each event would copy the whole ring each time.
    if (this.#events.length > this.#capacity * 1.25)
      this.#events = this.#events.slice(-this.#capacity);
    for (const listener of this.#listeners) listener(numbered);
    return numbered;
  }

  /** The events after one, oldest first; all that are kept when that one is older than they are. */
  since(seq: number): readonly PeerEvent[] {
    const from = this.#events.findIndex((event) => event.seq > seq);
    return from === -1 ? [] : this.#events.slice(from);
  }

  /**
   * Calls `listener` for every event from now on.
   *
   * @returns ends that
   */
  subscribe(listener: EventListener): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }
}
