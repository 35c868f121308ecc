import { Registry } from "prom-client";

import type { MetricsSources } from "../../src/serve/routes/metricsRoutes.ts";
import type { Snapshot } from "../../src/serve/snapshot.ts";
import type { FleetView } from "../../src/serve/view.ts";

/** The view of a snapshot that never changes. */
export function staticView({ nodes, ...frame }: Snapshot): FleetView {
  return {
    names: nodes.map(({ name }) => name),
    versionOf: () => [],
    take: (name) => {
      const node = nodes.find((one) => one.name === name);
      if (node === undefined) throw new RangeError(name);
      return node;
    },
    frame: () => frame,
  };
}

/** No metrics of any node. */
export const noMetrics: MetricsSources = { all: new Registry(), of: () => null };
