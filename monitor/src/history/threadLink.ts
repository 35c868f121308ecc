import { Worker } from "node:worker_threads";

import { HistoryError } from "./history.ts";
import type { Link } from "./link.ts";
import type { Question, Reply, Request } from "./messages.ts";
import type { StoreOptions } from "./store.ts";

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: HistoryError) => void;
}

/** Memory of the thread: young objects, old ones and its stack, megabytes. */
const LIMITS = { maxYoungGenerationSizeMb: 2, maxOldGenerationSizeMb: 64, stackSizeMb: 1 };

/** Shortest time between two starts of a thread that ends by itself, milliseconds. */
const RESTART_MS = 10_000;

/** Questions to the thread, which is started at the first and again when it has died. */
export class ThreadLink implements Link {
  readonly #options: StoreOptions;
  readonly #notice: (text: string) => void;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | null = null;
  #startedAt = Number.NEGATIVE_INFINITY;
  #id = 0;

  constructor(options: StoreOptions, notice: (text: string) => void) {
    this.#options = options;
    this.#notice = notice;
  }

  async ask(question: Question): Promise<unknown> {
    const worker = this.#worker ?? this.#start();
    const request: Request = { id: ++this.#id, question };
    return new Promise((resolve, reject) => {
      this.#waiting.set(request.id, { resolve, reject });
      worker.postMessage(request);
    });
  }

  async end(): Promise<void> {
    const worker = this.#worker;
    this.#worker = null;
    await worker?.terminate();
  }

  #start(): Worker {
    const now = performance.now();
    if (now - this.#startedAt < RESTART_MS) throw new HistoryError("its thread has ended");
    this.#startedAt = now;
    const worker = new Worker(new URL("./thread.ts", import.meta.url), {
      workerData: this.#options,
      resourceLimits: LIMITS,
    });
    worker.on("message", (reply: Reply) => {
      this.#take(reply);
    });
    let why = "its thread has ended";
    worker.on("error", (error: Error) => {
      why = error.message;
    });
    worker.on("exit", () => {
      if (this.#worker === worker) this.#worker = null;
      for (const { reject } of this.#waiting.values()) reject(new HistoryError(why));
      this.#waiting.clear();
    });
    this.#worker = worker;
    return worker;
  }

  #take(reply: Reply): void {
    if ("notice" in reply) {
      this.#notice(reply.notice);
      return;
    }
    const waiting = this.#waiting.get(reply.id);
    this.#waiting.delete(reply.id);
    if ("error" in reply) waiting?.reject(new HistoryError(reply.error));
    else waiting?.resolve(reply.value);
  }
}
