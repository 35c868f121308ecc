import { projectLabel } from "../../components/kubernetes/labels.ts";
import { duration } from "../duration.ts";
import type { NodeJob, ScrapeTarget } from "../jobs.ts";
import { nodeJobs, scrapeTimeout, type ScrapeJob } from "../scrape.ts";
import type { PodMonitor, Relabeling } from "./objects.ts";

/** The targets of a job are not alike, so that one PodMonitor cannot say what each of them is called. */
export class TargetShapeError extends Error {
  readonly job: NodeJob;

  constructor(job: NodeJob, names: readonly string[]) {
    super(
      `PodMonitor of ${job}: expected targets of one port and of names that differ in the node only, got ${names.join(", ")}`,
    );
    this.name = "TargetShapeError";
    this.job = job;
  }
}

/** The pod's label `app.kubernetes.io/instance`, which is the EthereumNode's name. */
const nodeOfPod = "__meta_kubernetes_pod_label_app_kubernetes_io_instance";

/** What the operator adds to a target beside the namespace. A pod's name changes while its series should go on. */
const addedLabels = "container|endpoint|pod";

/**
 * A PodMonitor for each job, with targets and labels as the bundled Prometheus has them, and the label `namespace`.
 *
 * Pods and not Services, because a pod has several Services: a headless one, one for its users and one for all nodes. The
 * same labels would find all of them, and Geth, whose timers begin anew at every scrape, would be scraped by each.
 *
 * @throws TargetShapeError
 */
export function podMonitors(
  targets: readonly ScrapeTarget[],
  scrapeIntervalSeconds: number,
): ReadonlyMap<NodeJob, PodMonitor> {
  return new Map(
    nodeJobs(targets).map((job) => [job.job_name, podMonitor(job, scrapeIntervalSeconds)]),
  );
}

function podMonitor(job: ScrapeJob<NodeJob>, intervalSeconds: number): PodMonitor {
  const { instance, portNumber } = place(job);
  return {
    apiVersion: "monitoring.coreos.com/v1",
    kind: "PodMonitor",
    spec: {
      selector: { matchLabels: { "app.kubernetes.io/name": job.job_name, ...projectLabel } },
      podMetricsEndpoints: [
        {
          portNumber,
          path: job.metrics_path,
          interval: duration(intervalSeconds),
          scrapeTimeout: scrapeTimeout(intervalSeconds),
          relabelings: [
            set("job", job.job_name),
            instance,
            ...labels(job),
            { action: "labeldrop", regex: addedLabels },
          ],
        },
      ],
      ...(job.fallback_scrape_protocol === undefined
        ? {}
        : { fallbackScrapeProtocol: job.fallback_scrape_protocol }),
    },
  };
}

const set = (targetLabel: string, replacement: string): Relabeling => ({
  targetLabel,
  replacement,
});

/** The labels that all targets of the job share, and the node, which is each one's own. */
function labels({ static_configs: targets }: ScrapeJob<NodeJob>): Relabeling[] {
  return Object.entries(targets[0]?.labels ?? {}).map(([label, value]) =>
    label === "node" ? { sourceLabels: [nodeOfPod], targetLabel: label } : set(label, value),
  );
}

/**
 * The label `instance`, as the bundled Prometheus has it: its address is a Service's name, which stays, where a pod's
 * address does not.
 */
function place(job: ScrapeJob<NodeJob>): { instance: Relabeling; portNumber: number } {
  const names = job.static_configs.flatMap(({ targets }) => targets);
  const forms = job.static_configs.flatMap(({ targets, labels: { node } = {} }) =>
    targets.map((name) =>
      node !== undefined && name.startsWith(node) ? `$1${name.slice(node.length)}` : name,
    ),
  );
  const [form = ""] = forms;
  if (new Set(forms).size !== 1) throw new TargetShapeError(job.job_name, names);
  return {
    portNumber: Number(form.slice(form.lastIndexOf(":") + 1)),
    instance: form.startsWith("$1")
      ? { sourceLabels: [nodeOfPod], targetLabel: "instance", replacement: form }
      : set("instance", form),
  };
}
