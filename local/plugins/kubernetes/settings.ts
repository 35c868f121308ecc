import { stringAt } from "../grpc/values.ts";
import type { PropertyMap } from "../grpc/values.ts";
import type { AccessOptions } from "./kubeconfig.ts";

const understood = ["kubeconfig", "context", "cluster", "namespace"];

// Accepted because leaving them out changes nothing for the covered kinds: the values beside them are what the
// stand-in does anyway, or switch off what it does not have.
const harmless: Readonly<Record<string, readonly unknown[] | "any">> = {
  version: "any",
  enableServerSideApply: [true, "true"],
  suppressDeprecationWarnings: "any",
  suppressHelmHookWarnings: "any",
  suppressHelmReleaseBetaWarning: "any",
  enableConfigMapMutable: [false, "false"],
  enableSecretMutable: [false, "false"],
  strictMode: [false, "false"],
};

/** The provider's arguments that choose the cluster. */
export function readAccessOptions(inputs: PropertyMap): AccessOptions {
  return {
    kubeconfig: stringAt(inputs, "kubeconfig"),
    context: stringAt(inputs, "context"),
    cluster: stringAt(inputs, "cluster"),
    namespace: stringAt(inputs, "namespace"),
  };
}

/** The arguments that the stand-in cannot honour, each with the reason. */
export function refusedSettings(inputs: PropertyMap): { property: string; reason: string }[] {
  return Object.entries(inputs).flatMap(([property, value]) => {
    if (understood.includes(property) || value === undefined) return [];
    const allowed = harmless[property];
    if (allowed === "any" || allowed?.includes(value)) return [];
    const reason =
      `${property} is not covered by the stand-in for the Kubernetes provider (local/plugins), which knows ` +
      `${understood.join(", ")}; use the official plugin for it`;
    return [{ property, reason }];
  });
}
