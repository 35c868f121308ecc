import type { Logger } from "pino";

import { IpcConnection } from "./ipcConnection.ts";
import { IpcError } from "./ipcErrors.ts";

/** Settings of a link. Times in milliseconds. */
export interface LinkOptions {
  readonly path: string;
  readonly log: Logger;
  /** Called on each new connection, before anyone else can use it. */
  readonly onOpen: (connection: IpcConnection) => Promise<void>;
  /** Called when a connection has ended. */
  readonly onEnd: () => void;
  /** Longest wait for one answer. */
  readonly timeoutMs: number;
  /** Whether the connections may act on peers. */
  readonly allowActions: boolean;
  /** First pause before connecting again; doubles up to `maxPauseMs`. */
  readonly minPauseMs: number;
  readonly maxPauseMs: number;
}

/**
 * Keeps one connection to the client's socket: waits for a socket that is not there yet, and connects again
 * when the client went away.
 */
export class IpcLink {
  readonly #options: LinkOptions;
  #connection: IpcConnection | null = null;
  #lastError = new IpcError("absent", "not connected yet");
  #stopped = false;
  #wake: (() => void) | null = null;

  constructor(options: LinkOptions) {
    this.#options = options;
  }

  /** The open connection. @throws {IpcError} why there is none */
  get connection(): IpcConnection {
    if (this.#connection === null) throw this.#lastError;
    return this.#connection;
  }

  /** Connects and stays connected until {@link stop}. Settles after it; never rejects. */
  async run(): Promise<void> {
    const { minPauseMs, maxPauseMs, log, path } = this.#options;
    let pause = minPauseMs;
    while (!this.#stopped) {
      const before = this.#lastError.message;
      if (await this.#connectOnce()) pause = minPauseMs;
      if (this.#isStopped()) return;
      if (this.#lastError.message !== before)
        log.warn({ path, reason: this.#lastError.message }, "client not reached");
      await this.#sleep(pause * (0.75 + Math.random() / 2));
      pause = Math.min(pause * 2, maxPauseMs);
    }
  }

  /** Ends the connection and connects no more. */
  stop(): void {
    this.#stopped = true;
    this.#connection?.close();
    this.#wake?.();
  }

  /** One connection from its begin to its end; true when it was of use. */
  async #connectOnce(): Promise<boolean> {
    const { path, timeoutMs, allowActions, onOpen, onEnd, log } = this.#options;
    let connection: IpcConnection | null = null;
    try {
      connection = await IpcConnection.open(path, { timeoutMs, allowActions });
      if (this.#isStopped()) return false;
      await onOpen(connection);
      // Told to stop meanwhile: nobody else would end this connection, and the process would stay for it.
      if (this.#isStopped()) return false;
      this.#connection = connection;
      log.info({ path }, "connected to the client");
      this.#lastError = await connection.ended;
      return true;
    } catch (error) {
      this.#lastError = error instanceof IpcError ? error : new IpcError("closed", String(error));
      return false;
    } finally {
      connection?.close();
      this.#connection = null;
      onEnd();
    }
  }

  // A method, as `stopped` may change during any await and control flow analysis does not know.
  #isStopped(): boolean {
    return this.#stopped;
  }

  #sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
