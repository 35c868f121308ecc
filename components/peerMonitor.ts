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
import { clientUid, podDefaults, restrictedContainer } from "./kubernetes/podSecurity.ts";
import { ports } from "./kubernetes/ports.ts";
import { resourceRequirements } from "./kubernetes/resources.ts";
import { readyService, serviceHost } from "./kubernetes/singlePod.ts";
import { historyConfig, historyPath, type PeerHistoryArgs } from "./peerHistory.ts";
import type { P2pExposure } from "./p2pExposure.ts";

/** A node that the monitor asks for its peers. */
export interface MonitoredNode {
  readonly name: string;
  readonly network: string;
  /** URL of the agent beside its execution client. */
  readonly agentUrl: pulumi.Input<string>;
  /** URL of its beacon API. */
  readonly beaconUrl: pulumi.Input<string>;
  /** How its peers reach it, by which the monitor says what to do when they do not. Default: it is not told. */
  readonly exposure?: P2pExposure | undefined;
  /** Whether its peers are strangers on the internet. Default: the monitor goes by the chain. */
  readonly publicNetwork?: boolean | undefined;
  /** Most peers of each layer. Default: the monitor is not told. */
  readonly maxPeers?: { readonly execution: number; readonly consensus: number } | undefined;
}

export interface PeerMonitorArgs {
  readonly namespace: pulumi.Input<string>;
  /** The Prometheus that may read its metrics. Default: the bundled one, in the namespace `monitoring`. */
  readonly scraper?: Scraper | "nobody" | undefined;
  readonly image: string;
  readonly nodes: readonly MonitoredNode[];
  /** Default: nothing is kept, and there is no volume. */
  readonly history?: PeerHistoryArgs | undefined;
}

/** The peer monitor: one pod that asks every node of the stack who its peers are, and shows it. */
export class PeerMonitor extends pulumi.ComponentResource {
  /** `http://…:8600` */
  readonly url: pulumi.Output<string>;
  readonly serviceName = "peer-monitor";

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
            spec: monitorPod(args.image, config.metadata.name, volume?.metadata.name),
          },
        },
      },
      own,
    );
    this.url = pulumi.interpolate`http://${serviceHost(service, namespace)}:${port}`;
    this.registerOutputs({ url: this.url });
  }
}

/** The monitor's configuration file. Its schema is the monitor's: `monitor/src/serve/config.ts`. */
function monitorConfig({ nodes, history }: PeerMonitorArgs) {
  return {
    nodes: nodes.map(
      ({ name, network, agentUrl, beaconUrl, exposure, publicNetwork, maxPeers }) => ({
        name,
        network,
        execution: { agentUrl, ...judgedBy(exposure, maxPeers?.execution) },
        consensus: { beaconUrl, ...judgedBy(exposure, maxPeers?.consensus) },
        ...(publicNetwork === undefined ? {} : { publicNetwork }),
      }),
    ),
    ...(history === undefined ? {} : { history: historyConfig(history) }),
  };
}

/** What a layer's peers are judged by; the monitor takes no limit of 0, which means that peers are not wanted. */
const judgedBy = (exposure: P2pExposure | undefined, peerLimit: number | undefined) => ({
  ...(peerLimit === undefined || peerLimit === 0 ? {} : { peerLimit }),
  ...(exposure === undefined ? {} : { exposedBy: exposure }),
});

function monitorPod(
  image: string,
  configMap: pulumi.Input<string>,
  history: pulumi.Input<string> | undefined,
): k8s.types.input.core.v1.PodSpec {
  const port = ports.peerMonitor.http;
  return {
    ...podDefaults(clientUid),
    terminationGracePeriodSeconds: 10,
    containers: [
      {
        name: "peer-monitor",
        image,
        args: ["serve", "--config=/config/nodes.json", `--listen=0.0.0.0:${port}`],
        ports: [{ name: "http", containerPort: port }],
        startupProbe: {
          httpGet: { path: "/healthz", port },
          periodSeconds: 2,
          failureThreshold: 30,
        },
        livenessProbe: {
          httpGet: { path: "/healthz", port },
          periodSeconds: 30,
          timeoutSeconds: 5,
        },
        readinessProbe: { httpGet: { path: "/readyz", port }, periodSeconds: 5, timeoutSeconds: 5 },
        resources: resourceRequirements({ cpu: "20m", memory: "96Mi", memoryLimit: "256Mi" }),
        securityContext: restrictedContainer,
        volumeMounts: [
          { name: "config", mountPath: "/config", readOnly: true },
          { name: "tmp", mountPath: "/tmp" },
          ...(history === undefined ? [] : [{ name: "history", mountPath: historyPath }]),
        ],
      },
    ],
    volumes: [
      { name: "config", configMap: { name: configMap } },
      { name: "tmp", emptyDir: {} },
      ...(history === undefined
        ? []
        : [{ name: "history", persistentVolumeClaim: { claimName: history } }]),
    ],
  };
}
