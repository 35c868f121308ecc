import type * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Network } from "../networks/network.ts";
import { onPublicInternet } from "../networks/reach.ts";
import type { AdvertisedBy } from "./clients/client.ts";
import { restrictedContainer } from "./kubernetes/podSecurity.ts";
import { monitorStepResources } from "./monitorStep.ts";
import type { AddressFinder, Advertised } from "./nodeP2p.ts";

/** What stands in a client's configuration file where the address belongs. Source: monitor/src/advertise/render.ts. */
export { PLACEHOLDER as addressPlaceholder } from "../monitor/src/advertise/render.ts";

/** The address of the Kubernetes node that the pod is on, as `$(HOST_IP)`: the pod needs no right to ask for it. */
export const hostIp: k8s.types.input.core.v1.EnvVar = {
  name: "HOST_IP",
  valueFrom: { fieldRef: { fieldPath: "status.hostIP" } },
};

/** What a client's flags are made from: the address, and whether a flag is how it is told. */
export const advertiseArgs = (
  advertised: Advertised,
): pulumi.Output<{ readonly advertise: string; readonly advertisedBy: AdvertisedBy }> =>
  advertised.kind === "known"
    ? advertised.address.apply((advertise) => ({ advertise, advertisedBy: "flag" as const }))
    : pulumi.output({
        advertise: "",
        advertisedBy: advertised.kind === "found" ? "file" : "nothing",
      });

/** What the monitor's commands are told of where a pod is. */
export const placeFlags = (network: Network, stunServers: readonly string[]): string[] => [
  `--node-ip=$(${hostIp.name as string})`,
  ...(onPublicInternet(network)
    ? ["--public-network", ...stunServers.map((server) => `--stun=${server}`)]
    : []),
];

/** Where the address goes: into copies of a folder's files, or under a key of a YAML file. */
export type AddressTarget =
  | { readonly templates: string; readonly output: string }
  | { readonly yaml: string; readonly key: string };

/**
 * The init container that finds the address which the client announces, and writes it where the client reads it. The client
 * itself stays the first process of its container, and no shell stands before it.
 */
export function advertiseContainer(
  { image, stunServers }: AddressFinder,
  network: Network,
  target: AddressTarget,
  volumeMounts: k8s.types.input.core.v1.VolumeMount[],
): k8s.types.input.core.v1.Container {
  return {
    name: "advertise",
    image,
    args: [
      "advertise",
      ...placeFlags(network, stunServers),
      ...("yaml" in target
        ? [`--yaml=${target.yaml}`, `--yaml-key=${target.key}`]
        : [`--templates=${target.templates}`, `--output=${target.output}`]),
    ],
    env: [hostIp],
    resources: monitorStepResources,
    securityContext: restrictedContainer,
    volumeMounts,
  };
}
