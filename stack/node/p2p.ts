import type { NodeSettings, Settings } from "../../settings/schema.ts";
import type { NodeParts } from "./parts.ts";

/** How peers reach a node. */
export function p2p({ p2pExposure }: Settings, { p2p }: NodeSettings) {
  const exposure = { exposure: p2pExposure, address: p2p?.address };
  return {
    execution: { p2p: exposure, p2pPort: p2p?.executionPort },
    consensus: {
      p2p: exposure,
      p2pPort: p2p?.consensusPort,
      discoveryPort: p2p?.discoveryPort,
    },
  } satisfies NodeParts;
}
