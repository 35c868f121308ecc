import type * as k8s from "@pulumi/kubernetes";

type PodSpec = k8s.types.input.core.v1.PodSpec;
type Layer = "execution" | "consensus";

/** How strictly the nodes of a fleet are kept on different machines. */
export const spreads = ["preferred", "required"] as const;
export type Spread = (typeof spreads)[number];

export interface PlacementArgs {
  /** Name of the EthereumNode. */
  readonly node: string;
  readonly layer: Layer;
  /**
   * `preferred`: on different machines where there are enough, which also works on a cluster of one. `required`: a client
   * waits until there is a machine without another of its layer.
   */
  readonly spread: Spread;
}

const machine = "kubernetes.io/hostname";
const zone = "topology.kubernetes.io/zone";

const pods = (labels: Record<string, string>) => ({ matchLabels: labels });
const ofLayer = (layer: Layer) => pods({ "app.kubernetes.io/component": layer });

/**
 * Where a client of a fleet runs: not on a machine, and rather not in a zone, that has another of its layer; and a
 * consensus client rather on the machine of its execution client, so that the loss of a machine is the loss of one
 * EthereumNode and not of two halves. Zones are never required: a cluster whose machines tell none would start nothing.
 *
 * Source: https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/ and topology-spread-constraints/
 */
export function placement({
  node,
  layer,
  spread,
}: PlacementArgs): Pick<PodSpec, "affinity" | "topologySpreadConstraints"> {
  const apart = { topologyKey: machine, labelSelector: ofLayer(layer) };
  const own = pods({
    "app.kubernetes.io/component": "execution",
    "app.kubernetes.io/instance": node,
  });
  return {
    affinity: {
      podAntiAffinity:
        spread === "required"
          ? { requiredDuringSchedulingIgnoredDuringExecution: [apart] }
          : {
              preferredDuringSchedulingIgnoredDuringExecution: [
                { weight: 100, podAffinityTerm: apart },
              ],
            },
      ...(layer === "execution"
        ? {}
        : {
            podAffinity: {
              preferredDuringSchedulingIgnoredDuringExecution: [
                { weight: 50, podAffinityTerm: { topologyKey: machine, labelSelector: own } },
              ],
            },
          }),
    },
    topologySpreadConstraints: [
      {
        maxSkew: 1,
        topologyKey: zone,
        whenUnsatisfiable: "ScheduleAnyway",
        labelSelector: ofLayer(layer),
      },
    ],
  };
}
