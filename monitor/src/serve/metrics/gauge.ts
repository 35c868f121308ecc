import type { Layer } from "../../peers/clientName.ts";
import type { ConsensusData, ExecutionData } from "../../peers/model.ts";
import type { WatchedNode } from "../collector.ts";

/** One value of a metric. Label values come from the settings and from closed lists, never from a peer. */
export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** What a layer told. */
export type Data = ExecutionData | ConsensusData;

/** A gauge, computed at each scrape. */
export interface GaugeSpec {
  readonly name: string;
  readonly help: string;
  readonly labels: readonly string[];
  readonly samples: (nodes: readonly WatchedNode[]) => Sample[];
}

/** Labels of what is said of each layer. */
export const onLayer = ["node", "layer"];

/** One value per layer of a node; none when `pick` gives null, so what is not known is absent. */
export function perLayer(
  nodes: readonly WatchedNode[],
  pick: (target: LayerTarget) => number | null,
): Sample[] {
  return layers(nodes).flatMap((target) => {
    const value = pick(target);
    return value === null ? [] : [{ labels: { node: target.node, layer: target.layer }, value }];
  });
}

/** One layer of a node. */
export type LayerTarget = NonNullable<WatchedNode["execution"] | WatchedNode["consensus"]>;

/** All layers of all nodes. */
export function layers(nodes: readonly WatchedNode[]): LayerTarget[] {
  return nodes.flatMap(({ execution, consensus }) =>
    [execution, consensus].filter((target) => target !== null),
  );
}

/** Values of each layer that is up. */
export function current(
  nodes: readonly WatchedNode[],
  samples: (node: string, layer: Layer, data: Data) => Sample[],
): Sample[] {
  return layers(nodes).flatMap(({ node, layer, current: data }) =>
    data === null ? [] : samples(node, layer, data),
  );
}

/** One value per node; none when `pick` gives null. */
export function perNode(
  nodes: readonly WatchedNode[],
  pick: (node: WatchedNode) => number | null | undefined,
): Sample[] {
  return nodes.flatMap((node) => {
    const value = pick(node);
    return value == null ? [] : [{ labels: { node: node.name }, value }];
  });
}
