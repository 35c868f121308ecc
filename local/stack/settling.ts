import type { LayerStatus, NodeStatus } from "../../monitor/src/serve/snapshot.ts";

/** What is looked at of a layer: the monitor's own words for it. */
type Layer = Pick<LayerStatus, "state"> & {
  readonly counts: { readonly total: number } | null;
};

/** What is looked at of a node. */
export interface SettlingNode {
  readonly execution: Layer | null;
  readonly consensus: Layer | null;
  readonly sync: Pick<NonNullable<NodeStatus["sync"]>, "inSync" | "headTimestamp"> | null;
}

/** A head of this age or less is caught up with in a minute or so, seconds. An older one may take days. */
const soon = 900;

/**
 * Whether a look in some seconds would show more: a layer that does not answer yet, nodes that have not found each other, or
 * one that follows what it missed. All else that costs a node health, such as a closed port, stays as it is however
 * long one waits, and so does a first sync.
 *
 * @param now Unix time, seconds
 */
export const isSettling = (nodes: readonly SettlingNode[], now: number): boolean =>
  nodes.some((node) => {
    const layers = [node.execution, node.consensus].filter((layer) => layer !== null);
    return (
      layers.some(({ state }) => state !== "up") ||
      // A node that is alone may have nobody to find.
      (nodes.length > 1 && layers.some(({ counts }) => counts?.total === 0)) ||
      followsSoon(node, now)
    );
  });

const followsSoon = ({ sync }: SettlingNode, now: number): boolean =>
  sync?.inSync === false && sync.headTimestamp !== null && now - sync.headTimestamp <= soon;
