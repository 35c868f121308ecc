import type { GateOptions } from "./options.ts";

/** What the user reads when the gate did not open: the node, what came, what was expected, and what to do. */
export function failureMessage(
  { node, namespace, timeoutMs }: GateOptions,
  missing: readonly string[],
  expected: string,
): string {
  const pods = `-n ${namespace} -l app.kubernetes.io/instance=${node}`;
  return [
    `${node} is not back after ${Math.round(timeoutMs / 1000)} s: ${missing.join("; ")}. Expected ${expected}.`,
    "The nodes after it were not touched. To see why:",
    `  kubectl get pods ${pods}`,
    `  kubectl describe pods ${pods}`,
    `  kubectl logs ${pods} --all-containers --prefix --tail=20`,
    "Then put right what is wrong and run the same command again, which waits anew. A node that only needs longer passes " +
      "then, or with a larger upgradeTimeoutSeconds; upgradeInOrder false rolls all nodes without waiting.",
  ].join("\n");
}
