import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { watchedResources } from "../../../monitoring/resourceMetrics.ts";
import { workloadLabels } from "../workload.ts";

type PolicyRule = k8s.types.input.rbac.v1.PolicyRule;

/** An identity in the monitoring namespace that the Kubernetes API knows. */
export interface Account {
  readonly name: string;
  readonly namespace: pulumi.Input<string>;
}

/** What kube-state-metrics may do in a namespace: know of changes to what it counts. */
export const stateRules: PolicyRule[] = [
  ...Map.groupBy(watchedResources, ({ group }) => group),
].map(([group, resources]) => ({
  apiGroups: [group],
  resources: resources.map(({ plural }) => plural),
  verbs: ["list", "watch"],
}));

/** What Prometheus may do in the namespace of the exporters on the machines: know where they are. */
export const discoveryRules: PolicyRule[] = [
  { apiGroups: [""], resources: ["pods"], verbs: ["list", "watch"] },
];

/**
 * What Prometheus may do in all of the cluster, since machines are in no namespace: read the kubelets' metrics. Not
 * `nodes/proxy`, which would let it run commands in every pod.
 *
 * Source: https://kubernetes.io/docs/reference/access-authn-authz/kubelet-authn-authz/
 */
export const kubeletRules: PolicyRule[] = [
  { apiGroups: [""], resources: ["nodes/metrics"], verbs: ["get"] },
];

/** An account without a token of its own: only a pod that asks for it gets one. */
export function account(
  { name, namespace }: Account,
  opts: pulumi.CustomResourceOptions,
): k8s.core.v1.ServiceAccount {
  return new k8s.core.v1.ServiceAccount(
    name,
    {
      metadata: { name, namespace, labels: workloadLabels(name) },
      automountServiceAccountToken: false,
    },
    opts,
  );
}

/** Gives an account rights in one namespace. */
export function allowIn(
  where: string,
  namespace: pulumi.Input<string>,
  who: Account,
  rules: PolicyRule[],
  opts: pulumi.CustomResourceOptions,
): void {
  const metadata = { name: who.name, namespace, labels: workloadLabels(who.name) };
  const name = `${who.name}-${where}`;
  const role = new k8s.rbac.v1.Role(name, { metadata, rules }, opts);
  new k8s.rbac.v1.RoleBinding(
    name,
    { metadata, roleRef: roleRef("Role", role), subjects: [subject(who)] },
    opts,
  );
}

/** Gives an account rights in all of the cluster. The objects' names say whose they are: stacks share them. */
export function allowEverywhere(
  who: Account,
  rules: PolicyRule[],
  opts: pulumi.CustomResourceOptions,
): void {
  const metadata = {
    name: pulumi.interpolate`${who.namespace}-${who.name}-kubelet-metrics`,
    labels: workloadLabels(who.name),
  };
  const name = `${who.name}-kubelet-metrics`;
  const role = new k8s.rbac.v1.ClusterRole(name, { metadata, rules }, opts);
  new k8s.rbac.v1.ClusterRoleBinding(
    name,
    { metadata, roleRef: roleRef("ClusterRole", role), subjects: [subject(who)] },
    opts,
  );
}

/**
 * The role of a binding. Its name is unknown until the role is there, so that a preview does not try the binding before: the API
 * server lets whoever may not do everything bind only a role that it finds.
 */
const roleRef = (kind: string, role: k8s.rbac.v1.Role | k8s.rbac.v1.ClusterRole) => ({
  apiGroup: "rbac.authorization.k8s.io",
  kind,
  name: pulumi.all([role.id, role.metadata.name]).apply(([, name]) => name),
});

const subject = ({ name, namespace }: Account) => ({ kind: "ServiceAccount", name, namespace });
