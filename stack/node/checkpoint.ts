import { ownCheckpointUrls } from "../../settings/checks/checkpoint.ts";
import type { Settings } from "../../settings/schema.ts";
import type { NodeParts } from "./parts.ts";

/** Where a node's first finalized state comes from. */
export function checkpoint(settings: Settings) {
  const { checkpointQuorum: count, peerMonitorImage: image } = settings;
  const pinned = settings.weakSubjectivityCheckpoint;
  return {
    execution: {},
    consensus: {
      checkpoint: {
        urls: ownCheckpointUrls(settings),
        quorum: { count, image },
        weakSubjectivityCheckpoint: pinned === "" ? undefined : pinned,
      },
    },
  } satisfies NodeParts;
}
