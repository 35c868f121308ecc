import { networkFilesExtras } from "../../components/networkFiles.ts";
import type { Settings } from "../../settings/schema.ts";
import type { NodeParts } from "./parts.ts";

/** What a node needs of a network that is not built into its clients. */
export function network(settings: Settings) {
  const extras = (layer: "execution" | "consensus") =>
    networkFilesExtras({ image: settings.peerMonitorImage, network: settings.network, layer });
  return {
    execution: { pod: extras("execution") },
    consensus: { pod: extras("consensus") },
  } satisfies NodeParts;
}
