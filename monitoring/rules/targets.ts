import { of, type Job, type ResourceJob, type ScrapeTarget } from "../jobs.ts";
import { patience } from "./patience.ts";
import { alert, type AlertingRule, type RuleGroup, type Severity } from "./rule.ts";

/**
 * How long a target may be away. A client that is rolled stops gracefully and starts again within this; Kubernetes restarts
 * a crashed one much sooner.
 */
const patienceSeconds = patience("cause");

/** Without these we only don't see the chain; without the others, the clients, it is not followed. */
const resourceJobs = [
  "kubelet",
  "cadvisor",
  "kube-state-metrics",
  "node-exporter",
] as const satisfies ResourceJob[];
const watchers: ReadonlySet<Job> = new Set<Job>([
  ...(["peer-monitor", "prometheus", "alertmanager"] as const),
  ...resourceJobs,
]);

/**
 * Programs that cannot be scraped, or that Prometheus does not even try to scrape.
 *
 * @param resources whether machines, pods and volumes are scraped, too; how many machines there are is not known
 */
export function targetRules(targets: readonly ScrapeTarget[], resources = false): RuleGroup {
  const jobs: Job[] = [
    ...new Set(targets.map((target) => target.job)),
    "prometheus",
    "alertmanager",
    ...(resources ? resourceJobs : []),
  ];
  return {
    name: "targets",
    rules: [
      ...(["critical", "warning"] as const).flatMap((severity) => {
        const some = jobs.filter((job) => severityOf(job) === severity);
        return some.length === 0 ? [] : [down(some, severity)];
      }),
      ...jobs.map((job) => missing(job, targets)),
    ],
  };
}

function down(jobs: readonly Job[], severity: Severity): AlertingRule {
  return alert({
    name: "TargetDown",
    severity,
    expr: `up{job=~"${jobs.join("|")}"} == 0`,
    forSeconds: patienceSeconds,
    summary: "{{ $labels.job }}{{ with $labels.node }} of {{ . }}{{ end }} cannot be scraped",
    description:
      "Prometheus has had no answer from {{ $labels.instance }} ({{ $labels.job }}) for five minutes: " +
      "the program is not running, hangs, or a NetworkPolicy is in the way.",
  });
}

/** Counts rather than `absent()`: the loss of one target of several shows, too. */
function missing(job: Job, targets: readonly ScrapeTarget[]): AlertingRule {
  const own = targets.filter((target) => target.job === job);
  const expected = Math.max(1, own.length);
  const network = own[0]?.network;
  return alert({
    name: "TargetMissing",
    severity: severityOf(job),
    expr: `(count(${of(job, "up")}) or vector(0)) < ${expected}`,
    forSeconds: patienceSeconds,
    labels: { job, ...(network === undefined ? {} : { network }) },
    summary: `Prometheus scrapes {{ $value }} of ${expected} targets of ${job}`,
    description:
      `Prometheus should have ${expected} target(s) in the job ${job} and has {{ $value }}: ` +
      "its configuration is not the one that the program made.",
  });
}

function severityOf(job: Job): Severity {
  return watchers.has(job) ? "warning" : "critical";
}
