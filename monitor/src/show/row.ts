import type { Layer } from "../peers/clientName.ts";
import type { ConsensusPeer, ExecutionPeer } from "../peers/model.ts";
import type { NodeStatus, Snapshot } from "../serve/snapshot.ts";

/** A peer with the node that it is connected to. */
export interface PeerRow {
  readonly node: NodeStatus;
  readonly layer: Layer;
  readonly peer: ExecutionPeer | ConsensusPeer;
}

/** All peers of the layers. */
export function rowsOf(
  { nodes }: Pick<Snapshot, "nodes">,
  layers: readonly Layer[],
): readonly PeerRow[] {
  return nodes.flatMap((node) =>
    layers.flatMap((layer) => {
      const peers: readonly PeerRow["peer"][] = node[layer]?.peers ?? [];
      return peers.map((peer) => ({ node, layer, peer }));
    }),
  );
}

/** Blocks or slots from the node's head to the peer's, below zero when the peer is behind; null when one is not known. */
export function headLag({ node, peer }: PeerRow): number | null {
  const { head } = peer;
  if (head === null) return null;
  const own = "block" in head ? node.execution?.headBlock : node.consensus?.sync?.headSlot;
  return own == null ? null : ("block" in head ? head.block : head.slot) - own;
}

/** The peer's score; null when no source has it. */
export const scoreOf = ({ peer }: PeerRow): number | null => ("score" in peer ? peer.score : null);
