import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
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

/** A node that the monitor asks for its peers. */
export interface MonitoredNode {
  readonly name: string;
  readonly network: string;
  /** URL of the agent beside its execution client. */
  readonly agentUrl: pulumi.Input<string>;
  /** URL of its beacon API. */
  readonly beaconUrl: pulumi.Input<string>;
}

export interface PeerMonitorArgs {
  readonly namespace: pulumi.Input<string>;
  /** The Prometheus that may read its metrics. Default: the bundled one, in the namespace `monitoring`. */
  readonly scraper?: Scraper | "nobody" | undefined;
  readonly image: string;
  readonly nodes: readonly MonitoredNode[];
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
        data: { "nodes.json": pulumi.jsonStringify(monitorConfig(args.nodes), undefined, 2) },
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
    new k8s.apps.v1.Deployment(
      `${name}-deployment`,
      {
        metadata: { name: service, namespace, labels },
        spec: {
          replicas: 1,
          revisionHistoryLimit: 3,
          selector: { matchLabels: selector },
          template: {
            metadata: { labels },
            spec: monitorPod(args.image, config.metadata.name),
          },
        },
      },
      own,
    );
    this.url = pulumi.interpolate`http://${serviceHost(service, namespace)}:${port}`;
    this.registerOutputs({ url: this.url });
  }
}

/** The monitor's configuration file. Its schema is the monitor's: `monitor/src/config.ts`. */
function monitorConfig(nodes: readonly MonitoredNode[]) {
  return {
    nodes: nodes.map(({ name, network, agentUrl, beaconUrl }) => ({
      name,
      network,
      execution: { agentUrl },
      consensus: { beaconUrl },
    })),
  };
}

function monitorPod(
  image: string,
  configMap: pulumi.Input<string>,
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
        ],
      },
    ],
    volumes: [
      { name: "config", configMap: { name: configMap } },
      { name: "tmp", emptyDir: {} },
    ],
  };
}
