import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { claim } from "./kubernetes/claim.ts";
import { accessLabels, objectLabels, selectorLabels } from "./kubernetes/labels.ts";
import {
  accessEgress,
  metricsIngress,
  podsOf,
  podsWith,
  podsWithAccess,
  tcp,
  type Scraper,
} from "./kubernetes/networkPolicy.ts";
import { ports } from "./kubernetes/ports.ts";
import { readyService, serviceHost } from "./kubernetes/singlePod.ts";
import { PeerAccess } from "./peerAccess.ts";
import {
  monitorConfig,
  type MonitoredNode,
  type PeerMonitorConfigArgs,
} from "./peerMonitorConfig.ts";
import { peerMonitorPod } from "./peerMonitorPod.ts";

export interface PeerMonitorArgs extends PeerMonitorConfigArgs {
  readonly namespace: pulumi.Input<string>;
  /** The Prometheus that may read its metrics. Default: the bundled one, in the namespace `monitoring`. */
  readonly scraper?: Scraper | "nobody" | undefined;
  readonly image: string;
}

/** The peer monitor: one pod that asks every node of the stack who its peers are, and shows it. */
export class PeerMonitor extends pulumi.ComponentResource {
  /** `http://…:8600` */
  readonly url: pulumi.Output<string>;
  readonly serviceName = "peer-monitor";
  /** Secret. The tokens that were made for it, by their holders' names. Absent where none are wanted. */
  readonly tokens: pulumi.Output<Record<string, string>> | undefined;

  constructor(name: string, args: PeerMonitorArgs, opts?: pulumi.ComponentResourceOptions) {
    super("ethnode:index:PeerMonitor", name, {}, opts);
    const own = { parent: this };
    const service = this.serviceName;
    const { namespace } = args;
    const label = { name: service, instance: service, component: "peer-monitor" };
    const labels = objectLabels(label);
    const selector = selectorLabels(label);
    const port = ports.peerMonitor.http;

    const config = new k8s.core.v1.ConfigMap(
      `${name}-config`,
      {
        metadata: { namespace, labels },
        immutable: true,
        data: { "nodes.json": pulumi.jsonStringify(monitorConfig(args), undefined, 2) },
      },
      own,
    );
    new k8s.networking.v1.NetworkPolicy(
      `${name}-policy`,
      {
        metadata: { name: service, namespace, labels },
        spec: {
          podSelector: { matchLabels: selector },
          policyTypes: ["Ingress", "Egress"],
          ingress: [
            ...metricsIngress(args.scraper, port),
            { from: podsWithAccess(accessLabels.peerMonitor), ports: tcp(port) },
          ],
          egress: [
            {
              to: [podsOf("execution")],
              ports: tcp(ports.peerMonitor.agent),
            },
            {
              to: [podsOf("consensus")],
              ports: tcp(ports.consensus.api),
            },
            ...metricsEgress(args.nodes),
          ],
        },
      },
      own,
    );
    new k8s.networking.v1.NetworkPolicy(
      `${name}-access`,
      {
        metadata: { name: `${service}-access`, namespace, labels },
        spec: accessEgress(accessLabels.peerMonitor, podsWith(selector), tcp(port)),
      },
      own,
    );
    readyService(
      { name: service, namespace, labels, selector, ports: [{ name: "http", port }] },
      own,
    );
    const volume =
      args.history === undefined
        ? undefined
        : claim({ ...args.history.volume, name: `${service}-history`, namespace, labels }, own);
    const { tokens = [] } = args.access ?? {};
    const access =
      tokens.length === 0
        ? undefined
        : new PeerAccess(`${name}-access`, { namespace, labels, tokens }, own);
    new k8s.apps.v1.Deployment(
      `${name}-deployment`,
      {
        metadata: { name: service, namespace, labels },
        spec: {
          replicas: 1,
          revisionHistoryLimit: 3,
          // One process may write to a database, and a volume may be on one machine at a time.
          ...(volume === undefined ? {} : { strategy: { type: "Recreate" } }),
          selector: { matchLabels: selector },
          template: {
            metadata: { labels },
            spec: peerMonitorPod({
              image: args.image,
              nodes: args.nodes.length,
              config: config.metadata.name,
              history: volume?.metadata.name,
              access: access?.volume,
              actions: args.actionsSecretName,
            }),
          },
        },
      },
      own,
    );
    this.url = pulumi.interpolate`http://${serviceHost(service, namespace)}:${port}`;
    this.tokens = access?.made;
    this.registerOutputs({ url: this.url });
  }
}

/** Out to the metrics of those consensus clients that are asked for them. */
function metricsEgress(nodes: readonly MonitoredNode[]) {
  const to = nodes
    .filter(({ peerMetricsUrl }) => peerMetricsUrl !== undefined)
    .map(({ name }) => podsOf("consensus", name));
  return to.length === 0 ? [] : [{ to, ports: tcp(ports.consensus.metrics) }];
}
