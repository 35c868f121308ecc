import type * as pulumi from "@pulumi/pulumi";

import type { MonitoringResources } from "../resources.ts";
import {
  account,
  allowEverywhere,
  allowIn,
  discoveryRules,
  kubeletRules,
  stateRules,
} from "./access.ts";
import type { ResourceMetricsArgs } from "./args.ts";
import { kubeStateMetrics } from "./kubeStateMetrics.ts";
import { nodeExporter } from "./nodeExporter.ts";
import { resourcePolicies } from "./policies.ts";

/**
 * What machines, pods and volumes are read by, and the right to do so.
 *
 * @returns the name of the account that Prometheus asks the kubelets as
 */
export function resourceMetricsParts(
  args: ResourceMetricsArgs & {
    readonly namespace: pulumi.Input<string>;
    readonly resources: MonitoringResources;
  },
  opts: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
  const { namespace, hostNamespace, nodesNamespace, resources } = args;
  const prometheus = { name: "prometheus", namespace };
  const state = { name: "kube-state-metrics", namespace };

  const prometheusAccount = account(prometheus, opts);
  allowIn("machines", hostNamespace, prometheus, discoveryRules, opts);
  allowEverywhere(prometheus, kubeletRules, opts);

  const stateAccount = account(state, opts);
  allowIn("nodes", nodesNamespace, state, stateRules, opts);
  allowIn("monitoring", namespace, state, stateRules, opts);

  kubeStateMetrics(
    {
      namespace,
      image: args.kubeStateMetricsImage,
      resources: resources.kubeStateMetrics,
      namespaces: [nodesNamespace, namespace],
      account: stateAccount.metadata.name,
    },
    opts,
  );
  nodeExporter(
    { namespace: hostNamespace, image: args.nodeExporterImage, resources: resources.nodeExporter },
    opts,
  );
  resourcePolicies(args, opts);
  return prometheusAccount.metadata.name;
}
