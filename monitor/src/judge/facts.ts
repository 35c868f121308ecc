import type { ExposureReading } from "../exposure/reading.ts";
import type { ClientKind, Layer } from "../peers/clientName.ts";
import type { ColumnHolders } from "../peers/custody.ts";
import type { Direction } from "../peers/model.ts";
import type { NodeSync } from "../serve/nodeSync.ts";
import type { State } from "../serve/target.ts";
import type { ExposedBy } from "./settings.ts";

/** What is judged of a peer. What is not known is null. */
export interface JudgedPeer {
  readonly id: string;
  readonly client: { readonly kind: ClientKind };
  readonly direction: Direction;
  readonly address: { readonly ip: string } | null;
  readonly subnet: string | null;
  readonly location: {
    readonly asn: number | null;
    readonly organisation: string | null;
  } | null;
}

/** How many of a layer's peers have which client, by another source than the peers themselves. */
export interface ClientCounts {
  /** Its name, to print. */
  readonly source: string;
  readonly counts: Readonly<Partial<Record<ClientKind, number>>>;
}

/** What is known of one layer. */
export interface LayerFacts {
  readonly state: State;
  /** Why the last poll failed. */
  readonly lastError: string | null;
  /** Empty unless up. */
  readonly peers: readonly JudgedPeer[];
  /** Connected peers beside those. */
  readonly unlisted: number;
  /** The client's own count of them. */
  readonly reported: number | null;
  readonly clientCounts: ClientCounts | null;
  /** Most peers that the client takes. */
  readonly limit: number | null;
  readonly exposedBy: ExposedBy | null;
  /** The client's word that it is catching up; null when it has none. */
  readonly syncing: boolean | null;
  /** Since when it has been seen to be up, milliseconds since 1970: it may be up for longer. Null unless up. */
  readonly upSince: number | null;
  /** Whether it has had a peer in that time. */
  readonly hadPeers: boolean;
  /** Since when no reading had a peer that called it; null when one has, or it is not up. */
  readonly noInboundSince: number | null;
}

/** What came and went in the time that was watched, at most an hour. */
export interface ChurnFacts {
  readonly joins: number;
  readonly leaves: number;
  readonly watchedSeconds: number;
}

/** A layer has come back. */
export interface RestartFacts {
  readonly layer: Layer;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Ids of the outbound peers right before; null when not known. */
  readonly before: ReadonlySet<string> | null;
  /** Ids of the outbound peers that were ever seen before, but for the first hour of an earlier restart; null when not known. */
  readonly seen: ReadonlySet<string> | null;
}

/** All that a node is judged by. */
export interface NodeFacts {
  readonly name: string;
  /** Whether peers are strangers on the internet: a private chain has as many as it has other nodes. */
  readonly publicNetwork: boolean;
  /** Other nodes of the same network in the settings. */
  readonly siblings: number;
  /** Null when the settings do not name it. */
  readonly execution: LayerFacts | null;
  readonly consensus: LayerFacts | null;
  readonly sync: NodeSync | null;
  readonly exposure: ExposureReading | null;
  /** Of the execution layer. */
  readonly churn: ChurnFacts | null;
  /** Layers that came back, not older than the monitor. */
  readonly restarts: readonly RestartFacts[];
  /** Who of the consensus peers holds what; null when the layer is not up, or no peer's record tells it. */
  readonly columns: ColumnHolders | null;
}
