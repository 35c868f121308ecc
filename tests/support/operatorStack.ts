import { everyKind } from "../unit/monitoring/receivers.ts";
import { kubernetesObjects, runStack, type KubernetesObject } from "./runStack.ts";
import type { StackName } from "./stackConfig.ts";

/** What a stack's settings say for the operator mode, with a receiver of every kind. */
export const operatorSettings: Readonly<Record<string, string>> = {
  "ethnode:monitoringMode": "operator",
  "ethnode:scraperNamespace": "observability",
  "ethnode:operatorLabels": JSON.stringify({ release: "kube-prometheus-stack" }),
  "ethnode:alertReceivers": JSON.stringify(everyKind.receivers),
  "ethnode:alertReceiverKeys": JSON.stringify(everyKind.keys),
  "ethnode:deadMansSwitchUrl": everyKind.deadMansSwitchUrl,
};

/** All objects of a stack in operator mode. */
export async function operatorStack(
  stack: StackName,
  override: Record<string, string> = {},
): Promise<KubernetesObject[]> {
  await runStack(stack, { ...operatorSettings, ...override });
  return kubernetesObjects();
}

/** Whether an object is one that the operator or Grafana's sidecar reads, or a key that it names. */
export function isForOperator({ apiVersion, kind, metadata }: KubernetesObject): boolean {
  return (
    apiVersion.startsWith("monitoring.coreos.com/") ||
    (["ConfigMap", "Secret"].includes(kind) &&
      metadata.labels?.["app.kubernetes.io/component"] === "monitoring")
  );
}
