import { HistoryError } from "./history.ts";
import type { Question } from "./messages.ts";
import type { Store, StoreOptions } from "./store.ts";

/** The way to the database. */
export interface Link {
  /** @throws {HistoryError} with what is wrong */
  ask(question: Question): Promise<unknown>;
  /** Ends it, whatever it is at. */
  end(): Promise<void>;
}

/** Asks the database. All of it is synchronous. */
export function answer(store: Store, question: Question): unknown {
  switch (question.kind) {
    case "write":
      store.write(question.batch);
      return null;
    case "counts":
      return store.counts(question.query);
    case "events":
      return store.events(question.filter);
    case "close":
      store.close();
      return null;
  }
}

/** The database in the same thread: no memory for another one, for a fleet whose writes and reads are short. */
export class DirectLink implements Link {
  readonly #options: StoreOptions;
  readonly #notice: (text: string) => void;
  #store: Store | null = null;

  constructor(options: StoreOptions, notice: (text: string) => void) {
    this.#options = options;
    this.#notice = notice;
  }

  async ask(question: Question): Promise<unknown> {
    // SQLite is loaded only where there is a history.
    const { Store } = await import("./store.ts");
    this.#store ??= new Store(this.#options, this.#notice);
    try {
      return answer(this.#store, question);
    } catch (error) {
      throw new HistoryError(error instanceof Error ? error.message : String(error));
    }
  }

  async end(): Promise<void> {
    await this.ask({ kind: "close" });
  }
}
