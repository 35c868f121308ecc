import { clientOf, metricsPaths, type ResourceJob, type ScrapeTarget } from "./jobs.ts";
import { resourceMetrics } from "./resourceMetrics.ts";

/** Where what is below the nodes is found. */
export interface ResourceScrapeArgs {
  /** Whose pods and volumes are looked at: the nodes' namespace, the monitoring programs', and the machines' exporters'. */
  readonly namespaces: readonly string[];
  /** The namespace of the exporters that run on every machine, which are how the machines are found. */
  readonly hostNamespace: string;
  /** All nodes: how a pod's or a claim's name is told from another. */
  readonly targets: readonly ScrapeTarget[];
  /** `host:port` of kube-state-metrics. */
  readonly kubeStateMetrics: string;
  /** The kubelets' port. */
  readonly kubeletPort: number;
  /** Whether a kubelet's certificate is taken whoever signed it. */
  readonly kubeletInsecureTls: boolean;
}

/** A step that rewrites labels. Source: Prometheus 3.10, configuration, `<relabel_config>`. */
export type Relabelling = Readonly<
  Partial<Record<"source_labels", readonly string[]>> &
    Partial<Record<"action" | "regex" | "replacement" | "separator" | "target_label", string>>
>;

/** The targets of a job below the nodes. */
export interface ResourceScrapeJob {
  readonly job_name: ResourceJob;
  readonly metrics_path: string;
  readonly fallback_scrape_protocol?: never;
  readonly metric_relabel_configs: readonly Relabelling[];
  readonly static_configs?: readonly { readonly targets: readonly string[] }[];
  readonly scheme?: "https";
  readonly authorization?: Readonly<Record<string, string>>;
  readonly tls_config?: Readonly<Record<string, string | boolean>>;
  readonly honor_timestamps?: boolean;
  readonly kubernetes_sd_configs?: readonly unknown[];
  readonly relabel_configs?: readonly Relabelling[];
}

/** Where every pod that has a token finds it. */
const token = "/var/run/secrets/kubernetes.io/serviceaccount";

/** The label with the name of the Kubernetes node; `node` is an EthereumNode's. */
const machine = "machine";

/**
 * The jobs of what is below the nodes.
 *
 * Machines are found by the exporter that runs on each: a right to read pods of one namespace, where asking for the machines
 * themselves would take a right on all of the cluster.
 */
export function resourceJobs(args: ResourceScrapeArgs): ResourceScrapeJob[] {
  return [
    kubeletJob("kubelet", args),
    kubeletJob("cadvisor", args),
    {
      ...common("kube-state-metrics", args),
      static_configs: [{ targets: [args.kubeStateMetrics] }],
    },
    { ...common("node-exporter", args), ...onMachines(args, []) },
  ];
}

function common(job: ResourceJob, args: ResourceScrapeArgs) {
  return {
    job_name: job,
    metrics_path: metricsPaths[job] ?? "/metrics",
    metric_relabel_configs: kept(job, args),
  };
}

function kubeletJob(job: "kubelet" | "cadvisor", args: ResourceScrapeArgs): ResourceScrapeJob {
  return {
    ...common(job, args),
    scheme: "https",
    authorization: { type: "Bearer", credentials_file: `${token}/token` },
    tls_config: args.kubeletInsecureTls
      ? { insecure_skip_verify: true }
      : { ca_file: `${token}/ca.crt` },
    // cAdvisor's own are of when it looked, and would keep what is gone for five minutes.
    honor_timestamps: false,
    ...onMachines(args, [
      {
        source_labels: ["__meta_kubernetes_pod_host_ip"],
        target_label: "__address__",
        replacement: `$1:${args.kubeletPort}`,
      },
    ]),
  };
}

function onMachines(args: ResourceScrapeArgs, relabelling: readonly Relabelling[]) {
  const machineName = ["__meta_kubernetes_pod_node_name"];
  return {
    kubernetes_sd_configs: [
      {
        role: "pod",
        namespaces: { names: [args.hostNamespace] },
        selectors: [{ role: "pod", label: "app.kubernetes.io/name=node-exporter" }],
      },
    ],
    relabel_configs: [
      ...relabelling,
      { source_labels: machineName, target_label: machine },
      // A machine keeps its name where a pod's address changes with every restart.
      { source_labels: machineName, target_label: "instance" },
    ],
  };
}

/** What is kept of a job's series, and the labels that these get. */
function kept(job: ResourceJob, args: ResourceScrapeArgs): Relabelling[] {
  const names = resourceMetrics[job].join("|");
  if (job === "node-exporter") return [keep(["__name__"], names)];
  return [
    keep(["__name__"], names),
    keep(["namespace"], args.namespaces.join("|")),
    ...(job === "cadvisor"
      ? // Sums over a pod have no container; what goes over the network is the pod's in any case.
        [keep(["__name__", "container"], "container_network_.+;.*|.+;.+")]
      : []),
    ...(job === "kube-state-metrics"
      ? [{ source_labels: ["node"], regex: "(.+)", target_label: machine }]
      : []),
    // New with every pod: series without end, and alerts that nobody can tell apart.
    { action: "labeldrop", regex: "node|uid|id|name|image" },
    ...ofNodes(args.targets),
  ];
}

const keep = (labels: readonly string[], regex: string): Relabelling => ({
  source_labels: labels,
  action: "keep",
  regex,
});

/** Gives the series of a node's pods, claims and workloads the labels that the node's own series have. */
function ofNodes(targets: readonly ScrapeTarget[]): Relabelling[] {
  return [...byClient(targets)].flatMap(([part, { labels, nodes }]) => {
    const from = {
      source_labels: ["pod", "persistentvolumeclaim", "statefulset"],
      separator: "/",
      // Any one of the three is there: a pod's name, a claim's or a StatefulSet's.
      regex: `/*(${nodes.join("|")})-${part}(?:-0|-data)?/*`,
    };
    return [
      ...Object.entries(labels).map(([target_label, replacement]) => ({
        ...from,
        target_label,
        replacement,
      })),
      { ...from, target_label: "node", replacement: "$1" },
    ];
  });
}

interface Part {
  readonly labels: Readonly<Record<string, string>>;
  readonly nodes: string[];
}

/** The nodes that run each client, by the part of an object's name that says so: `geth`, `prysm`, `validator`. */
function byClient(targets: readonly ScrapeTarget[]): Map<string, Part> {
  const parts = new Map<string, Part>();
  for (const { job, node, network } of targets) {
    const labels = clientOf(job);
    if (node === undefined || network === undefined || labels === undefined) continue;
    const name = labels.layer === "validator" ? "validator" : labels.client;
    const part = parts.get(name) ?? { labels: { network, ...labels }, nodes: [] };
    part.nodes.push(node);
    parts.set(name, part);
  }
  return parts;
}
