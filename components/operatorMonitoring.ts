import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import type { Capacity } from "../monitoring/capacity/cost.ts";
import { grafanaDashboards } from "../monitoring/grafana.ts";
import type { ScrapeTarget } from "../monitoring/jobs.ts";
import type { MonitoredNetwork } from "../monitoring/network.ts";
import { operatorRouting } from "../monitoring/operator/alertmanagerConfig.ts";
import { podMonitors } from "../monitoring/operator/podMonitors.ts";
import { operatorRules } from "../monitoring/operator/rules.ts";
import type { AlertLinks } from "../monitoring/rules/links.ts";
import { keyFiles } from "../monitoring/routing/keys.ts";
import { objectLabels } from "./kubernetes/labels.ts";
import { stackRecipients, type AlertRecipients } from "./monitoring/recipients.ts";

/** How a stack is watched by the Prometheus operator that a cluster has. */
export interface OperatorMonitoringArgs {
  /** The nodes' namespace. All objects are in it: an AlertmanagerConfig reads Secrets of its own namespace only. */
  readonly namespace: pulumi.Input<string>;
  /** Its name, of which rules and routes speak. */
  readonly nodesNamespace: string;
  /** All that is scraped. */
  readonly targets: readonly ScrapeTarget[];
  /** What the rules must know of the nodes' network. */
  readonly network: Omit<MonitoredNetwork, "genesisTime"> & {
    /** Unix time of slot 0, seconds. A private chain's is known only when the chain was made. */
    readonly genesisTime: pulumi.Input<number>;
  };
  /** What the nodes ask for, and what a month of it costs. Default: neither is known. */
  readonly capacity?: Capacity | undefined;
  /** Where who gets an alert finds its runbook and its board. Default: alerts name paths only. */
  readonly links?: AlertLinks | undefined;
  /** Seconds between two looks at a program, and between two evaluations of the rules. */
  readonly scrapeIntervalSeconds: number;
  /** Who gets alerts, beside those to whom the cluster's own routes lead. */
  readonly recipients: AlertRecipients;
  /** Labels of the operator's objects, for its selectors: `release: kube-prometheus-stack`. */
  readonly labels: Readonly<Record<string, string>>;
  readonly dashboards: OperatorDashboards;
}

/** How Grafana's sidecar is told of dashboards. */
export interface OperatorDashboards {
  /** The labels by which it finds ConfigMaps with dashboards. None: there are no such ConfigMaps. */
  readonly labels: Readonly<Record<string, string>>;
  /** Where it puts them. */
  readonly annotations: Readonly<Record<string, string>>;
}

/** The first part of the objects' names: in a cluster with many such objects it says whose they are. */
const prefix = "ethnode";

/**
 * What a Prometheus operator and Grafana's sidecar need to watch a stack as the bundled programs would: PodMonitors, rules,
 * routing and dashboards. It runs no program, and so has no endpoint.
 */
export class OperatorMonitoring extends pulumi.ComponentResource {
  constructor(name: string, args: OperatorMonitoringArgs, opts?: pulumi.ComponentResourceOptions) {
    super("ethnode:index:OperatorMonitoring", name, {}, opts);
    const own = { parent: this };
    for (const [job, monitor] of podMonitors(args.targets, args.scrapeIntervalSeconds)) {
      custom(`${prefix}-${job}`, monitor, args, own);
    }
    const { capacity = { nodes: [] } } = args;
    const spec = pulumi
      .output(args.network)
      .apply((network) => operatorRules({ ...args, network, capacity }).spec);
    custom(
      prefix,
      { apiVersion: "monitoring.coreos.com/v1", kind: "PrometheusRule", spec },
      args,
      own,
    );
    routing(args, own);
    dashboards(args, own);
    this.registerOutputs({});
  }
}

const labels = objectLabels({ name: "monitoring", instance: prefix, component: "monitoring" });

interface Custom {
  readonly apiVersion: string;
  readonly kind: string;
  readonly spec: pulumi.Input<object>;
}

/** An object of the operator's. */
function custom(
  name: string,
  object: Custom,
  args: OperatorMonitoringArgs,
  opts: pulumi.CustomResourceOptions,
): void {
  const metadata = { name, namespace: args.namespace, labels: { ...labels, ...args.labels } };
  new k8s.apiextensions.CustomResource(
    `${name}-${object.kind.toLowerCase()}`,
    { ...object, metadata },
    opts,
  );
}

/** The receivers with their keys. Without any, alerts go where the cluster's own routes lead. */
function routing(args: OperatorMonitoringArgs, opts: pulumi.CustomResourceOptions): void {
  const { namespace, nodesNamespace } = args;
  const recipients = stackRecipients(args.recipients, args.network.name);
  if (recipients.none) return;
  const files = recipients.checked.apply(keyFiles);
  const secret = new k8s.core.v1.Secret(
    `${prefix}-alert-keys`,
    { metadata: { namespace, labels }, immutable: true, stringData: pulumi.secret(files) },
    opts,
  );
  // Names of files are no secrets, and all that leaves here is their names.
  const names = pulumi.unsecret(files.apply((all) => Object.keys(all)));
  const spec = pulumi.all([names, secret.metadata.name]).apply(
    ([keys, secretName]) =>
      operatorRouting({
        receivers: recipients.receivers,
        keyFiles: new Set(keys),
        secretName,
        nodesNamespace,
      }).spec,
  );
  const kind = { apiVersion: "monitoring.coreos.com/v1alpha1", kind: "AlertmanagerConfig" };
  custom(prefix, { ...kind, spec }, args, opts);
}

/** One ConfigMap for each dashboard, of which some are too large to share one. */
function dashboards(args: OperatorMonitoringArgs, opts: pulumi.CustomResourceOptions): void {
  const { labels: found, annotations } = args.dashboards;
  if (Object.keys(found).length === 0) return;
  for (const [file, json] of Object.entries(grafanaDashboards())) {
    // Of a name that stays: with two for a moment, the sidecar would delete the new file for the old ConfigMap's sake.
    const name = `${prefix}-dashboard-${file.replace(/\.json$/, "")}`;
    const metadata = {
      name,
      namespace: args.namespace,
      labels: { ...labels, ...found },
      annotations,
    };
    // The sidecar puts all files into one folder, so their names say whose they are.
    const data = { [`${prefix}-${file}`]: json };
    new k8s.core.v1.ConfigMap(name, { metadata, data }, opts);
  }
}
