import { UnknownValueError } from "@pulumi/policy";

/** A Kubernetes object as far as the rules read it. What a preview does not know yet is not read. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name?: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
  };
  readonly spec?: Readonly<Record<string, unknown>>;
  /** Of Roles and ClusterRoles. */
  readonly rules?: readonly AccessRule[];
}

/** A rule of a Role. */
export interface AccessRule {
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
  readonly verbs: readonly string[];
}

/** A container. */
export interface Container {
  readonly name: string;
  readonly image?: string;
  readonly env?: readonly {
    readonly name: string;
    readonly value?: string;
    readonly valueFrom?: Readonly<Record<string, unknown>>;
  }[];
  readonly envFrom?: readonly Readonly<Record<string, unknown>>[];
  readonly ports?: readonly { readonly containerPort: number; readonly hostPort?: number }[];
  readonly resources?: {
    readonly requests?: Readonly<Record<string, string>>;
    readonly limits?: Readonly<Record<string, string>>;
  };
  readonly securityContext?: SecurityContext;
}

/** What a container, or all of a pod's, may do on its machine. */
export interface SecurityContext {
  readonly privileged?: boolean;
  readonly allowPrivilegeEscalation?: boolean;
  readonly readOnlyRootFilesystem?: boolean;
  readonly runAsNonRoot?: boolean;
  readonly runAsUser?: number;
  readonly seccompProfile?: { readonly type: string };
  readonly capabilities?: { readonly add?: readonly string[]; readonly drop?: readonly string[] };
}

/** A pod's specification. */
export interface PodSpec {
  readonly containers?: readonly Container[];
  readonly initContainers?: readonly Container[];
  readonly volumes?: readonly Readonly<Record<string, unknown>>[];
  readonly securityContext?: SecurityContext;
  readonly hostNetwork?: boolean;
  readonly hostPID?: boolean;
  readonly hostIPC?: boolean;
}

interface Template {
  readonly metadata?: { readonly labels?: Readonly<Record<string, string>> };
  readonly spec?: PodSpec;
}

const WORKLOADS = new Set(["StatefulSet", "Deployment", "DaemonSet", "ReplicaSet", "Job"]);

/** The pod that an object is or makes; null where it makes none. */
export function templateOf({ kind, metadata, spec }: Manifest): Template | null {
  if (kind === "Pod") return { metadata, ...(spec === undefined ? {} : { spec }) };
  if (kind === "CronJob") {
    const { jobTemplate } = (spec ?? {}) as { jobTemplate?: { spec?: { template?: Template } } };
    return jobTemplate?.spec?.template ?? null;
  }
  return WORKLOADS.has(kind) ? ((spec?.["template"] as Template | undefined) ?? null) : null;
}

/**
 * The containers of it that a pod's author writes, those before the others too, as far as they are known: a preview may not know
 * the ones before yet, and is no reason not to look at the others. They are looked at as the stack goes up.
 */
export function containersOf(object: Manifest): readonly Container[] {
  const spec = templateOf(object)?.spec ?? {};
  return [...(known(() => spec.initContainers) ?? []), ...(spec.containers ?? [])];
}

/** What is read; undefined where a preview does not know it yet. */
function known<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof UnknownValueError) return undefined;
    throw error;
  }
}
