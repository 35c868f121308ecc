import { accessLabels } from "../../../components/kubernetes/labels.ts";
import type { Endpoint } from "../../support/networkPolicies.ts";
import type { Pod } from "../../support/pods.ts";
import type { BuiltStack } from "./allStacks.ts";

/** The pods of a stack, each at an address of its own. */
export const endpoints = ({ pods }: BuiltStack): (Endpoint & { readonly pod: Pod })[] =>
  pods.map((pod, index) => ({ name: pod.name, ip: `10.244.0.${index + 10}`, pod }));

/** Who is no part of a stack: pods with and without access, in its namespaces and beside them, and the internet. */
export function strangers({ namespaces }: BuiltStack): Endpoint[] {
  const access = Object.values(accessLabels);
  const pod = (name: string, namespace: string, labels: Record<string, string> = {}): Endpoint => ({
    name: `${name} in ${namespace}`,
    ip: "10.244.0.200",
    pod: { namespace, labels },
  });
  const homes = [namespaces.nodes, namespaces.monitoring, "default"];
  return [
    ...homes.map((namespace) => pod("nobody", namespace)),
    ...homes.flatMap((namespace) =>
      access.map((label) => pod(label, namespace, { [label]: "true" })),
    ),
    ...access.map((label) => pod(`${label}=false`, namespaces.nodes, { [label]: "false" })),
    // Labels of the stack's own pods do not help in another namespace.
    pod("a false prometheus", "default", { "app.kubernetes.io/name": "prometheus" }),
    pod("a false consensus client", "default", {
      "app.kubernetes.io/component": "consensus",
      "app.kubernetes.io/instance": "node-0",
    }),
    { name: "the internet", ip: "8.8.8.8" },
    { name: "the machine's network", ip: "192.168.1.1" },
  ];
}
