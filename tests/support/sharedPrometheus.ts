import type { KubernetesObject } from "./runStack.ts";

/** The namespace of what a cluster has already. */
export const sharedNamespace = "observability";

const release = { matchLabels: { release: "kube-prometheus-stack" } };
const everywhere = {};

/**
 * A Prometheus and an Alertmanager as kube-prometheus-stack asks its operator for them, which find what bears their release's
 * label.
 */
export function sharedPrometheus(): KubernetesObject[] {
  const at = (name: string) => ({ name, namespace: sharedNamespace });
  return [
    { apiVersion: "v1", kind: "Namespace", metadata: { name: sharedNamespace } },
    {
      apiVersion: "monitoring.coreos.com/v1",
      kind: "Prometheus",
      metadata: at("shared"),
      spec: {
        version: "v3.10.0",
        podMonitorSelector: release,
        podMonitorNamespaceSelector: everywhere,
        ruleSelector: release,
        ruleNamespaceSelector: everywhere,
      },
    },
    {
      apiVersion: "monitoring.coreos.com/v1",
      kind: "Alertmanager",
      metadata: at("shared"),
      spec: {
        version: "v0.28.1",
        alertmanagerConfigSelector: release,
        alertmanagerConfigNamespaceSelector: everywhere,
      },
    },
  ];
}
