import { duration } from "./duration.ts";
import { clientOf, metricsPaths, type Job, type NodeJob, type ScrapeTarget } from "./jobs.ts";
import { resourceJobs, type ResourceScrapeArgs, type ResourceScrapeJob } from "./resourceScrape.ts";

/** What Prometheus is told. */
export interface PrometheusConfigArgs {
  readonly targets: readonly ScrapeTarget[];
  /** Seconds between two scrapes of a target, and between two evaluations of the rules. */
  readonly scrapeIntervalSeconds: number;
  /** `host:port` of this Prometheus, as it finds itself. */
  readonly self: string;
  /** `host:port` of Alertmanager. */
  readonly alertmanager: string;
  /** The path of the rule file in the container. */
  readonly rulesPath: string;
  /** Labels on every alert that leaves this Prometheus, to tell stacks apart in one inbox. */
  readonly externalLabels: Readonly<Record<string, string>>;
  /** Where machines, pods and volumes are read. Default: not at all. */
  readonly resources?: ResourceScrapeArgs | undefined;
}

interface StaticTargets {
  readonly targets: readonly string[];
  readonly labels?: Readonly<Record<string, string>>;
}

/** The targets of one job. */
export interface ScrapeJob<J extends Job = Job> {
  readonly job_name: J;
  readonly metrics_path: string;
  readonly fallback_scrape_protocol?: string;
  readonly static_configs: readonly StaticTargets[];
}

/** Prometheus' configuration file, of which this is the part that is used here. */
export interface PrometheusConfig {
  readonly global: Readonly<Record<string, unknown>>;
  readonly rule_files: readonly string[];
  readonly alerting: Readonly<Record<string, unknown>>;
  readonly scrape_configs: readonly (ScrapeJob | ResourceScrapeJob)[];
}

/**
 * Prometheus' configuration.
 *
 * Targets are static: the program knows every one of them, a Prometheus that asks the Kubernetes API needs a token, and a
 * target that vanished from a discovery would not be "down" but merely gone. Machines are the exception: they come and go
 * without this program.
 *
 * Source: https://prometheus.io/docs/prometheus/3.10/configuration/configuration/
 */
export function prometheusConfig(args: PrometheusConfigArgs): PrometheusConfig {
  return {
    global: {
      scrape_interval: duration(args.scrapeIntervalSeconds),
      scrape_timeout: scrapeTimeout(args.scrapeIntervalSeconds),
      evaluation_interval: duration(args.scrapeIntervalSeconds),
      ...(Object.keys(args.externalLabels).length === 0
        ? {}
        : { external_labels: args.externalLabels }),
    },
    rule_files: [args.rulesPath],
    alerting: { alertmanagers: [{ static_configs: [{ targets: [args.alertmanager] }] }] },
    scrape_configs: [
      ...nodeJobs(args.targets),
      scrapeJob("prometheus", [{ targets: [args.self] }]),
      scrapeJob("alertmanager", [{ targets: [args.alertmanager] }]),
      ...(args.resources === undefined ? [] : resourceJobs(args.resources)),
    ],
  };
}

/**
 * How long an answer may take, at this interval. Geth may take seconds while it compacts; a timeout above the interval is
 * refused.
 */
export const scrapeTimeout = (intervalSeconds: number): string =>
  duration(Math.min(intervalSeconds, 10));

/** The jobs of what is scraped in the nodes' namespace, whoever scrapes it. */
export function nodeJobs(targets: readonly ScrapeTarget[]): ScrapeJob<NodeJob>[] {
  const jobs = [...new Set(targets.map((target) => target.job))];
  return jobs.map((job) =>
    scrapeJob(job, targets.filter((target) => target.job === job).map(staticTarget)),
  );
}

function scrapeJob<J extends Job>(job: J, targets: readonly StaticTargets[]): ScrapeJob<J> {
  return {
    job_name: job,
    metrics_path: metricsPaths[job] ?? "/metrics",
    // Geth answers with a bare `text/plain`, which Prometheus 3 refuses unless told how to read it.
    ...(job === "geth" ? { fallback_scrape_protocol: "PrometheusText0.0.4" } : {}),
    static_configs: targets,
  };
}

function staticTarget(target: ScrapeTarget): StaticTargets {
  const labels = {
    ...(target.network === undefined ? {} : { network: target.network }),
    ...(target.node === undefined ? {} : { node: target.node }),
    ...clientOf(target.job),
  };
  return { targets: [`${target.host}:${target.port}`], labels };
}
