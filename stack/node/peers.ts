import type { NodeParts } from "./parts.ts";

/** Which peers a node knows beforehand, and how it finds others. */
export function peers() {
  return { execution: {}, consensus: {} } satisfies NodeParts;
}
