import { executionClients } from "../../components/clients/index.ts";
import { of, type Job } from "../jobs.ts";

type Labels = Readonly<Record<string, string>>;

/** The nodes that are chosen at the top of a board. */
const chosenNode = 'network=~"$network",node=~"$node"';

/** A metric of the chosen nodes. */
export function chosen(job: Job, metric: string, labels: Labels = {}): string {
  return of(job, metric, labels).replace(/}$/, `,${chosenNode}}`);
}

/** A metric that several jobs export, of the chosen nodes. */
export function chosenOf(jobs: readonly Job[], metric: string): string {
  return `${metric}{job=~"${jobs.join("|")}",${chosenNode}}`;
}

/** What the peer monitor says of the chosen nodes. It knows no networks: `$node` has only those of the chosen ones. */
export function monitored(metric: string, labels: Labels = {}): string {
  return of("peer-monitor", `eth_peer_monitor_${metric}`, labels).replace(/}$/, ',node=~"$node"}');
}

/** A series that the rules record, of the chosen nodes. */
export function recordedOf(name: string, labels: Labels = {}): string {
  const more = Object.entries(labels).map(([label, value]) => `,${label}="${value}"`);
  return `${name}{${chosenNode}${more.join("")}}`;
}

/** A metric of the machines, which belong to no node. */
export const machine = (metric: string, labels: Labels = {}): string =>
  of("node-exporter", metric, labels);

/** The jobs of all execution clients, one of which every node has. */
const execution = [...executionClients.values()].map(({ program }) => program).join("|");

/** Where the choices at the top of a board come from: each node has one target of these. */
export const networksQuery = `label_values(up{job=~"${execution}"}, network)`;
export const nodesQuery = `label_values(up{job=~"${execution}",network=~"$network"}, node)`;

/** For rates of what goes on all the time: as fine as the scrapes and the width of the screen allow. */
export const rate = (selector: string): string => `rate(${selector}[$__rate_interval])`;

/** For what happens once a block: ten minutes are 50 of them on a public network. */
export const blockWindow = "10m";

/** A quantile of a histogram, by node. Geth's timers are no histograms: they come with their quantiles. */
export function quantile(share: number, buckets: string, by = "node"): string {
  return `histogram_quantile(${share}, sum by (${by}, le) (rate(${buckets}[${blockWindow}])))`;
}

/** The mean of what a summary without quantiles counted: its sum alone is a total, not a duration. */
export function mean(job: Job, metric: string): string {
  const per = (part: string) =>
    `sum by (node) (rate(${chosen(job, `${metric}_${part}`)}[${blockWindow}]))`;
  return `${per("sum")} / ${per("count")}`;
}
