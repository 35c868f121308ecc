import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

export interface DisruptionBudgetArgs {
  readonly name: string;
  readonly namespace: pulumi.Input<string>;
  readonly labels: Record<string, string>;
  readonly selector: Record<string, string>;
}

/**
 * Lets a drain take one pod of several that stand in for each other, and the next only when it is ready again.
 *
 * `AlwaysAllow`: a pod that is not ready may always go. Ready means in sync, and a drain must not wait for the days that a
 * first sync takes, nor protect a node that serves nobody. With the default, two nodes in their first sync could not be
 * moved at all.
 *
 * Source: https://kubernetes.io/docs/tasks/run-application/configure-pdb/#unhealthy-pod-eviction-policy (stable in 1.31)
 */
export function disruptionBudget(
  { name, namespace, labels, selector }: DisruptionBudgetArgs,
  opts: pulumi.CustomResourceOptions,
): k8s.policy.v1.PodDisruptionBudget {
  return new k8s.policy.v1.PodDisruptionBudget(
    name,
    {
      metadata: { name, namespace, labels },
      spec: {
        maxUnavailable: 1,
        unhealthyPodEvictionPolicy: "AlwaysAllow",
        selector: { matchLabels: selector },
      },
    },
    opts,
  );
}
