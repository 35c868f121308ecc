import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

type Spec = k8s.types.input.core.v1.PodSpec;
type List<T> = readonly pulumi.Input<T>[];

/**
 * What is added to a client's pod from outside: by settings (`stack/node/`), and by whoever uses the components. Each list
 * comes after the pod's own.
 */
export interface PodExtras {
  /** They run in order, after a private chain's genesis is made and before the client's own steps. */
  readonly initContainers?: List<k8s.types.input.core.v1.Container>;
  /** Beside the client and its agent. */
  readonly containers?: List<k8s.types.input.core.v1.Container>;
  readonly volumes?: List<k8s.types.input.core.v1.Volume>;
  /** Mounts of the client's own container. */
  readonly mounts?: List<k8s.types.input.core.v1.VolumeMount>;
  /** Environment of the client's own container. */
  readonly env?: List<k8s.types.input.core.v1.EnvVar>;
  /** Annotations of the pod. */
  readonly annotations?: Readonly<Record<string, pulumi.Input<string>>>;
  /** Other fields of the pod, such as `priorityClassName` and `affinity`. */
  readonly spec?: Omit<Partial<Spec>, "containers" | "initContainers" | "volumes">;
}

/** What is added to a client's StatefulSet. */
export interface WorkloadExtras {
  /** Annotations of the StatefulSet itself, such as `pulumi.com/skipAwait`. */
  readonly annotations?: Readonly<Record<string, pulumi.Input<string>>>;
  /** What must be there before it is made or changed. */
  readonly dependsOn?: pulumi.Input<pulumi.Input<pulumi.Resource>[]>;
  /** Seconds that Pulumi waits until its pod is ready, where it waits at all. Default: the provider's ten minutes. */
  readonly timeoutSeconds?: number;
}

/** Several additions as one, in their order. */
export function mergeExtras(all: readonly (PodExtras | undefined)[]): PodExtras {
  const given = all.filter((one) => one !== undefined);
  return {
    initContainers: given.flatMap((one) => one.initContainers ?? []),
    containers: given.flatMap((one) => one.containers ?? []),
    volumes: given.flatMap((one) => one.volumes ?? []),
    mounts: given.flatMap((one) => one.mounts ?? []),
    env: given.flatMap((one) => one.env ?? []),
    annotations: Object.assign({}, ...given.map((one) => one.annotations)) as Record<
      string,
      pulumi.Input<string>
    >,
    spec: Object.assign({}, ...given.map((one) => one.spec)) as NonNullable<PodExtras["spec"]>,
  };
}
