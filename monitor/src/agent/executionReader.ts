import type { Logger } from "pino";

import { SessionTracker } from "../peers/sessions.ts";
import { AnswerClock } from "./answerClock.ts";
import type { IpcConnection } from "./ipcConnection.ts";
import { IpcError } from "./ipcErrors.ts";
import { IpcLink } from "./link.ts";
import type { AllowedMethod, CallParams, ExecutionCaller } from "./methods.ts";
import type { ExecutionReading, NoReading } from "./reading.ts";

/** Settings of a reader. Times in milliseconds. */
export interface ReaderOptions {
  readonly ipcPath: string;
  readonly log: Logger;
  /** Longest wait for one answer. Default 4000: less than the server waits for the agent. */
  readonly timeoutMs?: number;
  /** A reading younger than this is given again, so that many who ask cost the client no more. Default 2000. */
  readonly maxAgeMs?: number;
  /** First pause before connecting again. Default 250. */
  readonly minPauseMs?: number;
  /** Longest pause before connecting again. Default 5000. */
  readonly maxPauseMs?: number;
}

function peerId(peer: unknown): string | null {
  if (typeof peer !== "object" || peer === null || !("id" in peer)) return null;
  return typeof peer.id === "string" ? peer.id : null;
}

/** `admin_nodeInfo` without `protocols.eth.config`: the fork schedule, long and of no use here. */
function withoutChainConfig(nodeInfo: unknown): unknown {
  return JSON.parse(
    JSON.stringify(nodeInfo ?? null, (key, value: unknown) =>
      key === "config" ? undefined : value,
    ),
  );
}

/** Reads an execution client over its IPC socket when asked to, and follows its peers' joins and leaves. */
export class ExecutionReader implements ExecutionCaller {
  readonly #link: IpcLink;
  readonly #sessions = new SessionTracker();
  readonly #maxAgeMs: number;
  readonly #clock = new AnswerClock();
  #last: ExecutionReading | null = null;
  #inFlight: Promise<ExecutionReading> | null = null;
  #events = false;

  constructor(options: ReaderOptions) {
    this.#maxAgeMs = options.maxAgeMs ?? 2000;
    this.#link = new IpcLink({
      path: options.ipcPath,
      log: options.log,
      timeoutMs: options.timeoutMs ?? 4000,
      minPauseMs: options.minPauseMs ?? 250,
      maxPauseMs: options.maxPauseMs ?? 5000,
      onOpen: (connection) => this.#subscribe(connection),
      onEnd: () => {
        this.#forget();
      },
    });
  }

  /** Connects, and stays connected until {@link stop}. */
  run(): Promise<void> {
    return this.#link.run();
  }

  /** Ends the connection. */
  stop(): void {
    this.#link.stop();
  }

  /** One question over the same connection. See {@link ExecutionCaller.call}. */
  call(method: AllowedMethod, params?: CallParams): Promise<unknown> {
    // A connection that is missing must reject as one that fails does, not throw at once.
    return Promise.resolve().then(() => this.#link.connection.call(method, params));
  }

  /**
   * The client's state now. Callers at the same time share one reading.
   *
   * @throws {IpcError} when the client cannot be asked or does not give its peers
   */
  read(): Promise<ExecutionReading> {
    const last = this.#last;
    if (last !== null && Date.now() - Date.parse(last.fetchedAt) < this.#maxAgeMs)
      return Promise.resolve(last);
    this.#inFlight ??= this.#readNow().finally(() => {
      this.#inFlight = null;
    });
    return this.#inFlight;
  }

  /** What to say when {@link read} failed with `error`. */
  noReading(error: unknown): NoReading {
    return this.#clock.noReading(error);
  }

  async #readNow(): Promise<ExecutionReading> {
    const connection = this.#link.connection;
    const startedAt = Date.now();
    const optional = (method: AllowedMethod) => connection.call(method).catch(() => null);
    const [peers, nodeInfo, chainId, networkId, headBlock, syncing] = await Promise.all([
      connection.call("admin_peers"),
      connection.call("admin_nodeInfo"),
      optional("eth_chainId"),
      optional("net_version"),
      optional("eth_blockNumber"),
      optional("eth_syncing"),
    ]);
    // Geth gives null in place of an empty list when networking is off.
    const list: unknown = peers ?? [];
    if (!Array.isArray(list))
      throw new IpcError("garbled", `admin_peers: ${typeof peers} came, expected a list`);
    const ids = list.map(peerId).filter((id) => id !== null);
    this.#sessions.reconcile(ids, startedAt);
    this.#clock.answered(startedAt);
    this.#last = {
      schema: 1,
      fetchedAt: new Date(startedAt).toISOString(),
      sessionsFrom: this.#events ? "events" : "polls",
      sessions: this.#sessionsOf(ids),
      nodeInfo: withoutChainConfig(nodeInfo),
      chainId,
      networkId,
      headBlock,
      syncing,
      peers: list,
    };
    return this.#last;
  }

  #sessionsOf(ids: readonly string[]): ExecutionReading["sessions"] {
    const entries = ids.flatMap((id) => {
      const session = this.#sessions.get(id);
      if (session === undefined) return [];
      return [
        [
          id,
          { since: new Date(session.since).toISOString(), precision: session.precision },
        ] as const,
      ];
    });
    return Object.fromEntries(entries);
  }

  /** Asks for joins and leaves as they happen. Only Geth has this; without it the polls must do. */
  async #subscribe(connection: IpcConnection): Promise<void> {
    connection.onEvent = (_subscription, event) => {
      this.#follow(event);
    };
    try {
      await connection.call("admin_subscribe", ["peerEvents"]);
    } catch (error) {
      if (error instanceof IpcError && error.fault === "rpc") return;
      throw error;
    }
    this.#events = true;
    this.#sessions.watching(Date.now());
  }

  #follow(event: unknown): void {
    if (typeof event !== "object" || event === null) return;
    const { type, peer } = event as { type?: unknown; peer?: unknown };
    if (typeof peer !== "string") return;
    if (type === "add") this.#sessions.joined(peer, Date.now());
    if (type === "drop") this.#sessions.left(peer);
  }

  #forget(): void {
    this.#events = false;
    this.#last = null;
    this.#sessions.reset();
  }
}
