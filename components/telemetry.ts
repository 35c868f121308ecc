import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { images } from "./kubernetes/images.ts";
import { objectLabels } from "./kubernetes/labels.ts";
import { tcp } from "./kubernetes/networkPolicy.ts";
import { ports } from "./kubernetes/ports.ts";
import type { Headers } from "./otel/collector.ts";
import { egressTo } from "./otel/egress.ts";
import { logCollector } from "./otel/logCollector.ts";
import {
  traceCollector,
  traceCollectorName,
  traceCollectorPods,
  tracedComponents,
} from "./otel/traceCollector.ts";

/** Where a signal ends up. */
export interface TelemetryEndpoint {
  /** The URL of an OTLP receiver over HTTP, without `/v1/traces` or `/v1/logs`. */
  readonly endpoint: string;
  /** Secret. Headers of each request, such as `Authorization`. Default: none. */
  readonly headers?: pulumi.Input<Headers> | undefined;
}

/** What of the nodes is sent elsewhere. */
export interface TelemetryArgs {
  readonly namespace: pulumi.Input<string>;
  /** The monitoring namespace by its name. The log collector's is called so, with `-logs` behind it. */
  readonly monitoringNamespace: string;
  readonly nodesNamespaceName: pulumi.Input<string>;
  readonly nodesNamespace: string;
  /** The network's name, the attribute `network` of all that is collected. */
  readonly network: string;
  readonly image?: string | undefined;
  /** Default: no traces. Headers need a collector. */
  readonly traces?: (TelemetryEndpoint & { readonly via: TraceRoute }) | undefined;
  /** Default: no logs are sent; they are where Kubernetes keeps them. */
  readonly logs?: TelemetryEndpoint | undefined;
}

/** How traces get to their endpoint: by a collector of the stack's own, or straight from each client. */
export type TraceRoute = "collector" | "direct";

/** The URL that the clients send their traces to. */
export const traceUrl = (
  { via, endpoint }: { readonly via: TraceRoute; readonly endpoint: string },
  monitoringNamespace: string,
): string =>
  via === "direct"
    ? `${endpoint.replace(/\/$/, "")}/v1/traces`
    : `http://${traceCollectorName}.${monitoringNamespace}.svc.cluster.local:${ports.otelCollector.otlp}/v1/traces`;

/** Collectors of the nodes' traces and logs, and the policies by which they are reached. */
export class Telemetry extends pulumi.ComponentResource {
  constructor(name: string, args: TelemetryArgs, opts?: pulumi.ComponentResourceOptions) {
    super("ethnode:index:Telemetry", name, {}, opts);
    const own = { parent: this };
    const { traces, logs, nodesNamespace, network } = args;
    const image = args.image ?? images.otelCollector;
    const shared = { nodesNamespace, network, image };
    if (traces !== undefined) {
      if (traces.via === "collector") {
        traceCollector({ ...shared, ...traces, namespace: args.namespace }, own);
      }
      tracePolicies(args, traces, own);
    }
    if (logs !== undefined) {
      logCollector({ ...shared, ...logs, namespace: `${args.monitoringNamespace}-logs` }, own);
    }
    this.registerOutputs({});
  }
}

/** Lets the clients out to whatever takes their traces. */
function tracePolicies(
  args: TelemetryArgs,
  { via, endpoint }: NonNullable<TelemetryArgs["traces"]>,
  opts: pulumi.CustomResourceOptions,
): void {
  const egress = [
    via === "direct"
      ? egressTo(endpoint)
      : {
          to: [traceCollectorPods(args.monitoringNamespace)],
          ports: tcp(ports.otelCollector.otlp),
        },
  ];
  for (const component of tracedComponents) {
    const name = `traces-${component}`;
    new k8s.networking.v1.NetworkPolicy(
      name,
      {
        metadata: {
          name,
          namespace: args.nodesNamespaceName,
          labels: objectLabels({ name: "traces", instance: name, component: "telemetry" }),
        },
        spec: {
          podSelector: { matchLabels: { "app.kubernetes.io/component": component } },
          policyTypes: ["Egress"],
          egress,
        },
      },
      opts,
    );
  }
}
