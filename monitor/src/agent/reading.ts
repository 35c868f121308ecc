import type { ExposureReading } from "../exposure/reading.ts";
import type { SincePrecision } from "../peers/sessions.ts";

/** One reading of an execution client, as the agent serves it at `/v1/execution`. */
export interface ExecutionReading {
  /** Version of this shape. */
  readonly schema: 1;
  /** When the client was asked, ISO 8601. */
  readonly fetchedAt: string;
  /** How joins and leaves are noticed: `events` when the client pushes them, else `polls`. */
  readonly sessionsFrom: "events" | "polls";
  /**
   * Number of the newest event of `/v1/events` that `peers` has in it; null when there was one while the list was made.
   * Absent from an agent that tells no events.
   */
  readonly eventSeq?: number | null;
  /** Begin of each peer's session by peer id. */
  readonly sessions: Readonly<
    Record<string, { readonly since: string; readonly precision: SincePrecision }>
  >;
  /** `admin_nodeInfo` as the client gave it, without the chain's configuration. */
  readonly nodeInfo: unknown;
  /** `eth_chainId`, hexadecimal; null when the client did not say. */
  readonly chainId: unknown;
  /** `net_version`, decimal; null when the client did not say. */
  readonly networkId: unknown;
  /** `eth_blockNumber`, hexadecimal; null when the client did not say. */
  readonly headBlock: unknown;
  /** `eth_syncing`: false or an object; null when the client did not say. */
  readonly syncing: unknown;
  /** `admin_peers` as the client gave it. */
  readonly peers: readonly unknown[];
  /** `net_peerCount`, hexadecimal, of a client that lists its peers, to compare; null when the client did not say. */
  readonly reportedConnected?: unknown;
  /** `net_peerCount`, hexadecimal, of a client that tells no more of its peers; then `peers` is empty. */
  readonly peerCount?: unknown;
  /** Whether the node is announced as it is exposed. Absent where it is not exposed. */
  readonly exposure?: ExposureReading;
}

/** What the agent answers, with status 503, when it has no reading. */
export interface NoReading {
  readonly schema: 1;
  /** `starting` when the client has not answered since the agent began, a short time ago; else `down`. */
  readonly state: "starting" | "down";
  /** Why there is none, in plain words. */
  readonly error: string;
  /** When the client last answered, ISO 8601; null when it never did. */
  readonly lastSuccess: string | null;
  /** Seconds since then; null when it never did. */
  readonly ageSeconds: number | null;
}
