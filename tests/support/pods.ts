import type { KubernetesObject } from "./runStack.ts";

/** A container, as far as the tests read it. */
export interface Container {
  readonly name: string;
  readonly image: string;
  readonly args?: readonly string[];
  readonly env?: readonly {
    readonly name: string;
    readonly value?: string;
    readonly valueFrom?: Readonly<Record<string, unknown>>;
  }[];
  readonly envFrom?: unknown;
  readonly ports?: readonly {
    readonly name: string;
    readonly containerPort: number;
    readonly protocol?: "TCP" | "UDP";
    readonly hostPort?: number;
  }[];
  readonly startupProbe?: unknown;
  readonly livenessProbe?: unknown;
  readonly readinessProbe?: unknown;
  readonly resources?: {
    readonly requests?: Readonly<Record<string, string>>;
    readonly limits?: Readonly<Record<string, string>>;
  };
  readonly securityContext?: Readonly<Record<string, unknown>>;
  readonly volumeMounts?: readonly {
    readonly name: string;
    readonly mountPath: string;
    readonly readOnly?: boolean;
  }[];
}

/** A volume of a pod: its name, and one field for its kind. */
export interface Volume {
  readonly name: string;
  readonly [kind: string]: unknown;
}

/** A pod that a workload of the program makes. */
export interface Pod {
  /** The workload's name: `node-0-geth`. */
  readonly name: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly initContainers: readonly Container[];
  readonly containers: readonly Container[];
  readonly volumes: readonly Volume[];
  /** All of its specification. */
  readonly spec: Readonly<Record<string, unknown>>;
}

/** The pods of all StatefulSets, Deployments, DaemonSets and Jobs among the objects. */
export function pods(objects: readonly KubernetesObject[]): Pod[] {
  return objects
    .filter(({ kind }) => ["StatefulSet", "Deployment", "DaemonSet", "Job"].includes(kind))
    .map(podOf);
}

/** The Secrets that a pod mounts, by name. */
export function mountedSecrets(pod: Pod): string[] {
  const found: string[] = [];
  const visit = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    for (const [key, inner] of Object.entries(value)) {
      if (key === "secretName") found.push(String(inner));
      else if (key === "secret" && isNamed(inner)) found.push(inner.name);
      visit(inner);
    }
  };
  visit(pod.volumes);
  return found;
}

const isNamed = (value: unknown): value is { name: string } =>
  typeof value === "object" && value !== null && "name" in value;

function podOf({ metadata, spec }: KubernetesObject): Pod {
  const { template } = spec as {
    template: {
      metadata: { labels: Record<string, string> };
      spec: Partial<Pick<Pod, "initContainers" | "containers" | "volumes">> & Pod["spec"];
    };
  };
  return {
    name: metadata.name,
    namespace: metadata.namespace ?? "default",
    labels: template.metadata.labels,
    initContainers: template.spec.initContainers ?? [],
    containers: template.spec.containers ?? [],
    volumes: template.spec.volumes ?? [],
    spec: template.spec,
  };
}
