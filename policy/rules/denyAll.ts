import { type Manifest, templateOf } from "../manifest.ts";

/** A rule about all objects together: a pod that no policy is for reaches everybody. */
export const denyAll = {
  name: "closed-by-default",
  description:
    "In each namespace with pods a NetworkPolicy closes all of them, in both directions, to what no other opens.",
  /** What is wrong: a sentence for each namespace that is open. */
  check: (objects: readonly Manifest[]): readonly string[] => {
    const withPods = objects
      .filter((object) => templateOf(object) !== null)
      .map(({ metadata }) => metadata.namespace ?? "default");
    const closed = new Set(
      objects.filter(isDenyAll).map(({ metadata }) => metadata.namespace ?? "default"),
    );
    return [...new Set(withPods)]
      .filter((namespace) => !closed.has(namespace))
      .map((namespace) => `namespace ${namespace}: no NetworkPolicy closes all of its pods`);
  },
} as const;

function isDenyAll({ kind, spec = {} }: Manifest): boolean {
  const { podSelector, policyTypes, ingress, egress } = spec as {
    podSelector?: object;
    policyTypes?: readonly string[];
    ingress?: readonly unknown[];
    egress?: readonly unknown[];
  };
  return (
    kind === "NetworkPolicy" &&
    podSelector !== undefined &&
    Object.keys(podSelector).length === 0 &&
    ["Ingress", "Egress"].every((type) => policyTypes?.includes(type)) &&
    [ingress, egress].every((rules) => rules === undefined || rules.length === 0)
  );
}
