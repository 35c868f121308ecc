import type { Settings } from "../../settings/schema.ts";
import type { NodeParts } from "./parts.ts";

/** Where a node's first finalized state comes from. */
export function checkpoint({ checkpointSyncUrl }: Settings) {
  return {
    execution: {},
    consensus: { checkpointSyncUrl: checkpointSyncUrl === "" ? undefined : checkpointSyncUrl },
  } satisfies NodeParts;
}
