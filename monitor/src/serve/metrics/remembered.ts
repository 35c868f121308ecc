import type { Judges } from "../../judge/judges.ts";
import type { LayerMemory } from "../../judge/nodeMemory.ts";
import type { WatchedNode } from "../collector.ts";

/** A layer of a node with what is remembered of it. */
export interface Remembered {
  readonly labels: { readonly node: string; readonly layer: string };
  readonly memory: LayerMemory;
}

/** All layers of all nodes, with that. */
export function remembered(nodes: readonly WatchedNode[], judges: Judges): Remembered[] {
  return nodes.flatMap((node) => {
    const memory = judges.memoryOf(node);
    return (["execution", "consensus"] as const).flatMap((layer) =>
      node[layer] === null ? [] : [{ labels: { node: node.name, layer }, memory: memory[layer] }],
    );
  });
}
