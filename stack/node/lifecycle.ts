import type { NodeParts } from "./parts.ts";

/** How a node starts, stops and is placed: additions to its pods (`pod`) and StatefulSets (`workload`). */
export function lifecycle() {
  return { execution: {}, consensus: {} } satisfies NodeParts;
}
