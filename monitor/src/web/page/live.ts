import type { PeerEvent } from "../../serve/events/event.ts";
import type { Snapshot } from "../../serve/snapshot.ts";
import { fetchSnapshot, SignInNeeded } from "./api.ts";
import type { Connection } from "./model.ts";

/** Whom the page's news go to. */
export interface Listener {
  readonly snapshot: (snapshot: Snapshot) => void;
  readonly event: (event: PeerEvent) => void;
  readonly connection: (connection: Connection) => void;
}

/** Without a stream the page asks this often, in milliseconds. */
const POLL_MS = 5_000;
/** A stream that was silent for this long is dead: the server says something every 15 s. */
const SILENCE_MS = 40_000;
/** A stream that broke is tried again after this long. */
const RETRY_MS = 15_000;

/** Keeps the page in step with the server: by its stream, and by asking while there is none. */
export class Live {
  readonly #listener: Listener;
  #stream: EventSource | null = null;
  #heardAt = performance.now();
  #streamTriedAt = -Infinity;
  #lostSince: number | null = null;
  #asking = false;
  /** Whether anything has come yet: a stream that is open but was silent so far shows nothing. */
  #seen = false;

  constructor(listener: Listener) {
    this.#listener = listener;
  }

  /** Asks once, then listens. */
  start(): void {
    void this.#ask();
    this.#open();
    setInterval(() => {
      this.#check();
    }, POLL_MS);
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") this.#check();
    });
  }

  /** Tries at once, as after signing in. */
  again(): void {
    this.#streamTriedAt = -Infinity;
    this.#check();
  }

  #check(): void {
    const now = performance.now();
    const streaming = this.#stream?.readyState === EventSource.OPEN;
    if (streaming && this.#seen && now - this.#heardAt < SILENCE_MS) return;
    if (now - this.#streamTriedAt > RETRY_MS) this.#open();
    void this.#ask();
  }

  async #ask(): Promise<void> {
    if (this.#asking) return;
    this.#asking = true;
    try {
      const snapshot = await fetchSnapshot();
      this.#lostSince = null;
      this.#seen = true;
      const streaming = this.#stream?.readyState === EventSource.OPEN;
      this.#listener.connection({ kind: streaming ? "live" : "polling" });
      this.#listener.snapshot(snapshot);
    } catch (error) {
      if (error instanceof SignInNeeded) {
        this.#close();
        this.#listener.connection({ kind: "signIn", wrong: false });
      } else {
        this.#lostSince ??= performance.now();
        const why = error instanceof Error ? error.message : String(error);
        this.#listener.connection({ kind: "lost", since: this.#lostSince, why });
      }
    } finally {
      this.#asking = false;
    }
  }

  #close(): void {
    this.#stream?.close();
    this.#stream = null;
  }

  #open(): void {
    this.#close();
    this.#streamTriedAt = performance.now();
    const stream = new EventSource("/api/stream");
    this.#stream = stream;
    const heard = (): void => {
      this.#heardAt = performance.now();
      this.#lostSince = null;
    };
    stream.addEventListener("open", () => {
      heard();
      if (this.#seen) this.#listener.connection({ kind: "live" });
    });
    stream.addEventListener("snapshot", ({ data }: MessageEvent<string>) => {
      heard();
      this.#seen = true;
      this.#listener.connection({ kind: "live" });
      this.#listener.snapshot(JSON.parse(data) as Snapshot);
    });
    stream.addEventListener("peer", ({ data }: MessageEvent<string>) => {
      heard();
      this.#listener.event(JSON.parse(data) as PeerEvent);
    });
    stream.addEventListener("heartbeat", heard);
    stream.addEventListener("error", () => {
      // Not left to the browser, which gives up for good after an answer that is no stream.
      if (this.#stream !== stream) return;
      this.#close();
      void this.#ask();
    });
  }
}
