import type { Logger } from "pino";

import type { Action } from "../actions/action.ts";
import { SessionTracker } from "../peers/sessions.ts";
import { AnswerClock } from "./answerClock.ts";
import type { IpcConnection } from "./ipcConnection.ts";
import { IpcError } from "./ipcErrors.ts";
import { IpcLink } from "./link.ts";
import type { AllowedMethod, CallParams, ExecutionCaller } from "./methods.ts";
import { PeerFeed } from "./peerFeed.ts";
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
  /** Whether {@link ExecutionReader.act} may send anything. Default: no. */
  readonly allowActions?: boolean;
}

/**
 * Pause between a join and the asking for the list that names the peer, and the least between two such lists. Milliseconds.
 * The first lets the peers of one moment share a list, the second bounds what a stranger who dials again and again costs.
 */
const NAME_PAUSE_MS = 150;
const NAMES_EVERY_MS = 1000;

/** As Geth and those like it write one. Events are kept, and one with a longer id would take as much memory as it likes. */
const PEER_ID = /^(0x)?[0-9a-fA-F]{64,128}$/;

/** Peers of one list whose sessions are told: those beyond are not read by the server either. */
const MAX_LISTED = 5000;

function peerId(peer: unknown): string | null {
  if (typeof peer !== "object" || peer === null || !("id" in peer)) return null;
  return typeof peer.id === "string" ? peer.id : null;
}

/** Geth gives null in place of an empty list when networking is off. */
function listOf(peers: unknown): readonly unknown[] {
  const list: unknown = peers ?? [];
  if (!Array.isArray(list))
    throw new IpcError("garbled", `admin_peers: ${typeof peers} came, expected a list`);
  return list;
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
  readonly #feed = new PeerFeed();
  readonly #maxAgeMs: number;
  readonly #clock = new AnswerClock();
  #last: ExecutionReading | null = null;
  #inFlight: Promise<ExecutionReading> | null = null;
  #events = false;
  #naming: NodeJS.Timeout | null = null;
  #namedAt = 0;

  constructor(options: ReaderOptions) {
    this.#maxAgeMs = options.maxAgeMs ?? 2000;
    this.#link = new IpcLink({
      path: options.ipcPath,
      log: options.log,
      timeoutMs: options.timeoutMs ?? 4000,
      allowActions: options.allowActions ?? false,
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

  /** The joins and leaves of the client's peers. */
  get events(): PeerFeed["ring"] {
    return this.#feed.ring;
  }

  /** Ends the connection. */
  stop(): void {
    if (this.#naming !== null) clearTimeout(this.#naming);
    this.#feed.ring.wakeAll();
    this.#link.stop();
  }

  /** One question over the same connection. See {@link ExecutionCaller.call}. */
  call(method: AllowedMethod, params?: CallParams): Promise<unknown> {
    // A connection that is missing must reject as one that fails does, not throw at once.
    return Promise.resolve().then(() => this.#link.connection.call(method, params));
  }

  /** Acts on a peer. See {@link IpcConnection.act}. */
  async act(action: Action, enode: string): Promise<unknown> {
    return this.#link.connection.act(action, enode);
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
    const eventsBefore = this.#feed.ring.newest;
    const optional = (method: AllowedMethod) => connection.call(method).catch(() => null);
    const [peers, nodeInfo, chainId, networkId, headBlock, syncing, reportedConnected] =
      await Promise.all([
        connection.call("admin_peers"),
        connection.call("admin_nodeInfo"),
        optional("eth_chainId"),
        optional("net_version"),
        optional("eth_blockNumber"),
        optional("eth_syncing"),
        optional("net_peerCount"),
      ]);
    const list = listOf(peers);
    const ids = list
      .slice(0, MAX_LISTED)
      .map(peerId)
      .filter((id) => id !== null);
    this.#sessions.reconcile(ids, startedAt);
    this.#feed.list(list, startedAt);
    const { newest } = this.#feed.ring;
    this.#clock.answered(startedAt);
    this.#last = {
      schema: 1,
      fetchedAt: new Date(startedAt).toISOString(),
      sessionsFrom: this.#events ? "events" : "polls",
      eventSeq: newest === eventsBefore ? newest : null,
      sessions: this.#sessionsOf(ids),
      nodeInfo: withoutChainConfig(nodeInfo),
      chainId,
      networkId,
      headBlock,
      syncing,
      peers: list,
      reportedConnected,
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
    const { type, peer, error, remote } = event as Record<string, unknown>;
    if (typeof peer !== "string" || !PEER_ID.test(peer)) return;
    const now = Date.now();
    if (type === "add") {
      this.#sessions.joined(peer, now);
      this.#feed.joined(peer, remote, now);
      this.#planNames();
    } else if (type === "drop") {
      this.#sessions.left(peer);
      this.#feed.left(peer, error, remote, now);
    }
  }

  /** A join tells neither name nor direction: a list does, which the next poll may bring only in ten seconds. */
  #planNames(): void {
    this.#naming ??= setTimeout(
      () => {
        void this.#askNames().finally(() => {
          this.#naming = null;
          if (this.#feed.waiting) this.#planNames();
        });
      },
      Math.max(NAME_PAUSE_MS, this.#namedAt + NAMES_EVERY_MS - Date.now()),
    );
  }

  async #askNames(): Promise<void> {
    const startedAt = Date.now();
    this.#namedAt = startedAt;
    try {
      this.#feed.list(listOf(await this.call("admin_peers")), startedAt);
    } catch {
      this.#feed.tellPending();
    }
  }

  #forget(): void {
    this.#events = false;
    this.#last = null;
    this.#sessions.reset();
    this.#feed.reset();
  }
}
