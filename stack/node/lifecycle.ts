import { placement } from "../../components/kubernetes/placement.ts";
import type { PodExtras } from "../../components/kubernetes/podExtras.ts";
import type { NodeSettings, Settings } from "../../settings/schema.ts";
import type { NodeParts } from "./parts.ts";

/** How a node starts, stops and is placed: additions to its pods (`pod`) and StatefulSets (`workload`). */
export function lifecycle(settings: Settings, { name: node }: NodeSettings) {
  const pod = (layer: "execution" | "consensus"): PodExtras => ({
    spec: {
      ...placement({ node, layer, spread: settings.nodeSpread }),
      ...(settings.priorityClassName === ""
        ? {}
        : { priorityClassName: settings.priorityClassName }),
    },
  });
  return {
    execution: {
      pod: pod("execution"),
      maxHeadAgeSeconds: settings.maxHeadAgeSeconds,
      minPeers: settings.minPeers,
    },
    consensus: { pod: pod("consensus") },
  } satisfies NodeParts;
}
