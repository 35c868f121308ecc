import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { webhookPort } from "../../monitoring/alertmanager.ts";
import type { NodeJob, ScrapeTarget } from "../../monitoring/jobs.ts";
import { accessLabels } from "../kubernetes/labels.ts";
import { podsWith, publicInternet, tcp } from "../kubernetes/networkPolicy.ts";
import { ports } from "../kubernetes/ports.ts";
import { workloadLabels, workloadSelector } from "./workload.ts";

type Rules = Pick<k8s.types.input.networking.v1.NetworkPolicySpec, "ingress" | "egress">;
type EgressRule = k8s.types.input.networking.v1.NetworkPolicyEgressRule;
type Peer = k8s.types.input.networking.v1.NetworkPolicyPeer;

/** The openings that the monitoring programs need, on top of a namespace that denies all but DNS. */
export interface PoliciesArgs {
  readonly namespace: pulumi.Input<string>;
  /** Where the scraped pods are. */
  readonly nodesNamespace: string;
  readonly targets: readonly ScrapeTarget[];
  readonly grafana: boolean;
  readonly webhook?: WebhookDestination | undefined;
}

/** Where Alertmanager sends. */
export interface WebhookDestination {
  /** Secret. Only its port goes into the policy. */
  readonly url: pulumi.Input<string>;
  /** The addresses that it may be at, as a CIDR. Default: everything on the public internet. */
  readonly cidr?: string | undefined;
}

const users = podsWith({ [accessLabels.monitoring]: "true" });
const pods = (name: string): Peer => podsWith(workloadSelector(name));

/** One NetworkPolicy for each program. */
export function policies(args: PoliciesArgs, opts: pulumi.CustomResourceOptions): void {
  const { prometheus, alertmanager, grafana } = ports;
  const askPrometheus = args.grafana ? [users, pods("grafana")] : [users];
  const open = (name: string, rules: Rules): void => {
    policy(args.namespace, name, rules, opts);
  };
  open("prometheus", {
    ingress: [{ from: askPrometheus, ports: tcp(prometheus.http) }],
    egress: [
      ...scrapeEgress(args.targets, args.nodesNamespace),
      { to: [pods("alertmanager")], ports: tcp(alertmanager.http) },
    ],
  });
  open("alertmanager", {
    ingress: [{ from: [users, pods("prometheus")], ports: tcp(alertmanager.http) }],
    egress: args.webhook === undefined ? [] : [webhookEgress(args.webhook)],
  });
  if (args.grafana) {
    open("grafana", {
      ingress: [{ from: [users], ports: tcp(grafana.http) }],
      egress: [{ to: [pods("prometheus")], ports: tcp(prometheus.http) }],
    });
  }
}

function policy(
  namespace: pulumi.Input<string>,
  name: string,
  rules: Rules,
  opts: pulumi.CustomResourceOptions,
): void {
  new k8s.networking.v1.NetworkPolicy(
    name,
    {
      metadata: { name, namespace, labels: workloadLabels(name) },
      spec: {
        podSelector: { matchLabels: workloadSelector(name) },
        policyTypes: ["Ingress", "Egress"],
        ...rules,
      },
    },
    opts,
  );
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

function webhookEgress(webhook: WebhookDestination): EgressRule {
  // The port is no secret, and a policy that is one could not be read in a preview.
  const port = pulumi.unsecret(pulumi.output(webhook.url).apply(webhookPort));
  const destination =
    webhook.cidr === undefined ? publicInternet : { ipBlock: { cidr: webhook.cidr } };
  return { to: [destination], ports: [{ protocol: "TCP", port }] };
}
