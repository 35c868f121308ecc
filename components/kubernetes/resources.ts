import type * as k8s from "@pulumi/kubernetes";

/** What a container asks for and may use at most, as Kubernetes quantities (`500m`, `8Gi`). */
export interface Resources {
  readonly cpu: string;
  readonly memory: string;
  /** Default: no limit. A CPU limit throttles a client in the middle of a block, so none is set unless asked for. */
  readonly cpuLimit?: string;
  /** Default: the request, so that what is promised is what can be used. */
  readonly memoryLimit?: string;
}

/**
 * What a container writes on the machine's own disk: its log, which the kubelet cuts (to 50 MiB by default), and a `/tmp`.
 *
 * The limit keeps a program gone wrong from filling the disk of every other pod. It is far above what is ever there, for a kubelet
 * gives a pod that is above it one second to end, and an execution client needs minutes.
 */
const ephemeralStorage = { request: "64Mi", limit: "4Gi" } as const;

/** A container's requests and limits. */
export function resourceRequirements(
  resources: Resources,
): k8s.types.input.core.v1.ResourceRequirements {
  return {
    requests: {
      ...{ cpu: resources.cpu, memory: resources.memory },
      "ephemeral-storage": ephemeralStorage.request,
    },
    limits: {
      memory: resources.memoryLimit ?? resources.memory,
      "ephemeral-storage": ephemeralStorage.limit,
      ...(resources.cpuLimit === undefined ? {} : { cpu: resources.cpuLimit }),
    },
  };
}
