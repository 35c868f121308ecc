import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import type { Capacity } from "../../monitoring/capacity/cost.ts";
import type { ScrapeTarget } from "../../monitoring/jobs.ts";
import type { MonitoredNetwork } from "../../monitoring/network.ts";
import type { ResourceScrapeArgs } from "../../monitoring/resourceScrape.ts";
import type { AlertLinks } from "../../monitoring/rules/links.ts";
import { ruleFile } from "../../monitoring/rules/ruleFile.ts";
import { prometheusConfig } from "../../monitoring/scrape.ts";
import type { VolumeArgs } from "../kubernetes/claim.ts";
import { images } from "../kubernetes/images.ts";
import { nobodyUid } from "../kubernetes/podSecurity.ts";
import { ports } from "../kubernetes/ports.ts";
import type { Resources } from "../kubernetes/resources.ts";
import { retentionSize } from "./retention.ts";
import { workload, workloadLabels } from "./workload.ts";

/** A Prometheus of one stack. */
export interface PrometheusArgs {
  readonly namespace: pulumi.Input<string>;
  readonly image?: string | undefined;
  readonly targets: readonly ScrapeTarget[];
  readonly network: pulumi.Input<MonitoredNetwork>;
  /** Default: no costs. */
  readonly capacity?: Capacity | undefined;
  /** Where runbooks and boards are. Default: alerts name paths only. */
  readonly links?: AlertLinks | undefined;
  /** Seconds. */
  readonly scrapeIntervalSeconds: number;
  /** How long samples are kept, as Prometheus writes it: `30d`. The volume's size may end it sooner. */
  readonly retention: string;
  readonly externalLabels: Readonly<Record<string, string>>;
  readonly volume: VolumeArgs & { readonly size: string };
  readonly resources: Resources;
  /** What it asks of machines, pods and volumes. Default: nothing. */
  readonly resourceMetrics?: PrometheusResourceMetrics | undefined;
}

/** How Prometheus gets at what is below the nodes. */
export interface PrometheusResourceMetrics {
  /** The name of the account that kubelets and the Kubernetes API know it as. */
  readonly account: pulumi.Input<string>;
  readonly nodesNamespace: pulumi.Input<string>;
  readonly hostNamespace: pulumi.Input<string>;
  readonly kubeletInsecureTls: boolean;
}

const configPath = "/etc/prometheus";
const dataPath = "/prometheus";

/**
 * Prometheus with its configuration and rules. Its files are JSON, which is YAML, too.
 *
 * Only one, and never a second beside it: Geth empties some of its metrics at each scrape, so two Prometheus take samples
 * from each other. Source: go-ethereum metrics/resetting_timer.go.
 *
 * @returns the URL inside the cluster
 */
export function prometheus(
  args: PrometheusArgs,
  opts: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
  const config = new k8s.core.v1.ConfigMap(
    "prometheus-config",
    {
      metadata: { namespace: args.namespace, labels: workloadLabels("prometheus") },
      immutable: true,
      data: pulumi
        .all([args.network, resourceScrape(args)])
        .apply(([network, resources]) => configFiles(args, network, resources)),
    },
    opts,
  );
  return workload(
    {
      name: "prometheus",
      namespace: args.namespace,
      image: args.image ?? images.prometheus,
      uid: nobodyUid,
      port: ports.prometheus.http,
      args: [
        `--config.file=${configPath}/prometheus.json`,
        `--storage.tsdb.path=${dataPath}`,
        `--storage.tsdb.retention.time=${args.retention}`,
        `--storage.tsdb.retention.size=${retentionSize(args.volume.size)}`,
        `--web.listen-address=:${ports.prometheus.http}`,
      ],
      paths: { ready: "/-/ready", alive: "/-/healthy" },
      data: { ...args.volume, mountPath: dataPath },
      files: [
        {
          mountPath: configPath,
          volume: { name: "config", configMap: { name: config.metadata.name } },
        },
      ],
      resources: args.resources,
      serviceAccount: args.resourceMetrics?.account,
      // It writes what it holds in memory when it stops.
      gracePeriodSeconds: 120,
    },
    opts,
  );
}

/** What the jobs below the nodes are told; the names of namespaces are known when these are there. */
function resourceScrape(args: PrometheusArgs): pulumi.Output<ResourceScrapeArgs | undefined> {
  const { resourceMetrics, targets, namespace } = args;
  if (resourceMetrics === undefined) return pulumi.output(undefined);
  const { nodesNamespace, hostNamespace, kubeletInsecureTls } = resourceMetrics;
  return pulumi.all([nodesNamespace, namespace, hostNamespace]).apply(([nodes, own, host]) => ({
    namespaces: [nodes, own, host],
    hostNamespace: host,
    targets,
    kubeStateMetrics: `kube-state-metrics:${ports.kubeStateMetrics.http}`,
    kubeletPort: ports.kubelet.https,
    kubeletInsecureTls,
  }));
}

/** Prometheus' files, by name. */
export function configFiles(
  args: Pick<
    PrometheusArgs,
    "targets" | "capacity" | "links" | "scrapeIntervalSeconds" | "externalLabels"
  >,
  network: MonitoredNetwork,
  resources?: ResourceScrapeArgs,
): Record<"prometheus.json" | "rules.json", string> {
  const config = prometheusConfig({
    targets: args.targets,
    scrapeIntervalSeconds: args.scrapeIntervalSeconds,
    self: `localhost:${ports.prometheus.http}`,
    alertmanager: `alertmanager:${ports.alertmanager.http}`,
    rulesPath: `${configPath}/rules.json`,
    externalLabels: args.externalLabels,
    resources,
  });
  return {
    "prometheus.json": JSON.stringify(config, null, 2),
    "rules.json": JSON.stringify(
      ruleFile(network, args.targets, args.capacity, {
        resources: resources !== undefined,
        links: args.links,
      }),
      null,
      2,
    ),
  };
}
