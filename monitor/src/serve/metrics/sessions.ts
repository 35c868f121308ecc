import type { Metric, Registry } from "prom-client";

import { SESSION_BUCKETS } from "../../judge/sessionLengths.ts";
import type { Remembered } from "./remembered.ts";

/**
 * Registers the histogram of session lengths. prom-client's own keeps what it observes itself; these are kept with the
 * node's memory, which outlives a registry, so the metric is given as its values.
 */
export function registerSessions(
  registry: Registry,
  name: string,
  all: () => readonly Remembered[],
): void {
  const metric = {
    name,
    help: "How long peers stayed, of those that were seen from their join to their leave. Absent before the first.",
    type: "histogram",
    aggregator: "sum",
    get() {
      const values = all().flatMap((one) => ofLayer(name, one));
      return Promise.resolve({ ...this, values });
    },
  };
  registry.registerMetric(metric as unknown as Metric);
}

function ofLayer(name: string, { labels, memory }: Remembered) {
  const { counts, sum } = memory.sessions;
  const total = counts.reduce((all, count) => all + count, 0);
  if (total === 0) return [];
  let below = 0;
  const buckets = [...SESSION_BUCKETS, "+Inf"].map((le, index) => {
    below += counts[index] ?? 0;
    return { metricName: `${name}_bucket`, labels: { ...labels, le }, value: below };
  });
  return [
    ...buckets,
    { metricName: `${name}_sum`, labels, value: sum },
    { metricName: `${name}_count`, labels, value: total },
  ];
}
