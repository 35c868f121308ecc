import { fleet, type NodeOfFleet } from "../judge/fleet.ts";
import type { Judges } from "../judge/judges.ts";
import type { Layer } from "../peers/clientName.ts";
import type { Piece } from "./body/gzipPieces.ts";
import type { WatchedNode } from "./collector.ts";
import { packedPeersOf } from "./packedPeers.ts";
import { type NodeStatus, type Snapshot, takeNode } from "./snapshot.ts";

/** What a snapshot has beside its nodes. */
export type Frame = Omit<Snapshot, "nodes">;

/** What is known, node by node, for those who need not all of it or not all of it anew. */
export interface FleetView {
  /** In the order of the settings. */
  readonly names: readonly string[];
  /** What the node's status is made of: while all of it is the same, so is the status, but for its ages. */
  readonly versionOf: (name: string) => readonly unknown[];
  /** @throws {RangeError} for a name that is none of {@link names} */
  readonly take: (name: string) => NodeStatus;
  /** The same without any peer, with those as JSON beside; null where they are not kept as that. Default: nowhere. */
  readonly takePacked?: (name: string) => PackedStatus | null;
  /** The rest, of what was taken of each node. */
  readonly frame: (nodes: readonly NodeOfFleet[]) => Frame;
}

/** A node's status without its peers, and the lists of those as JSON. */
export interface PackedStatus {
  readonly status: NodeStatus;
  /** Null where the layer is not up. */
  readonly peers: Readonly<Record<Layer, Piece | null>>;
}

interface Watched {
  readonly nodes: readonly WatchedNode[];
  readonly attributions?: readonly string[];
}

/** The view of what a collector has. */
export function viewOf(
  collector: Watched,
  judges: Judges,
  monitor: Snapshot["monitor"],
): FleetView {
  const byName = new Map(collector.nodes.map((node) => [node.name, node]));
  const get = (name: string): WatchedNode => {
    const node = byName.get(name);
    if (node === undefined) throw new RangeError(`node: ${JSON.stringify(name)} is not watched`);
    return node;
  };
  return {
    names: [...byName.keys()],
    versionOf: (name) => {
      const { execution, consensus, sync } = get(name);
      // No objects: whoever keeps a version must not keep the peers of an old reading with it.
      const parts = [execution, consensus].map((target) => [
        ...[target?.last?.fetchedAt, target?.state, target?.lastError],
      ]);
      return [...parts.flat(), sync?.current?.inSync];
    },
    take: (name) => takeNode(get(name), Date.now(), judges),
    takePacked: (name) => {
      const node = get(name);
      const [execution, consensus] = [node.execution, node.consensus].map(packedOf);
      if (execution === undefined || consensus === undefined) return null;
      const status = takeNode(node, Date.now(), judges, () => []);
      return { status, peers: { execution, consensus } };
    },
    frame: (nodes) => frameOf(nodes, monitor, collector.attributions ?? []),
  };
}

/** Null where the layer has no peers now; undefined where they are not packed. */
function packedOf(target: WatchedNode["execution"] | WatchedNode["consensus"]) {
  const data = target?.current ?? null;
  return data === null ? null : (packedPeersOf(data) ?? undefined);
}

const frameOf = (
  nodes: readonly NodeOfFleet[],
  monitor: Snapshot["monitor"],
  attributions: readonly string[],
): Frame => ({
  schema: 1,
  generatedAt: new Date().toISOString(),
  monitor,
  fleet: fleet(nodes),
  attributions,
});

/** All of it in one piece. */
export function snapshotOf(view: FleetView): Snapshot {
  const nodes = view.names.map(view.take);
  return { ...view.frame(nodes), nodes };
}

/** Of one node only. */
export interface NodeAnswer extends Omit<Frame, "fleet"> {
  readonly node: NodeStatus;
}

/** One node, with what belongs to any answer. */
export function nodeAnswer(view: FleetView, name: string): NodeAnswer {
  const node = view.take(name);
  const { schema, generatedAt, monitor, attributions } = view.frame([]);
  return { schema, generatedAt, monitor, attributions, node };
}
