import type { ExposureReading } from "../exposure/reading.ts";
import { fleet } from "../judge/fleet.ts";
import { Judges } from "../judge/judges.ts";
import type { Fleet, NodeJudgement } from "../judge/model.ts";
import { peerLimitOf } from "../judge/peerLimit.ts";
import type { ExposedBy, NodeSettings } from "../judge/settings.ts";
import type { ClientCounts, ConsensusData, ExecutionData } from "../peers/model.ts";
import { type Counted, type Counts, tallyOf } from "../peers/tally.ts";
import type { WatchedNode } from "./collector.ts";
import type { NodeSync } from "./nodeSync.ts";
import type { Dated, State, Target } from "./target.ts";

/** What is said of either layer. */
export interface LayerStatus {
  readonly state: State;
  /** Seconds since the last good reading; null when there was none. */
  readonly ageSeconds: number | null;
  /** When that was, ISO 8601. */
  readonly lastSuccess: string | null;
  /** Why the last poll failed; null when it was good. */
  readonly lastError: string | null;
  /** Peers connected now; null when the node is not up, as it is not known then. */
  readonly counts: Counts | null;
  /** Peers when they were last known, `ageSeconds` ago; null when the node is up or was never seen. */
  readonly lastKnownCounts: Counts | null;
  /** Most peers that the client takes, by the settings or, while it is up, by its own word; null when neither says. */
  readonly peerLimit: number | null;
  /** How its P2P ports are opened to the world, by the settings; null when they do not say. */
  readonly exposedBy: ExposedBy | null;
}

type ExecutionIdentity = "client" | "id" | "enode" | "enr" | "chainId" | "networkId" | "genesis";
type ExecutionNow = "headBlock" | "sync";
type ConsensusIdentity = "client" | "peerId" | "enr" | "p2pAddresses" | "discoveryAddresses";
type ConsensusNow = "sync" | "reportedConnected";

type Nullable<T> = { readonly [K in keyof T]: T[K] | null };

/** An execution client: its identity as last told, and what holds now, which is null or empty unless it is up. */
export type ExecutionStatus = LayerStatus &
  Nullable<Pick<ExecutionData, ExecutionIdentity | ExecutionNow>> &
  Pick<ExecutionData, "peers" | "warnings"> & {
    /** Connected peers by the client's own count; null unless up, and when it does not tell. */
    readonly reportedConnected: number | null;
  };

/** A consensus client: its identity as last told, and what holds now, which is null or empty unless it is up. */
export type ConsensusStatus = LayerStatus &
  Nullable<Pick<ConsensusData, ConsensusIdentity | ConsensusNow>> &
  Pick<ConsensusData, "peers" | "warnings"> & {
    /** Peers by client by another source than the peers; null unless up, and where there is no such source. */
    readonly clientCounts: ClientCounts | null;
  };

/** One node. A layer that the settings do not name is null. */
export interface NodeStatus {
  readonly name: string;
  readonly network: string;
  readonly execution: ExecutionStatus | null;
  readonly consensus: ConsensusStatus | null;
  /**
   * What each layer tells its peers beside how it is exposed, as the node's agent finds it; null where the node is not
   * exposed, or not known now.
   */
  readonly exposure: ExposureReading | null;
  /** The agent's verdict; null when it is not known now. */
  readonly sync: NodeSync | null;
  /** What the monitor makes of all that. */
  readonly judgement: NodeJudgement;
}

/** What `/api/peers` serves. Fields may be added within a version; none changes its meaning. */
export interface Snapshot {
  readonly schema: 1;
  /** ISO 8601. */
  readonly generatedAt: string;
  readonly monitor: { readonly version: string; readonly startedAt: string };
  readonly nodes: readonly NodeStatus[];
  /** All nodes together. */
  readonly fleet: Fleet;
  /** Whose data countries and networks come from, to be shown with them. Empty when there are none. */
  readonly attributions: readonly string[];
}

type WithPeers = Dated & Counted;
type LayerSettings = NodeSettings["execution"];

function layerStatus<T extends WithPeers>(
  target: Target<T>,
  settings: LayerSettings,
  now: number,
): LayerStatus {
  const { state, current, last, lastSuccessAt, lastError } = target;
  return {
    state,
    ageSeconds: target.ageSeconds(now),
    lastSuccess: lastSuccessAt === null ? null : new Date(lastSuccessAt).toISOString(),
    lastError,
    counts: current === null ? null : tallyOf(current).counts,
    lastKnownCounts: current !== null || last === null ? null : tallyOf(last).counts,
    peerLimit: peerLimitOf(settings, current),
    exposedBy: settings?.exposedBy ?? null,
  };
}

function executionStatus(
  target: Target<ExecutionData>,
  settings: LayerSettings,
  now: number,
  peersOf: PeersOf,
): ExecutionStatus {
  const { current, last } = target;
  return {
    ...layerStatus(target, settings, now),
    client: last?.client ?? null,
    id: last?.id ?? null,
    enode: last?.enode ?? null,
    enr: last?.enr ?? null,
    chainId: last?.chainId ?? null,
    networkId: last?.networkId ?? null,
    genesis: last?.genesis ?? null,
    headBlock: current?.headBlock ?? null,
    sync: current?.sync ?? null,
    reportedConnected: current?.reportedConnected ?? null,
    peers: current === null ? [] : peersOf(current),
    warnings: current?.warnings ?? [],
  };
}

function consensusStatus(
  target: Target<ConsensusData>,
  settings: LayerSettings,
  now: number,
  peersOf: PeersOf,
): ConsensusStatus {
  const { current, last } = target;
  return {
    ...layerStatus(target, settings, now),
    client: last?.client ?? null,
    peerId: last?.peerId ?? null,
    enr: last?.enr ?? null,
    p2pAddresses: last?.p2pAddresses ?? null,
    discoveryAddresses: last?.discoveryAddresses ?? null,
    sync: current?.sync ?? null,
    reportedConnected: current?.reportedConnected ?? null,
    clientCounts: current?.clientCounts ?? null,
    peers: current === null ? [] : peersOf(current),
    warnings: current?.warnings ?? [],
  };
}

/** What is shown of a reading's peers. */
export type PeersOf = <P>(data: { readonly peers: readonly P[] }) => readonly P[];

const allPeers: PeersOf = ({ peers }) => peers;

/**
 * Everything that is known now of one node.
 *
 * @param peersOf default: all of them
 */
export function takeNode(
  node: WatchedNode,
  now: number,
  judges: Judges,
  peersOf: PeersOf = allPeers,
): NodeStatus {
  const { execution, consensus, settings } = node;
  return {
    name: node.name,
    network: node.network,
    execution:
      execution === null ? null : executionStatus(execution, settings?.execution, now, peersOf),
    consensus:
      consensus === null ? null : consensusStatus(consensus, settings?.consensus, now, peersOf),
    exposure: execution?.current?.exposure ?? null,
    sync: node.sync?.current ?? null,
    judgement: judges.of(node, now),
  };
}

/** What a snapshot is of. */
interface Watched {
  readonly nodes: readonly WatchedNode[];
  readonly attributions?: readonly string[];
}

/**
 * Everything that is known now, in one piece: page, terminal, API and metrics are views of it.
 *
 * @param judges remember what came and went; default: new ones, which judge by this moment alone
 */
export function takeSnapshot(
  collector: Watched,
  monitor: Snapshot["monitor"],
  now = Date.now(),
  judges = new Judges({ nodes: collector.nodes }),
): Snapshot {
  const nodes = collector.nodes.map((node) => takeNode(node, now, judges));
  return {
    schema: 1,
    generatedAt: new Date(now).toISOString(),
    monitor,
    nodes,
    fleet: fleet(nodes),
    attributions: collector.attributions ?? [],
  };
}
