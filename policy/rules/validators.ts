import { templateOf } from "../manifest.ts";
import type { Rule } from "../rule.ts";

/** Two that sign with one key are slashed. */
export const validators: Rule = {
  name: "one-validator",
  description: "Pods that sign are one at a time: a StatefulSet with at most one replica.",
  check: (object) => {
    const { labels = {} } = templateOf(object)?.metadata ?? {};
    if (labels["app.kubernetes.io/component"] !== "validator" || object.kind === "Pod") return [];
    const { replicas = 1 } = (object.spec ?? {}) as { replicas?: number };
    return [
      // A Deployment starts the new one before the old one is gone.
      ...(object.kind === "StatefulSet" ? [] : [`a ${object.kind} came, expected a StatefulSet`]),
      ...(replicas <= 1 ? [] : [`${replicas} replicas came, expected at most 1`]),
    ];
  },
};
