import { createHash } from "node:crypto";
import type * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

/** The annotation by which a pod says which template it was made from. The pod's own programs can read it. */
export const revisionAnnotation = "ethnode.dev/revision";

/**
 * A short text that changes exactly when Kubernetes would replace the pod: a hash of its template. Kubernetes has such a
 * hash of its own, which is not known before the template is there.
 */
export function podRevision(
  template: pulumi.Input<k8s.types.input.core.v1.PodTemplateSpec>,
): pulumi.Output<string> {
  return pulumi
    .output(template)
    .apply((known) => createHash("sha256").update(sorted(known)).digest("hex").slice(0, 10));
}

/** JSON in which the order of keys says nothing: a template written in another order is the same template. */
function sorted(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
