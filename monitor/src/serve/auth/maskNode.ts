import { maskPeer } from "../../peers/mask.ts";
import type { ConsensusPeer, ExecutionPeer } from "../../peers/model.ts";
import type { NodeStatus, Snapshot } from "../snapshot.ts";
import { scrub } from "./scrub.ts";

interface Layer<T> {
  readonly enr: string | null;
  readonly peers: readonly T[];
}

/** The peers by the rules for peers; of the rest of the layer every text, but the record, which is its address in another form. */
function maskLayer<P extends ExecutionPeer | ConsensusPeer, T extends Layer<P>>(layer: T): T {
  return {
    ...scrub({ ...layer, enr: null, peers: [] }),
    peers: layer.peers.map((peer) => maskPeer(peer)),
  };
}

/** A node as those see it who may not see addresses: its peers', its own, and those in any text about it. */
export function maskNode(node: NodeStatus): NodeStatus {
  const { execution, consensus, ...rest } = node;
  return {
    ...scrub(rest),
    execution: execution === null ? null : maskLayer<ExecutionPeer, typeof execution>(execution),
    consensus: consensus === null ? null : maskLayer<ConsensusPeer, typeof consensus>(consensus),
  };
}

/** A snapshot as {@link maskNode} has its nodes. */
export function maskSnapshot(snapshot: Snapshot): Snapshot {
  return {
    ...snapshot,
    nodes: snapshot.nodes.map(maskNode),
    fleet: scrub(snapshot.fleet),
  };
}
