import type { AdmissionPolicyArgs } from "../components/admissionPolicy.ts";
import { unresolved } from "../components/clients/versions.ts";
import { imageDigests } from "../components/kubernetes/images.ts";
import type { Settings } from "../settings/schema.ts";
import { hostNamespace } from "./resourceMetrics.ts";

/** What the cluster refuses in this stack's namespaces; undefined where the settings do not ask for it. */
export function admissionPolicy(settings: Settings): AdmissionPolicyArgs | undefined {
  if (!settings.admissionPolicy) return undefined;
  const { nodesNamespace, monitoringNamespace, imagesByDigest, peerMonitorImage } = settings;
  const unknown = Object.entries(imageDigests)
    .filter(([, digest]) => digest === unresolved)
    .map(([image]) => image);
  return {
    name: `ethnode-${nodesNamespace}`,
    namespaces: [nodesNamespace, monitoringNamespace, hostNamespace(settings)],
    // As the policy pack excuses them.
    ...(imagesByDigest ? { tagsAllowed: [...unknown, peerMonitorImage] } : {}),
  };
}
