/** One who listens to the stream. */
export interface Subscriber {
  /** Takes one message. It is not called again before it has resolved. */
  readonly send: (event: string, data: string) => Promise<void>;
  /** Ends the connection: it has fallen too far behind. */
  readonly drop: () => void;
}

/** Shortest time between two snapshots, in milliseconds. */
const STEP_MS = 1000;
/** Making snapshots may take this part of the time: those of a large fleet come less often. */
const SHARE = 0.05;
/** A reader that is this many messages behind is let go; the page then starts anew. */
const MAX_WAITING = 500;

/** Sends each change to all who listen, made once for all of them, and makes nothing while nobody does. */
export class Broadcast {
  readonly #snapshot: () => string;
  readonly #version: () => number;
  readonly #lines = new Set<Line>();
  #timer: NodeJS.Timeout | null = null;
  #sentVersion: number | null = null;
  #notBefore = 0;

  /**
   * @param snapshot makes the snapshot's JSON
   * @param version differs when a snapshot would; cheap, as it is asked each second
   */
  constructor(snapshot: () => string, version: () => number) {
    this.#snapshot = snapshot;
    this.#version = version;
  }

  get size(): number {
    return this.#lines.size;
  }

  /** Sends the snapshot at once and what comes after it, until the returned function is called. */
  add(subscriber: Subscriber): () => void {
    const line = new Line(subscriber);
    this.#lines.add(line);
    line.push("snapshot", this.#snapshot());
    this.#timer ??= setInterval(() => {
      this.#tick();
    }, STEP_MS);
    return () => {
      this.#lines.delete(line);
      if (this.#lines.size > 0 || this.#timer === null) return;
      clearInterval(this.#timer);
      this.#timer = null;
    };
  }

  /** Sends a message to all. */
  send(event: string, data: string): void {
    for (const line of this.#lines) line.push(event, data);
  }

  #tick(): void {
    const version = this.#version();
    const started = performance.now();
    if (version === this.#sentVersion || started < this.#notBefore) return;
    this.#sentVersion = version;
    this.send("snapshot", this.#snapshot());
    const cost = performance.now() - started;
    this.#notBefore = started + cost / SHARE;
  }
}

/** What one reader still has to get. Of snapshots only the newest waits. */
class Line {
  readonly #subscriber: Subscriber;
  #waiting: { readonly event: string; readonly data: string }[] = [];
  #sending = false;

  constructor(subscriber: Subscriber) {
    this.#subscriber = subscriber;
  }

  push(event: string, data: string): void {
    if (event === "snapshot") {
      this.#waiting = this.#waiting.filter((message) => message.event !== "snapshot");
    }
    this.#waiting.push({ event, data });
    if (this.#waiting.length > MAX_WAITING) {
      this.#waiting = [];
      this.#subscriber.drop();
      return;
    }
    if (!this.#sending) void this.#drain();
  }

  async #drain(): Promise<void> {
    this.#sending = true;
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      try {
        await this.#subscriber.send(next.event, next.data);
      } catch {
        this.#subscriber.drop();
      }
    }
    this.#sending = false;
  }
}
