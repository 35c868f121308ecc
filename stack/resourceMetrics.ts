import type * as pulumi from "@pulumi/pulumi";
import { byDigest, images } from "../components/kubernetes/images.ts";
import {
  machineFolders,
  type ResourceMetricsChoice,
} from "../components/monitoring/resourceMetrics/args.ts";
import { RestrictedNamespace } from "../components/restrictedNamespace.ts";
import type { Settings } from "../settings/schema.ts";

/** The namespace of what runs on every machine. */
export const hostNamespace = ({ monitoringNamespace }: Pick<Settings, "monitoringNamespace">) =>
  `${monitoringNamespace}-host`;

/** What watches machines, pods and volumes, as the settings say, with the namespace that it needs for that. */
export function resourceMetrics(
  settings: Settings,
  nodesNamespace: pulumi.Input<string>,
): ResourceMetricsChoice {
  if (!settings.resourceMetrics) {
    return { enabled: false, reason: settings.resourceMetricsDisabledReason };
  }
  const image = (name: string) => (settings.imagesByDigest ? byDigest(name) : name);
  const host = new RestrictedNamespace("monitoring-host", {
    name: hostNamespace(settings),
    hostPaths: machineFolders,
  });
  return {
    enabled: true,
    nodesNamespace,
    hostNamespace: host.namespaceName,
    kubeStateMetricsImage: image(images.kubeStateMetrics),
    nodeExporterImage: image(images.nodeExporter),
    ...(settings.machineCidrs.length === 0 ? {} : { machineCidrs: settings.machineCidrs }),
    kubeletInsecureTls: settings.kubeletInsecureTls,
  };
}
