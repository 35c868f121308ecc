import type { ClientKind, Layer } from "../peers/clientName.ts";

/** `good` from 80, `warning` from 50, `critical` below; `unknown` when no layer is known now. */
export type Band = "good" | "warning" | "critical" | "unknown";

/** What can cost a node points: a closed list. */
export type ReasonCode =
  | "layerDown"
  | "noPeers"
  | "fewPeers"
  | "noOutbound"
  | "lowOutbound"
  | "noInbound"
  | "notInSync"
  | "exposure"
  | "clientShare"
  | "asnShare"
  | "subnetShare"
  | "restart"
  | "churn"
  | "custody"
  | "disagreement";

/** One thing that costs points. */
export interface Reason {
  readonly code: ReasonCode;
  /** Null when it is of the whole node. */
  readonly layer: Layer | null;
  /** What is wrong, in plain words. */
  readonly text: string;
  /** Points of 100. */
  readonly cost: number;
  /** What to do; null when there is nothing to do but wait. */
  readonly fix: string | null;
}

/** How well a node is connected. */
export interface Health {
  /** 100 is best, 0 worst; null when no layer is known yet. */
  readonly score: number | null;
  readonly band: Band;
  /** All that costs, the costliest first; faces show the first two. */
  readonly reasons: readonly Reason[];
}

/**
 * Whether others can dial a layer: `reachable` some did; `outboundOnly` none did, as behind a closed port; `lonely` it
 * has no peers at all; `unknown` nothing can be said, as when it is down or has too few peers to tell.
 */
export interface Reachability {
  readonly verdict: "reachable" | "outboundOnly" | "unknown" | "lonely";
  /** The same in plain words. */
  readonly text: string;
  /** What to do for the exposure in use; null when nothing is to be done. */
  readonly fix: string | null;
}

/** The peers of one client. */
export interface ClientShare {
  readonly client: ClientKind;
  readonly count: number;
  /** Of the peers whose client is known, 0 to 1. Null for `unknown` itself. */
  readonly share: number | null;
  /** Which of the lines at 1/3 and 2/3 the share is past: a fault of this client harms so much. */
  readonly past: "oneThird" | "twoThirds" | null;
}

/** The largest group of peers that have something in common. */
export interface LargestGroup {
  readonly count: number;
  /** Of the peers for which it is known, 0 to 1. */
  readonly share: number;
  /** Whether the share is past the line for an alert. */
  readonly tooLarge: boolean;
}

/** How much of a node's peers sit in one place. */
export interface Concentration {
  /** The network (autonomous system) with most peers; null when no peer's is known. */
  readonly topAsn: (LargestGroup & { asn: number; organisation: string | null }) | null;
  /** The /24 (IPv4) or /48 (IPv6) with most peers; null when no peer's public address is known. */
  readonly topSubnet: (LargestGroup & { subnet: string }) | null;
  /** Different networks; null when no peer's is known. */
  readonly distinctAsns: number | null;
  /** Different subnets by peers whose subnet is known, 0 to 1: 1 when each has its own; null when none is known. */
  readonly subnetDiversity: number | null;
}

/** The first hour after a restart: the moment at which nodes get isolated (arXiv 2601.16560). */
export interface Restart {
  /** When the node came back, ISO 8601. */
  readonly at: string;
  /** Seconds that the window is still open. */
  readonly secondsLeft: number;
  /** Outbound peers of both layers, now. */
  readonly outbound: number;
  /** Share of the outbound peers that were not seen before it, 0 to 1; null when the set before is not known. */
  readonly neverSeen: number | null;
  /** Share of the outbound peers of before that are there again, 0 to 1; null when not known. */
  readonly overlap: number | null;
  /** Different /24 or /48 of the outbound peers by those whose subnet is known, 0 to 1; null when not known. */
  readonly spread: number | null;
  /** `suspicious` when the signs of an isolation come together. */
  readonly verdict: "normal" | "suspicious" | "unknown";
  readonly text: string;
}

/** Joins and leaves of the last hour. */
export interface Churn {
  readonly joinsPerHour: number;
  readonly leavesPerHour: number;
  /** Leaves per hour that a full Geth causes itself by its rotation. */
  readonly expected: { readonly min: number; readonly max: number };
  /** Of the hour, how many seconds were watched: at least 600. */
  readonly watchedSeconds: number;
  /** `calm` is less than the rotation of a full node, `high` more than three times it. */
  readonly verdict: "calm" | "normal" | "high";
}

/** Which data columns (PeerDAS) the consensus peers hold between them. */
export interface CustodyCoverage {
  readonly covered: number;
  readonly of: 128;
  /** Columns that no peer holds. */
  readonly uncovered: readonly number[];
  /** Peers by column. */
  readonly holders: readonly number[];
  /** Peers whose columns are known: the others could hold more. */
  readonly knownPeers: number;
}

type OfLayers<T> = Readonly<Record<Layer, T | null>>;

/** What the monitor makes of what it knows of one node. All is of now; null is "not known". */
export interface NodeJudgement {
  readonly health: Health;
  /** Null for a layer that the settings do not name. */
  readonly reachability: OfLayers<Reachability>;
  /** Most peers first. Null when the layer is not up. */
  readonly diversity: OfLayers<readonly ClientShare[]>;
  /** Where the shares come from, when not from the peers themselves: Prysm's metrics. */
  readonly diversitySource: OfLayers<string>;
  /** Of both layers' peers. Null when neither is up. */
  readonly concentration: Concentration | null;
  /** Null outside of the first hour after a restart. */
  readonly restart: Restart | null;
  /** Of the execution layer. Null when it is not up, or was watched for less than ten minutes. */
  readonly churn: Churn | null;
  /** Null when the consensus layer is not up or no peer's record is known. */
  readonly custody: CustodyCoverage | null;
  /** Where two sources say something different, in plain words. */
  readonly disagreements: readonly string[];
}

/** All nodes together. */
export interface Fleet {
  /** The worst node's, with its name in the reasons' texts; unknown when every node is. */
  readonly health: Health;
  /** Nodes by their worst layer. */
  readonly nodes: { readonly up: number; readonly down: number; readonly starting: number };
  /** Connected peers of all nodes that are up; a peer of two nodes counts twice. Null when no node is up there. */
  readonly peers: OfLayers<{
    readonly inbound: number;
    readonly outbound: number;
    readonly total: number;
  }>;
  readonly diversity: OfLayers<readonly ClientShare[]>;
}
