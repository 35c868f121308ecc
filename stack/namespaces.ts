import { monitoringNamespace } from "../components/kubernetes/networkPolicy.ts";

/** What the two namespaces are called in the cluster. */
export const namespaces = { nodes: "ethereum", monitoring: monitoringNamespace } as const;
