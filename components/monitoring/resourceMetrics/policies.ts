import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

import { localNetworks } from "../../kubernetes/addressRanges.ts";
import { podsWith, tcp } from "../../kubernetes/networkPolicy.ts";
import { ports } from "../../kubernetes/ports.ts";
import { workloadLabels, workloadSelector } from "../workload.ts";
import type { ResourceMetricsArgs } from "./args.ts";

type PolicySpec = k8s.types.input.networking.v1.NetworkPolicySpec;
type EgressRule = k8s.types.input.networking.v1.NetworkPolicyEgressRule;

const within = (namespace: pulumi.Input<string>) => ({
  namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": namespace } },
});
const prometheus = { podSelector: { matchLabels: workloadSelector("prometheus") } };
const exporter = { podSelector: { matchLabels: workloadSelector("node-exporter") } };
const toExporters = tcp(ports.nodeExporter.http);
const toState = tcp(ports.kubeStateMetrics.http);

const machines = ({ machineCidrs = localNetworks }: ResourceMetricsArgs) =>
  machineCidrs.map((cidr) => ({ ipBlock: { cidr } }));
const toApi = (args: ResourceMetricsArgs): EgressRule => ({
  to: machines(args),
  ports: tcp(...ports.kubernetesApi),
});

/** What Prometheus is let out to for metrics of machines, pods and volumes. */
export const resourceEgress = (args: ResourceMetricsArgs): EgressRule[] => [
  { to: machines(args), ports: tcp(ports.kubelet.https) },
  toApi(args),
  { to: [podsWith(workloadSelector("kube-state-metrics"))], ports: toState },
  { to: [{ ...exporter, ...within(args.hostNamespace) }], ports: toExporters },
];

/** The policies of the programs that export them: asked by Prometheus, and by nobody else. */
export function resourcePolicies(
  args: ResourceMetricsArgs & { readonly namespace: pulumi.Input<string> },
  opts: pulumi.CustomResourceOptions,
): void {
  policy("kube-state-metrics", args.namespace, opts, {
    podSelector: { matchLabels: workloadSelector("kube-state-metrics") },
    policyTypes: ["Ingress", "Egress"],
    ingress: [{ from: [prometheus], ports: toState }],
    egress: [toApi(args)],
  });
  policy("node-exporter", args.hostNamespace, opts, {
    ...exporter,
    policyTypes: ["Ingress"],
    ingress: [{ from: [{ ...prometheus, ...within(args.namespace) }], ports: toExporters }],
  });
}

function policy(
  name: string,
  namespace: pulumi.Input<string>,
  opts: pulumi.CustomResourceOptions,
  spec: PolicySpec,
): void {
  new k8s.networking.v1.NetworkPolicy(
    name,
    { metadata: { name, namespace, labels: workloadLabels(name) }, spec },
    opts,
  );
}
