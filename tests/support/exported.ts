import assert from "node:assert/strict";

import { recordedCapacity } from "../../monitoring/capacity/series.ts";
import { metricsPaths } from "../../monitoring/jobs.ts";
import { recorded } from "../../monitoring/rules/consensus.ts";
import { recordedForks } from "../../monitoring/rules/forks.ts";
import { recordedPeers } from "../../monitoring/rules/peers.ts";
import { recordedResources } from "../../monitoring/rules/resources.ts";
import { createMetrics } from "../../monitor/src/serve/metrics.ts";
import type { Selector } from "./promql.ts";
import { scrape, scrapedJobs } from "./scrapes.ts";
import { unrecorded } from "./unrecorded.ts";

/** What Prometheus itself writes, of every target or of every alert. */
const ofPrometheus = new Set(["up", "scrape_duration_seconds"]);
const alerts = "ALERTS";
const recordedNames = new Set<string>([
  ...Object.values(recorded),
  ...Object.values(recordedForks),
  ...Object.values(recordedCapacity),
  ...Object.values(recordedPeers),
  ...Object.values(recordedResources),
]);
/** Labels that the scrape configuration adds. */
const ofTarget = new Set(["job", "network", "node", "client", "layer", "machine"]);

const scrapes = new Map<string, Map<string, string[]>>(
  scrapedJobs.map((job) => [job, scrape(job)]),
);
// The peer monitor's are made here, of no nodes: the names are its own, and what a label says is its own tests' matter.
const monitor = await createMetrics({ nodes: [] }, "0.0.0").getMetricsAsJSON();
const ofMonitor = new Set(monitor.map(({ name }) => name));

/** Fails unless the metric is in a scrape of the job that is selected, with the labels that are selected. */
export function assertExported({ metric, matchers }: Selector): void {
  if (recordedNames.has(metric) || metric === alerts) return;
  const job = matchers.get("job")?.replace(/^(=~?|!=)/, "");
  assert.ok(job !== undefined, `${metric}: no job is selected`);
  if (ofPrometheus.has(metric) && job === "") return;
  for (const one of job.split("|")) assert.ok(one in metricsPaths, `there is no job ${one}`);
  if (ofPrometheus.has(metric)) return;
  for (const one of job.split("|")) {
    if (one === "peer-monitor") assert.ok(ofMonitor.has(metric), `${one} exports no ${metric}`);
    else assertExportedBy(one, metric, matchers);
  }
}

function assertExportedBy(job: string, metric: string, matchers: Selector["matchers"]): void {
  const known = unrecorded.filter((one) => one.job === job && one.metric === metric);
  if (known.some(({ pair }) => pair === undefined)) return;
  const samples = scrapes.get(job)?.get(metric);
  assert.ok(samples !== undefined, `${job} exports no ${metric}`);
  for (const [label, match] of matchers) {
    if (ofTarget.has(label)) continue;
    const pair = `${label}="${match.slice(1)}"`;
    const seen = samples.some((line) => line.includes(pair));
    assert.ok(seen || known.some((one) => one.pair === pair), `no sample of ${metric} has ${pair}`);
  }
}

/** What is on the list of the unrecorded and was recorded all the same. */
export function recordedAfterAll(): string[] {
  return unrecorded
    .filter(({ job, metric, pair = "" }) =>
      scrapes
        .get(job)
        ?.get(metric)
        ?.some((line) => line.includes(pair)),
    )
    .map(({ metric }) => metric);
}
