import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { resourceMetrics, watchedResources } from "../../../monitoring/resourceMetrics.ts";
import { images } from "../../kubernetes/images.ts";
import { nobodyUid, podDefaults, restrictedContainer } from "../../kubernetes/podSecurity.ts";
import { ports } from "../../kubernetes/ports.ts";
import { resourceRequirements, type Resources } from "../../kubernetes/resources.ts";
import { apiAccess } from "../../kubernetes/serviceAccount.ts";
import { readyService } from "../../kubernetes/singlePod.ts";
import { workloadLabels, workloadSelector } from "../workload.ts";

export interface KubeStateMetricsArgs {
  readonly namespace: pulumi.Input<string>;
  readonly image?: string | undefined;
  readonly resources: Resources;
  /** Whose objects it looks at. */
  readonly namespaces: readonly pulumi.Input<string>[];
  /** Its own account's name. */
  readonly account: pulumi.Input<string>;
}

const name = "kube-state-metrics";
const { http, telemetry } = ports.kubeStateMetrics;

/** kube-state-metrics: what the Kubernetes API says of pods, claims and workloads, as metrics. */
export function kubeStateMetrics(
  args: KubeStateMetricsArgs,
  opts: pulumi.CustomResourceOptions,
): void {
  const { namespace } = args;
  const labels = workloadLabels(name);
  const selector = workloadSelector(name);
  readyService({ name, namespace, labels, selector, ports: [{ name: "http", port: http }] }, opts);
  new k8s.apps.v1.Deployment(
    name,
    {
      metadata: { name, namespace, labels },
      spec: {
        replicas: 1,
        revisionHistoryLimit: 3,
        // Two at a time would count everything twice.
        strategy: { type: "Recreate" },
        selector: { matchLabels: selector },
        template: { metadata: { labels }, spec: pod(args) },
      },
    },
    opts,
  );
}

function pod(args: KubeStateMetricsArgs): k8s.types.input.core.v1.PodSpec {
  const answers = { path: "/healthz", port: http };
  const api = apiAccess(args.account);
  return {
    ...podDefaults(nobodyUid),
    ...api.spec,
    terminationGracePeriodSeconds: 10,
    containers: [
      {
        name,
        image: args.image ?? images.kubeStateMetrics,
        args: [
          pulumi.all([...args.namespaces]).apply((all) => `--namespaces=${all.join(",")}`),
          `--resources=${watchedResources.map(({ plural }) => plural).join(",")}`,
          `--metric-allowlist=${resourceMetrics[name].join(",")}`,
          `--port=${http}`,
          // Its metrics of itself, which nobody asks for.
          "--telemetry-host=127.0.0.1",
          `--telemetry-port=${telemetry}`,
        ],
        ports: [{ name: "http", containerPort: http }],
        startupProbe: { httpGet: answers, periodSeconds: 2, failureThreshold: 60 },
        livenessProbe: { httpGet: answers, periodSeconds: 30, timeoutSeconds: 5 },
        readinessProbe: { httpGet: answers, periodSeconds: 5, timeoutSeconds: 5 },
        resources: resourceRequirements(args.resources),
        securityContext: restrictedContainer,
        volumeMounts: api.volumeMounts,
      },
    ],
    volumes: api.volumes,
  };
}
