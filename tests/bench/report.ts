import { cpus, totalmem } from "node:os";
import type { DeploymentFigure } from "./deployment.ts";
import type { GatewayFigures } from "./gateway.ts";
import { gatewaySection } from "./gatewayReport.ts";
import { peerHistorySection, type PeerHistoryFigure } from "./peerHistory.ts";
import { peerMonitorSection, type PeerMonitorFigures } from "./peerMonitorReport.ts";
import type { PreviewFigure } from "./previews.ts";
import type { PrometheusFigure } from "./prometheus.ts";

export interface Figures {
  readonly machine: string;
  readonly previews: readonly PreviewFigure[];
  readonly deployment: DeploymentFigure;
  readonly prometheus: PrometheusFigure;
  readonly peerHistories: readonly PeerHistoryFigure[];
  readonly peerMonitor: PeerMonitorFigures;
  readonly rpcGateway: GatewayFigures;
}

/** The machine and the day, for the page's head. */
export function machineLine(now = new Date()): string {
  const model = cpus()[0]?.model ?? "unknown processor";
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${now.toISOString().slice(0, 10)}, ${cpus().length} cores (${model}), ${memory} GiB`;
}

/** The page `docs/benchmarks.md`. */
export function report(figures: Figures): string {
  const { machine, previews, deployment, prometheus, peerHistories, peerMonitor, rpcGateway } =
    figures;
  const { up, finalized, unchanged, memory } = deployment;
  const sum = (part: "resident" | "proportional"): string =>
    mebibytes(memory.reduce((total, each) => total + each[part], 0));
  return `# Benchmarks

Written by \`make bench\`. Measured on ${machine}.

## Preview

\`pulumi preview\` of the dev stack with so many nodes, beside a program that registers as many plain ConfigMaps, in turn.
The ratio is that of the medians. Goal: at most 1.3, and linear.

| nodes | resources | preview, s | plain, s | ratio | ms a resource |
|--:|--:|--:|--:|--:|--:|
${previews.map(previewRow).join("\n")}

## Deployment

The dev stack on a running cluster with its images.

| what | measured | goal |
|---|--:|--:|
| \`make up\` until it ended | ${up.toFixed(0)} s | |
| \`make up\` until an epoch was finalized | ${finalized.toFixed(0)} s | 90 s |
| a second \`make up\`, nothing to do | ${unchanged.toFixed(0)} s | 60 s |
| memory of all that is no client, shared pages counted once | ${sum("proportional")} MiB | 700 MiB |
| the same, resident sets added up | ${sum("resident")} MiB | |

| program | processes | MiB, shared pages counted once | MiB resident |
|---|--:|--:|--:|
${memory.map((each) => `| ${each.name} | ${each.count} | ${mebibytes(each.proportional)} | ${mebibytes(each.resident)} |`).join("\n")}
${prometheusSection(prometheus)}${peerHistorySection(peerHistories)}${peerMonitorSection(machine, peerMonitor)}${gatewaySection(machine, rpcGateway)}`;
}

/**
 * The page with a section in place of the one of the same heading, or at the end where there is none.
 * @param section begins with an empty line and `## `
 */
export function withSection(page: string, section: string): string {
  const heading = /^\n## .*\n/.exec(section)?.[0];
  if (heading === undefined) throw new TypeError("section: no heading came, expected one first");
  const begin = page.indexOf(heading);
  if (begin < 0) return page.trimEnd() + "\n" + section;
  const end = page.indexOf("\n## ", begin + heading.length);
  return page.slice(0, begin) + section + (end < 0 ? "" : page.slice(end));
}

/** Twenty nodes in Prometheus. */
export function prometheusSection(figure: PrometheusFigure): string {
  const series = Object.entries(figure.series);
  const total = series.reduce((sum, [, count]) => sum + count, 0);
  const milliseconds = (seconds: number): string => `${(seconds * 1000).toFixed(0)} ms`;
  return `
## Prometheus with twenty nodes

Series of one node of the private chain with 14 validators: ${series.map(([job, count]) => `${count} of ${job}`).join(", ")}.

| what | measured | goal |
|---|--:|--:|
| series of a node | ${total} | |
| bytes of a sample in a block of two hours, of ${(figure.samples / 1e6).toFixed(1)} million | ${figure.bytesPerSample.toFixed(2)} | |
| twenty such nodes over 30 days at 15 s, reckoned from both | ${figure.monthGb.toFixed(1)} GB | 50 GB |
| 99th percentile of the evaluation of a rule, ${figure.rules} rules, 20 nodes | ${milliseconds(figure.evaluation99)} | 1 s |
| the longest group of rules | ${milliseconds(figure.longestGroup)} | 1 s |
| resident memory with ${figure.headSeries} series | ${figure.memory.toFixed(0)} MiB | |
`;
}

function previewRow({ nodes, resources, program, plain }: PreviewFigure): string {
  const [ours, floor] = [median(program), median(plain)];
  const perResource = ((ours / resources) * 1000).toFixed(1);
  return `| ${nodes} | ${resources} | ${ours.toFixed(1)} | ${floor.toFixed(1)} | ${(ours / floor).toFixed(2)} | ${perResource} |`;
}

/** The middle value; of an even number of values, the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const [low, high] = [
    sorted[Math.floor((sorted.length - 1) / 2)],
    sorted[Math.ceil((sorted.length - 1) / 2)],
  ];
  return ((low ?? Number.NaN) + (high ?? Number.NaN)) / 2;
}

const mebibytes = (bytes: number): string => (bytes / 2 ** 20).toFixed(0);
