import { templateOf } from "../manifest.ts";
import type { Rule } from "../rule.ts";

/** The namespaces of those who read the machine: node-exporter, and the collector of logs. */
const READERS = /-host$/;

/** What is the machine's is not a pod's. */
export const host: Rule = {
  name: "no-host-access",
  description:
    "Pods have neither folders nor namespaces of their machine, but folders for those who read machines, in a namespace of their own that ends with -host.",
  check: (object) => {
    const spec = templateOf(object)?.spec;
    if (spec === undefined) return [];
    const { hostNetwork, hostPID, hostIPC, volumes = [] } = spec;
    const reader = READERS.test(object.metadata.namespace ?? "");
    const shared = Object.entries({ hostNetwork, hostPID, hostIPC }).filter(
      ([, on]) => on === true,
    );
    const folders = reader ? [] : volumes.filter((volume) => volume["hostPath"] !== undefined);
    return [
      ...shared.map(([name]) => `${name}: true came, expected none`),
      ...folders.map(({ name }) => `volume ${String(name)}: hostPath came, expected none`),
    ];
  },
};
