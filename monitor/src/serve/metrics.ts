import { Counter, Gauge, Registry } from "prom-client";

import { Judges } from "../judge/judges.ts";
import type { WatchedNode } from "./collector.ts";
import { COLLECTED } from "./metrics/collected.ts";
import { registerCounted } from "./metrics/counted.ts";
import { layers, onLayer, type Sample } from "./metrics/gauge.ts";
import { JUDGED } from "./metrics/judged.ts";

const PREFIX = "eth_peer_monitor_";

/**
 * Most series of one node, whatever its peers do: all clients, all reasons, twelve countries. The sum of the closed lists
 * that the metrics' labels are of.
 */
export const MAX_SERIES_PER_NODE = 110;

/** What is measured. */
interface Watched {
  readonly nodes: readonly WatchedNode[];
}

/**
 * The monitor's metrics, computed from the targets at each scrape. What is not known at that moment has no
 * series, so nothing is ever frozen at an old value. Series per node: at most {@link MAX_SERIES_PER_NODE}.
 *
 * @param judges remember what came and went; default: new ones, which have seen nothing
 */
export function createMetrics(
  collector: Watched,
  version: string,
  judges = new Judges({ nodes: collector.nodes }),
): Registry {
  const registry = new Registry();
  const registers = [registry];
  const gauges = [...COLLECTED, ...JUDGED];
  for (const { name, help, labels, samples } of gauges) {
    new Gauge({
      name: PREFIX + name,
      help,
      labelNames: labels,
      registers,
      collect() {
        this.reset();
        const all: readonly Sample[] = samples(collector.nodes, judges);
        for (const sample of all) this.set(sample.labels, sample.value);
      },
    });
  }
  new Counter({
    name: `${PREFIX}polls_total`,
    help: "Polls that have ended, by result.",
    labelNames: [...onLayer, "result"],
    registers,
    collect() {
      this.reset();
      for (const { node, layer, polls } of layers(collector.nodes)) {
        this.inc({ node, layer, result: "ok" }, polls.ok);
        this.inc({ node, layer, result: "failed" }, polls.failed);
      }
    },
  });
  registerCounted(registry, PREFIX, collector.nodes, judges);
  new Gauge({
    name: `${PREFIX}build_info`,
    help: "The monitor's version.",
    labelNames: ["version"],
    registers,
  }).set({ version }, 1);
  return registry;
}
