import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import type { NodeJob, ScrapeTarget } from "../../monitoring/jobs.ts";
import { destinations, type Destination } from "../../monitoring/routing/destinations.ts";
import type { Recipients } from "../../monitoring/routing/receivers.ts";
import { accessLabels } from "../kubernetes/labels.ts";
import { podsWith, publicInternet, tcp } from "../kubernetes/networkPolicy.ts";
import { ports } from "../kubernetes/ports.ts";
import { workloadLabels, workloadSelector } from "./workload.ts";

type PolicySpec = k8s.types.input.networking.v1.NetworkPolicySpec;
type EgressRule = k8s.types.input.networking.v1.NetworkPolicyEgressRule;
type Peer = k8s.types.input.networking.v1.NetworkPolicyPeer;

/** The openings that the monitoring programs need, on top of a namespace that denies all but DNS. */
export interface PoliciesArgs {
  readonly namespace: pulumi.Input<string>;
  /** Where the scraped pods are. */
  readonly nodesNamespace: string;
  readonly targets: readonly ScrapeTarget[];
  readonly grafana: boolean;
  /** What Prometheus reaches beside the nodes. Default: nothing. */
  readonly resourceEgress?: readonly EgressRule[] | undefined;
  /** Secret. Only their ports go into the policy. */
  readonly recipients: pulumi.Output<Recipients>;
}

const userLabels = { [accessLabels.monitoring]: "true" };
const users = podsWith(userLabels);
const pods = (name: string): Peer => podsWith(workloadSelector(name));

/** One NetworkPolicy for each program, and one for the users' pods. */
export function policies(args: PoliciesArgs, opts: pulumi.CustomResourceOptions): void {
  for (const [name, spec] of Object.entries(policySpecs(args))) {
    new k8s.networking.v1.NetworkPolicy(
      name,
      { metadata: { name, namespace: args.namespace, labels: workloadLabels(name) }, spec },
      opts,
    );
  }
}

function policySpecs(args: PoliciesArgs): Record<string, PolicySpec> {
  const { prometheus, alertmanager, grafana } = ports;
  const toPrometheus = { to: [pods("prometheus")], ports: tcp(prometheus.http) };
  const toAlertmanager = { to: [pods("alertmanager")], ports: tcp(alertmanager.http) };
  const toGrafana = { to: [pods("grafana")], ports: tcp(grafana.http) };
  return {
    prometheus: both("prometheus", {
      ingress: [
        { from: args.grafana ? [users, pods("grafana")] : [users], ports: toPrometheus.ports },
      ],
      egress: [
        ...scrapeEgress(args.targets, args.nodesNamespace),
        toAlertmanager,
        ...(args.resourceEgress ?? []),
      ],
    }),
    alertmanager: both("alertmanager", {
      ingress: [{ from: [users, pods("prometheus")], ports: toAlertmanager.ports }],
      egress: recipientsEgress(args.recipients),
    }),
    ...(args.grafana
      ? {
          grafana: both("grafana", {
            ingress: [{ from: [users], ports: toGrafana.ports }],
            egress: [toPrometheus],
          }),
        }
      : {}),
    // Their own egress is denied with everybody's in this namespace: being let in would not be enough.
    "monitoring-users": {
      podSelector: { matchLabels: userLabels },
      policyTypes: ["Egress"],
      egress: [toPrometheus, toAlertmanager, ...(args.grafana ? [toGrafana] : [])],
    },
  };
}

function both(name: string, rules: Pick<PolicySpec, "ingress" | "egress">): PolicySpec {
  return {
    podSelector: { matchLabels: workloadSelector(name) },
    policyTypes: ["Ingress", "Egress"],
    ...rules,
  };
}

/** Each job's pods at the job's own ports, and nothing else of them. */
export function scrapeEgress(targets: readonly ScrapeTarget[], namespace: string): EgressRule[] {
  const portsOf = new Map<NodeJob, Set<number>>();
  for (const { job, port } of targets) {
    portsOf.set(job, (portsOf.get(job) ?? new Set()).add(port));
  }
  return [...portsOf].map(([job, numbers]) => ({
    to: [podsWith({ "app.kubernetes.io/name": job }, namespace)],
    ports: tcp(...numbers),
  }));
}

function recipientsEgress(recipients: pulumi.Output<Recipients>): pulumi.Output<EgressRule[]> {
  // Ports are no secret, and a policy that is one could not be read in a preview.
  return pulumi.unsecret(recipients.apply(destinations)).apply((all) => all.map(destinationEgress));
}

const destinationEgress = ({ cidr, port }: Destination): EgressRule => ({
  to: [cidr === undefined ? publicInternet : { ipBlock: { cidr } }],
  ports: tcp(port),
});
