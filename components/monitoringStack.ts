import * as pulumi from "@pulumi/pulumi";

import type { Capacity } from "../monitoring/capacity/cost.ts";
import type { ScrapeTarget } from "../monitoring/jobs.ts";
import type { MonitoredNetwork } from "../monitoring/network.ts";
import type { AlertLinks } from "../monitoring/rules/links.ts";
import type { VolumeArgs } from "./kubernetes/claim.ts";
import { alertmanager } from "./monitoring/alertmanager.ts";
import { grafana } from "./monitoring/grafana.ts";
import { policies } from "./monitoring/policies.ts";
import { prometheus, type PrometheusResourceMetrics } from "./monitoring/prometheus.ts";
import { stackRecipients, type AlertRecipients } from "./monitoring/recipients.ts";
import type { ResourceMetricsChoice } from "./monitoring/resourceMetrics/args.ts";
import { resourceMetricsParts } from "./monitoring/resourceMetrics/index.ts";
import { resourceEgress } from "./monitoring/resourceMetrics/policies.ts";
import {
  monitoringResources,
  type MonitoringResources,
  type MonitoringSize,
} from "./monitoring/resources.ts";

/** A volume of the monitoring stack; what is left out has the default. */
export type MonitoringVolume = Partial<VolumeArgs>;

/** Whether there is a Grafana. */
export type GrafanaChoice =
  | {
      readonly enabled: true;
      readonly image?: string | undefined;
      /** Default: 10Gi. */
      readonly volume?: MonitoringVolume | undefined;
    }
  | {
      readonly enabled: false;
      /** Why not, in a sentence that `pulumi up` prints. */
      readonly reason: string;
    };

/** How a stack is watched. */
export interface MonitoringStackArgs {
  /**
   * The namespace of all its objects, which denies what no policy allows. The nodes' policies let a Prometheus in from the
   * namespace `monitoring`.
   */
  readonly namespace: pulumi.Input<string>;
  /** The namespace of what is scraped. Default: `ethereum`. */
  readonly nodesNamespace?: string | undefined;
  /** All that is scraped. Every node of them is on `network`. */
  readonly targets: readonly ScrapeTarget[];
  /** What the nodes ask for and what that costs. Default: nothing is known of costs. */
  readonly capacity?: Capacity | undefined;
  /** Where who gets an alert finds its runbook and its board. Default: alerts name paths only. */
  readonly links?: AlertLinks | undefined;
  /** What the rules must know of the nodes' network. */
  readonly network: Omit<MonitoredNetwork, "genesisTime"> & {
    /** Unix time of slot 0, seconds. A private chain's is known only when the chain was made. */
    readonly genesisTime: pulumi.Input<number>;
  };
  /** Labels on every alert, to tell stacks apart where alerts of several arrive. Default: none. */
  readonly externalLabels?: Readonly<Record<string, string>> | undefined;
  readonly prometheus?:
    | {
        readonly image?: string | undefined;
        /** Default: 50Gi. */
        readonly volume?: (MonitoringVolume & { readonly size?: string }) | undefined;
        /** How long samples are kept: `30d`, the default. A full volume ends it sooner. */
        readonly retention?: string | undefined;
        /** Seconds between two looks at a program. Default: 15. */
        readonly scrapeIntervalSeconds?: number | undefined;
      }
    | undefined;
  readonly alertmanager?:
    | (AlertRecipients & {
        readonly image?: string | undefined;
        /** Default: 1Gi. */
        readonly volume?: MonitoringVolume | undefined;
      })
    | undefined;
  readonly grafana: GrafanaChoice;
  readonly resourceMetrics: ResourceMetricsChoice;
  /** Default: `production`. */
  readonly size?: MonitoringSize | undefined;
  /** What replaces the size's own resources. Default: nothing. */
  readonly resources?: Partial<MonitoringResources> | undefined;
}

/** A target on another network than the one that the rules are made for: no alert would ever speak of it. */
export class TargetNetworkError extends Error {
  readonly target: ScrapeTarget;

  constructor(target: ScrapeTarget, network: string) {
    super(
      `MonitoringStack targets: expected every node to be on the network "${network}", ` +
        `got ${target.job} of "${target.node ?? target.host}" on "${target.network ?? "none"}"`,
    );
    this.name = "TargetNetworkError";
    this.target = target;
  }
}

/** Grafana is off and nobody says why. */
export class GrafanaReasonError extends Error {
  constructor() {
    super('MonitoringStack grafana.reason: expected why Grafana is off, got ""');
    this.name = "GrafanaReasonError";
  }
}

/** Resource metrics are off and nobody says why. */
export class ResourceMetricsReasonError extends Error {
  constructor() {
    super('MonitoringStack resourceMetrics.reason: expected why they are off, got ""');
    this.name = "ResourceMetricsReasonError";
  }
}

/** Prometheus with rules for the nodes, Alertmanager, and Grafana with a dashboard. */
export class MonitoringStack extends pulumi.ComponentResource {
  /** `http://…:9090`, inside the cluster. */
  readonly prometheusUrl: pulumi.Output<string>;
  /** `http://…:9093`, inside the cluster. */
  readonly alertmanagerUrl: pulumi.Output<string>;
  /** `http://…:3000`, inside the cluster. Absent when Grafana is off. */
  readonly grafanaUrl: pulumi.Output<string> | undefined;
  /** Secret; the user is `admin`. Absent when Grafana is off. */
  readonly grafanaAdminPassword: pulumi.Output<string> | undefined;

  constructor(name: string, args: MonitoringStackArgs, opts?: pulumi.ComponentResourceOptions) {
    super("ethnode:index:MonitoringStack", name, {}, opts);
    check(args);
    const own = { parent: this };
    const { namespace, targets } = args;
    const scrapeIntervalSeconds = args.prometheus?.scrapeIntervalSeconds ?? 15;
    const recipients = stackRecipients(args.alertmanager ?? {}, args.network.name);
    const resources = {
      ...monitoringResources[args.size ?? "production"],
      ...args.resources,
    };

    const resourceMetrics = this.#resourceMetrics(args, resources);
    this.prometheusUrl = prometheus(
      {
        namespace,
        targets,
        capacity: args.capacity,
        links: args.links,
        image: args.prometheus?.image,
        network: pulumi.output(args.network),
        scrapeIntervalSeconds,
        retention: args.prometheus?.retention ?? "30d",
        externalLabels: args.externalLabels ?? {},
        volume: { size: "50Gi", ...args.prometheus?.volume },
        resources: resources.prometheus,
        resourceMetrics,
      },
      own,
    );
    this.alertmanagerUrl = alertmanager(
      {
        namespace,
        image: args.alertmanager?.image,
        recipients,
        volume: { size: "1Gi", ...args.alertmanager?.volume },
        resources: resources.alertmanager,
      },
      own,
    );
    if (args.grafana.enabled) {
      const { url, adminPassword } = grafana(
        {
          namespace,
          image: args.grafana.image,
          prometheusUrl: this.prometheusUrl,
          scrapeIntervalSeconds,
          volume: { size: "10Gi", ...args.grafana.volume },
          resources: resources.grafana,
        },
        own,
      );
      this.grafanaUrl = url;
      this.grafanaAdminPassword = adminPassword;
    } else {
      void pulumi.log.info(`Grafana is off: ${args.grafana.reason}`, this);
    }
    policies(
      {
        namespace,
        targets,
        nodesNamespace: args.nodesNamespace ?? "ethereum",
        grafana: args.grafana.enabled,
        resourceEgress: args.resourceMetrics.enabled ? resourceEgress(args.resourceMetrics) : [],
        recipients: recipients.checked,
      },
      own,
    );

    this.registerOutputs({
      prometheusUrl: this.prometheusUrl,
      alertmanagerUrl: this.alertmanagerUrl,
      grafanaUrl: this.grafanaUrl,
      grafanaAdminPassword: this.grafanaAdminPassword,
    });
  }

  #resourceMetrics(
    { resourceMetrics, namespace }: MonitoringStackArgs,
    resources: MonitoringResources,
  ): PrometheusResourceMetrics | undefined {
    if (!resourceMetrics.enabled) {
      void pulumi.log.info(`Resource metrics are off: ${resourceMetrics.reason}`, this);
      return undefined;
    }
    const { nodesNamespace, hostNamespace, kubeletInsecureTls = false } = resourceMetrics;
    const account = resourceMetricsParts(
      { ...resourceMetrics, namespace, resources },
      { parent: this },
    );
    return { account, nodesNamespace, hostNamespace, kubeletInsecureTls };
  }
}

function check(args: MonitoringStackArgs): void {
  for (const target of args.targets) {
    const shared = target.node === undefined && target.network === undefined;
    if (!shared && target.network !== args.network.name) {
      throw new TargetNetworkError(target, args.network.name);
    }
  }
  if (!args.resourceMetrics.enabled && args.resourceMetrics.reason.trim() === "") {
    throw new ResourceMetricsReasonError();
  }
  if (!args.grafana.enabled && args.grafana.reason.trim() === "") throw new GrafanaReasonError();
}
