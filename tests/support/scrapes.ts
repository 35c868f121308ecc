import { readFileSync } from "node:fs";
import { join } from "node:path";

import type { Job } from "../../monitoring/jobs.ts";

const folder = join(import.meta.dirname, "../fixtures/scrapes");

/** The jobs of which a scrape of the real program is kept. */
export const scrapedJobs = [
  "geth",
  "prysm-beacon",
  "prysm-validator",
  "kubelet",
  "cadvisor",
  "kube-state-metrics",
  "node-exporter",
  "prometheus",
  "alertmanager",
] as const satisfies Job[];

/** What a real program answered to Prometheus: the sample lines of each metric's name. */
export function scrape(job: (typeof scrapedJobs)[number]): Map<string, string[]> {
  const lines = readFileSync(join(folder, `${job}.prom`), "utf8").split("\n");
  const samples = new Map<string, string[]>();
  for (const line of lines) {
    const name = /^[a-zA-Z_:][a-zA-Z0-9_:]*/.exec(line)?.[0];
    if (name !== undefined) samples.set(name, [...(samples.get(name) ?? []), line]);
  }
  return samples;
}
