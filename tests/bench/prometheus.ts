import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import axios from "axios";

import { run } from "../../local/support/command.ts";
import { printLine } from "../../local/support/progress.ts";
import { toolPath } from "../../local/tools/ensure.ts";
import type { ScrapeTarget } from "../../monitoring/jobs.ts";
import type { MonitoredNetwork } from "../../monitoring/network.ts";
import { ruleFile } from "../../monitoring/rules/ruleFile.ts";
import { startPrometheus } from "../support/localPrometheus.ts";

/** What a month of twenty nodes costs Prometheus, as far as it was measured and as far as it follows. */
export interface PrometheusFigure {
  /** Series of one node by job, of real clients. */
  readonly series: Readonly<Record<string, number>>;
  /** Bytes of a sample in a block of two hours with its index. In the blocks of days that follow it is less. */
  readonly bytesPerSample: number;
  /** Of how many samples that was measured. */
  readonly samples: number;
  /** What follows for twenty such nodes over 30 days at 15 seconds, GB. */
  readonly monthGb: number;
  readonly rules: number;
  /** The 99th percentile of a rule's evaluation, and the longest of the groups' last ones, seconds. */
  readonly evaluation99: number;
  readonly longestGroup: number;
  /** Series in the head, and resident memory with them, MiB. */
  readonly headSeries: number;
  readonly memory: number;
}

/** A series that a real Prometheus had. */
export interface RecordedSeries {
  readonly metric: Readonly<Record<string, string>>;
  readonly values: readonly (readonly [number, string])[];
}

const nodes = 20;
const interval = 15;
const month = 30 * 86_400;
const seconds = 120;
const hour = 3600;

/** A public network, whose rules look back the longest. */
const network = (): MonitoredNetwork => ({
  name: "devnet",
  secondsPerSlot: 12,
  slotsPerEpoch: 32,
  genesisTime: Math.floor(Date.now() / 1000) - 1000 * hour,
  public: true,
  schedule: [],
});

/**
 * Measures with series that real clients had, made twenty nodes' by their label.
 *
 * @param recorded all series of one node over some minutes, as Prometheus' API gives raw samples
 */
export async function measurePrometheus(
  recorded: readonly RecordedSeries[],
): Promise<PrometheusFigure> {
  const scraped = recorded.filter(({ metric }) => !metric["__name__"]?.includes(":"));
  const byJob = Map.groupBy(scraped, ({ metric }) => metric["job"] ?? "");
  const series = Object.fromEntries([...byJob].map(([job, list]) => [job, list.length]));
  const folder = await mkdtemp(join(tmpdir(), "ethnode-bench-"));
  try {
    printLine("  a block of two hours …");
    const block = await measureBlock(folder, scraped);
    printLine("  the rules of twenty nodes …");
    const rules = await measureRules(byJob);
    const samples = ((nodes * scraped.length) / interval) * month;
    return { series, ...block, monthGb: (samples * block.bytesPerSample) / 1e9, ...rules };
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Writes two hours of a node's series into a real block, the recorded samples over and over, and weighs it. */
async function measureBlock(
  folder: string,
  series: readonly RecordedSeries[],
): Promise<Pick<PrometheusFigure, "bytesPerSample" | "samples">> {
  const data = join(folder, "data");
  // A block's range begins at a multiple of two hours.
  await writeBlocks(folder, data, series, { from: 2 * hour * 200_000, hours: 2, step: interval });
  let [bytes, samples] = [0, 0];
  for (const block of await readdir(data)) {
    const meta = await readFile(join(data, block, "meta.json"), "utf8");
    samples += (JSON.parse(meta) as { stats: { numSamples: number } }).stats.numSamples;
    for (const file of await readdir(join(data, block), { recursive: true })) {
      const found = await stat(join(data, block, file));
      if (found.isFile()) bytes += found.size;
    }
  }
  return { bytesPerSample: bytes / samples, samples };
}

interface Span {
  readonly from: number;
  readonly hours: number;
  readonly step: number;
}

async function writeBlocks(
  folder: string,
  data: string,
  series: readonly RecordedSeries[],
  { from, hours, step }: Span,
): Promise<void> {
  const file = join(folder, "samples");
  const out = createWriteStream(file);
  for (const one of series) {
    const name = nameOf(one.metric);
    const lines = Array.from(
      { length: (hours * hour) / step },
      (_, index) => `${name} ${valueAt(one, index)} ${from + index * step}\n`,
    );
    if (!out.write(lines.join(""))) await once(out, "drain");
  }
  out.end("# EOF\n");
  await once(out, "finish");
  await mkdir(data, { recursive: true });
  const promtool = toolPath("promtool");
  await run(promtool, ["tsdb", "create-blocks-from", "openmetrics", file, data]);
}

/** Lets a real Prometheus scrape and evaluate twenty nodes, whose volumes it has known for a day. */
async function measureRules(
  byJob: ReadonlyMap<string, readonly RecordedSeries[]>,
): Promise<
  Pick<PrometheusFigure, "rules" | "evaluation99" | "longestGroup" | "headSeries" | "memory">
> {
  const started = Date.now();
  const server = createServer((request, response) => {
    const [, node = "", job = ""] = (request.url ?? "").split("/");
    const round = Math.floor((Date.now() - started) / 5000);
    const lines = (byJob.get(job) ?? []).map(
      (one) => `${nameOf({ ...one.metric, node })} ${valueAt(one, round)}\n`,
    );
    response.setHeader("content-type", "text/plain; version=0.0.4");
    response.end(lines.join(""));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const names = Array.from({ length: nodes }, (_, index) => `node-${index}`);
  const rules = ruleFile(network(), targetsOf(names));
  const home = await mkdtemp(join(tmpdir(), "ethnode-bench-"));
  const volumes = names.flatMap((node) =>
    (byJob.get("kubelet") ?? []).map((one) => ({ ...one, metric: { ...one.metric, node } })),
  );
  const from = Math.floor(started / 1000) - 26 * hour;
  await writeBlocks(home, join(home, "data"), volumes, { from, hours: 26, step: interval });
  const prometheus = await startPrometheus(
    toolPath("prometheus"),
    {
      global: { scrape_interval: "5s", scrape_timeout: "5s", evaluation_interval: "5s" },
      scrape_configs: [...byJob.keys()].map((job) => ({
        job_name: job,
        // All labels are those that the series had.
        honor_labels: true,
        static_configs: names.map((node) => ({
          targets: [`127.0.0.1:${port}`],
          labels: { __metrics_path__: `/${node}/${job}`, node, network: network().name },
        })),
      })),
    },
    rules,
    home,
  );
  try {
    await sleep(seconds * 1000);
    return {
      rules: rules.groups.flatMap((group) => group.rules).length,
      ...(await own(prometheus.url)),
    };
  } finally {
    await prometheus.stop();
    server.close();
  }
}

const targetsOf = (names: readonly string[]): ScrapeTarget[] =>
  names.flatMap((node) =>
    (["geth", "prysm-beacon", "prysm-validator"] as const).map((job) => ({
      job,
      node,
      network: network().name,
      host: node,
      port: 1,
    })),
  );

/** What Prometheus says of itself. */
async function own(
  url: string,
): Promise<Pick<PrometheusFigure, "evaluation99" | "longestGroup" | "headSeries" | "memory">> {
  const { data } = await axios.get<string>(`${url}/metrics`);
  const values = (start: string): number[] =>
    data
      .split("\n")
      .filter((line) => line.startsWith(start))
      .map((line) => Number(line.slice(line.lastIndexOf(" "))));
  const [evaluation99 = Number.NaN] = values(
    'prometheus_rule_evaluation_duration_seconds{quantile="0.99"}',
  );
  const [headSeries = Number.NaN] = values("prometheus_tsdb_head_series ");
  const [resident = Number.NaN] = values("process_resident_memory_bytes ");
  const longestGroup = Math.max(...values("prometheus_rule_group_last_duration_seconds{"));
  return { evaluation99, longestGroup, headSeries, memory: resident / 2 ** 20 };
}

function nameOf(metric: RecordedSeries["metric"]): string {
  const labels = Object.entries(metric)
    .filter(([label]) => label !== "__name__")
    .map(([label, value]) => `${label}=${JSON.stringify(value)}`);
  return `${metric["__name__"] ?? ""}{${labels.join(",")}}`;
}

/** The value of a series that goes on as it was seen: what only grew grows on, anything else begins anew. */
function valueAt({ metric, values }: RecordedSeries, index: number): string {
  const value = values[index % values.length]?.[1] ?? "0";
  if (!/_(total|count|sum|bucket)$/.test(metric["__name__"] ?? "")) return value;
  const [first, last] = [Number(values[0]?.[1]), Number(values.at(-1)?.[1])];
  const rounds = Math.floor(index / values.length);
  return rounds === 0 || !(last > first) ? value : String(Number(value) + rounds * (last - first));
}
