import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { traceCollectorConfig } from "../../monitoring/otel/config.ts";
import { objectLabels, selectorLabels } from "../kubernetes/labels.ts";
import { podsWith, tcp } from "../kubernetes/networkPolicy.ts";
import { ports } from "../kubernetes/ports.ts";
import { readyService } from "../kubernetes/singlePod.ts";
import { collectorPod, type Headers } from "./collector.ts";
import { egressTo } from "./egress.ts";

/** A collector of traces. */
export interface TraceCollectorArgs {
  /** Where it runs. */
  readonly namespace: pulumi.Input<string>;
  /** The namespace of the nodes that send to it. */
  readonly nodesNamespace: string;
  readonly network: string;
  readonly image: string;
  /** Where it sends the traces to: the URL of an OTLP receiver over HTTP, without `/v1/traces`. */
  readonly endpoint: string;
  /** Secret. Headers of each request. Default: none. */
  readonly headers?: pulumi.Input<Headers> | undefined;
}

/** The parts of a node whose traces are sent. */
export const tracedComponents = ["execution", "consensus"] as const;

/** The collector's name, also that of its Service. */
export const traceCollectorName = "otel-traces";

const label = { name: traceCollectorName, instance: traceCollectorName, component: "telemetry" };
const selector = selectorLabels(label);

/** The collector's pods, as a policy elsewhere names them. */
export const traceCollectorPods = (namespace: string) => podsWith(selector, namespace);

/**
 * Takes traces of the nodes' pods and passes them on: it has the receiver's keys, which the clients would take as flags for
 * all to read, keeps what a receiver that is away for minutes cannot take, and takes addresses out.
 */
export function traceCollector(args: TraceCollectorArgs, opts: pulumi.CustomResourceOptions): void {
  const { namespace } = args;
  const name = traceCollectorName;
  const { otlp, health } = ports.otelCollector;
  const labels = objectLabels(label);
  const at = { name, namespace, labels };
  const spec = collectorPod(
    {
      ...at,
      image: args.image,
      headers: args.headers,
      config: (headersFile) =>
        traceCollectorConfig({
          listen: `0.0.0.0:${otlp}`,
          health: `0.0.0.0:${health}`,
          network: args.network,
          to: { endpoint: args.endpoint, headersFile },
        }),
      resources: { cpu: "50m", memory: "128Mi", memoryLimit: "512Mi" },
      ports: [{ name: "otlp", containerPort: otlp }],
    },
    opts,
  );
  new k8s.networking.v1.NetworkPolicy(
    name,
    {
      metadata: at,
      spec: {
        podSelector: { matchLabels: selector },
        policyTypes: ["Ingress", "Egress"],
        ingress: [
          {
            from: tracedComponents.map((component) =>
              podsWith({ "app.kubernetes.io/component": component }, args.nodesNamespace),
            ),
            ports: tcp(otlp),
          },
        ],
        egress: [egressTo(args.endpoint)],
      },
    },
    opts,
  );
  readyService({ ...at, selector, ports: [{ name: "otlp", port: otlp }] }, opts);
  new k8s.apps.v1.Deployment(
    name,
    {
      metadata: at,
      spec: {
        replicas: 1,
        revisionHistoryLimit: 3,
        selector: { matchLabels: selector },
        template: { metadata: { labels }, spec },
      },
    },
    opts,
  );
}
