import { connect, type Socket } from "node:net";

import { type Action, isEnode } from "../actions/action.ts";
import { cleanText } from "../peers/text.ts";
import { FrameError, JsonSplitter } from "./frames.ts";
import { connectError, IpcError } from "./ipcErrors.ts";
import {
  ACTION_METHODS,
  type AllowedMethod,
  assertAllowed,
  type CallParams,
  type ExecutionCaller,
  MethodNotAllowedError,
} from "./methods.ts";

/** Settings of a connection. */
export interface IpcOptions {
  /** Longest wait for one answer, in milliseconds. Default 4000: less than the server waits for the agent. */
  readonly timeoutMs?: number;
  /** Longest JSON text that is accepted, in bytes. Default 8 MiB: some 10 000 peers. */
  readonly maxFrameBytes?: number;
  /** Whether {@link IpcConnection.act} may send anything. Default: no. */
  readonly allowActions?: boolean;
}

/** Takes what a subscription pushes: the subscription's id and the event as the client sent it. */
export type EventListener = (subscription: string, event: unknown) => void;

interface Pending {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: IpcError) => void;
  readonly timer: NodeJS.Timeout;
}

/** A JSON-RPC conversation over a Unix socket. Answers may come in any order: they are matched by id. */
export class IpcConnection implements ExecutionCaller {
  readonly #socket: Socket;
  readonly #splitter: JsonSplitter;
  readonly #timeoutMs: number;
  readonly #allowActions: boolean;
  readonly #pending = new Map<number, Pending>();
  readonly #ended = Promise.withResolvers<IpcError>();
  #nextId = 1;
  #end: IpcError | null = null;

  /** Called for every event that a subscription pushes. */
  onEvent: EventListener = () => undefined;

  private constructor(socket: Socket, options: IpcOptions) {
    this.#socket = socket;
    this.#timeoutMs = options.timeoutMs ?? 4000;
    this.#allowActions = options.allowActions ?? false;
    this.#splitter = new JsonSplitter(options.maxFrameBytes ?? 8 * 1024 * 1024);
    socket.on("data", (chunk: Buffer) => {
      this.#receive(chunk);
    });
    // An error is followed by the close; which of the two tells first is chance, so both say the same.
    socket.on("error", () => undefined);
    socket.on("close", () => {
      this.#finish(new IpcError("closed", "socket: the execution client closed the connection"));
    });
  }

  /**
   * Connects to the socket at `path`.
   *
   * @throws {IpcError} `absent`, `refused` or `forbidden`
   */
  static async open(path: string, options: IpcOptions = {}): Promise<IpcConnection> {
    const socket = connect(path);
    await new Promise<void>((resolve, reject) => {
      socket.once("connect", resolve);
      socket.once("error", (error) => {
        reject(connectError(path, error));
      });
    });
    socket.removeAllListeners("error");
    return new IpcConnection(socket, options);
  }

  /** Settles, never rejects, with the reason when the connection has ended. */
  get ended(): Promise<IpcError> {
    return this.#ended.promise;
  }

  /**
   * Sends one request and waits for its answer.
   *
   * @throws {MethodNotAllowedError} when the method is not on the list; nothing is sent then
   * @throws {IpcError} `rpc` when the client answers with an error, `timeout`, `closed`, `garbled`
   */
  call(method: AllowedMethod, params: CallParams = []): Promise<unknown> {
    assertAllowed(method);
    return this.#send(method, params);
  }

  /**
   * Acts on a peer: the only way to send what does more than read.
   *
   * @returns what the client says of it: true when it took it
   * @throws {MethodNotAllowedError} unless actions are allowed and it is an enode URL; nothing is sent then
   * @throws {IpcError} as {@link call}
   */
  async act(action: Action, enode: string): Promise<unknown> {
    const method = Object.hasOwn(ACTION_METHODS, action) ? ACTION_METHODS[action] : null;
    if (!this.#allowActions || method === null || !isEnode(enode))
      throw new MethodNotAllowedError(method ?? action);
    return this.#send(method, [enode]);
  }

  #send(method: string, params: CallParams): Promise<unknown> {
    if (this.#end !== null) return Promise.reject(this.#end);
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#pending.delete(id);
        reject(new IpcError("timeout", `${method}: no answer within ${this.#timeoutMs} ms`));
      }, this.#timeoutMs);
      this.#pending.set(id, { resolve, reject, timer });
      this.#socket.write(`${JSON.stringify({ jsonrpc: "2.0", id, method, params })}\n`);
    });
  }

  /** Ends the connection. Calls that wait are rejected. */
  close(): void {
    this.#finish(new IpcError("closed", "socket: closed by the agent"));
  }

  #receive(chunk: Buffer): void {
    try {
      for (const text of this.#splitter.push(chunk)) {
        const message: unknown = JSON.parse(text);
        for (const one of Array.isArray(message) ? (message as unknown[]) : [message])
          this.#dispatch(one);
      }
    } catch (error) {
      // What V8 says of a text that is no JSON quotes it: peers' names and addresses would be in the log.
      const why = error instanceof FrameError ? error.message : "socket: what came is not JSON";
      this.#finish(new IpcError("garbled", why));
    }
  }

  #dispatch(message: unknown): void {
    if (typeof message !== "object" || message === null) return;
    const { id, result, error, params } = message as Record<string, unknown>;
    if (typeof id === "number") this.#answer(id, result, error);
    else if (typeof params === "object" && params !== null && "subscription" in params) {
      const pushed = params as { subscription: unknown; result?: unknown };
      if (typeof pushed.subscription === "string") this.onEvent(pushed.subscription, pushed.result);
    }
  }

  #answer(id: number, result: unknown, error: unknown): void {
    const waiting = this.#pending.get(id);
    // An answer that nobody waits for any more came after its time-out.
    if (waiting === undefined) return;
    this.#pending.delete(id);
    clearTimeout(waiting.timer);
    if (typeof error !== "object" || error === null) {
      waiting.resolve(result);
      return;
    }
    const { code, message } = error as { code?: unknown; message?: unknown };
    const text = typeof message === "string" ? cleanText(message) : "no message";
    waiting.reject(new IpcError("rpc", text, typeof code === "number" ? code : null));
  }

  #finish(reason: IpcError): void {
    if (this.#end !== null) return;
    this.#end = reason;
    for (const { reject, timer } of this.#pending.values()) {
      clearTimeout(timer);
      reject(reason);
    }
    this.#pending.clear();
    this.#socket.destroy();
    this.#ended.resolve(reason);
  }
}
