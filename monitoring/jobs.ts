import { consensusClients, executionClients } from "../components/clients/index.ts";
import type { ClientName, ClientProgram } from "../components/clients/names.ts";

/** The Prometheus jobs of the nodes, by what is scraped; also the `app.kubernetes.io/name` of its pods. */
export type NodeJob = ClientProgram | "prysm-validator" | "peer-monitor";

/** What is known of the machines, pods and volumes below the nodes; each job is called after the program that exports it. */
export type ResourceJob = "kubelet" | "cadvisor" | "kube-state-metrics" | "node-exporter";

/** Every value that the label `job` has. */
export type Job = NodeJob | ResourceJob | "prometheus" | "alertmanager";

/** The part of a node that a series is about: the label `layer`. */
export type Layer = "execution" | "consensus" | "validator";

/** Which client a series is about, as its labels `client` and `layer` say it. */
export interface ClientLabels {
  /** The client's name in settings and object names: `geth`, `prysm`. */
  readonly client: ClientName;
  readonly layer: Layer;
}

const clientsOfJobs = new Map<string, ClientLabels>([
  ...[...executionClients.values()].map(
    ({ program, name }) => [program, { client: name, layer: "execution" }] as const,
  ),
  ...[...consensusClients.values()].map(
    ({ program, name }) => [program, { client: name, layer: "consensus" }] as const,
  ),
  ["prysm-validator", { client: "prysm", layer: "validator" }],
]);

/** The client that a job scrapes. None of what serves all nodes. */
export const clientOf = (job: Job): ClientLabels | undefined => clientsOfJobs.get(job);

/** What is scraped in the nodes' namespace. */
export interface ScrapeTarget {
  readonly job: NodeJob;
  /** The EthereumNode's name, the label `node`. None for what serves all nodes and names them in labels of its own. */
  readonly node?: string | undefined;
  /** The network's name, the label `network`. None for what serves all nodes. */
  readonly network?: string | undefined;
  /** Host name, as a pod in the monitoring namespace resolves it: `node-0-geth-internal.ethereum`. */
  readonly host: string;
  readonly port: number;
}

/** The path at which a job's metrics are; Prometheus' own default is `/metrics`. */
export const metricsPaths: Readonly<Partial<Record<Job, string>>> = {
  ...Object.fromEntries(
    [...executionClients.values(), ...consensusClients.values()].map(
      ({ program, metricsPath }): [ClientProgram, string] => [program, metricsPath],
    ),
  ),
  "prysm-validator": "/metrics",
  "peer-monitor": "/metrics",
  kubelet: "/metrics",
  cadvisor: "/metrics/cadvisor",
  "kube-state-metrics": "/metrics",
  "node-exporter": "/metrics",
  prometheus: "/metrics",
  alertmanager: "/metrics",
};

/** Selects one metric of one job. Geth's names have no prefix, and Prysm's two programs share names, so never without a job. */
export function of(
  job: Job,
  metric: string,
  labels: Readonly<Record<string, string>> = {},
): string {
  const matchers = Object.entries({ job, ...labels }).map(([k, v]) => `${k}=${JSON.stringify(v)}`);
  return `${metric}{${matchers.join(",")}}`;
}
