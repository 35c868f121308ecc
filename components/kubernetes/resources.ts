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

/** A container's requests and limits. */
export function resourceRequirements(
  resources: Resources,
): k8s.types.input.core.v1.ResourceRequirements {
  return {
    requests: { cpu: resources.cpu, memory: resources.memory },
    limits: {
      memory: resources.memoryLimit ?? resources.memory,
      ...(resources.cpuLimit === undefined ? {} : { cpu: resources.cpuLimit }),
    },
  };
}
