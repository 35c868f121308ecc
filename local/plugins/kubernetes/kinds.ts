import type { AwaitRule } from "./await/rules.ts";
import * as rules from "./await/rules.ts";

/** What the stand-in knows of a kind of Kubernetes object. */
export interface Kind {
  /** Pulumi's type token. */
  readonly type: string;
  readonly apiVersion: string;
  readonly kind: string;
  /** The REST path before the namespace or the name, e.g. `/apis/apps/v1`. */
  readonly root: string;
  readonly plural: string;
  readonly namespaced: boolean;
  /** Paths that the API server does not let change, or whose change must roll the pods by a new name. */
  readonly replaceOn: readonly (readonly string[])[];
  /** Fields that the API server fills in at creation and that are not known before, beside the metadata. */
  readonly assigned: readonly string[];
  /** When the object counts as ready; none where existing is being ready. */
  readonly ready: AwaitRule | undefined;
}

interface KindOptions {
  readonly clusterWide?: true;
  readonly replaceOn?: readonly string[];
  readonly assigned?: readonly string[];
  readonly ready?: AwaitRule;
}

function define(apiVersion: string, kind: string, plural: string, options: KindOptions): Kind {
  // The core group is the one without a name.
  const root = apiVersion === "v1" ? "/api/v1" : `/apis/${apiVersion}`;
  const group = apiVersion === "v1" ? "core/v1" : apiVersion;
  const identity = ["metadata.name", ...(options.clusterWide ? [] : ["metadata.namespace"])];
  return {
    type: `kubernetes:${group}:${kind}`,
    apiVersion,
    kind,
    root,
    plural,
    namespaced: options.clusterWide !== true,
    replaceOn: [...identity, ...(options.replaceOn ?? [])].map((path) => path.split(".")),
    assigned: options.assigned ?? [],
    ready: options.ready,
  };
}

// The replace paths are the API server's own validation of updates (pkg/apis/*/validation of Kubernetes 1.34); for
// ConfigMaps and Secrets also the data, because the official provider treats both as immutable.
const table = [
  define("v1", "Namespace", "namespaces", { clusterWide: true, ready: rules.namespaceReady }),
  define("v1", "ConfigMap", "configmaps", { replaceOn: ["data", "binaryData", "immutable"] }),
  define("v1", "Secret", "secrets", { replaceOn: ["type", "data", "stringData", "immutable"] }),
  define("v1", "Service", "services", {
    replaceOn: ["spec.clusterIP", "spec.clusterIPs"],
    assigned: ["clusterIP", "clusterIPs", "healthCheckNodePort"],
    ready: rules.serviceReady,
  }),
  define("v1", "ServiceAccount", "serviceaccounts", {}),
  define("v1", "PersistentVolumeClaim", "persistentvolumeclaims", {
    replaceOn: [
      "spec.accessModes",
      "spec.storageClassName",
      "spec.selector",
      "spec.volumeName",
      "spec.volumeMode",
      "spec.dataSource",
      "spec.dataSourceRef",
    ],
    assigned: ["volumeName"],
    ready: rules.claimReady,
  }),
  define("apps/v1", "StatefulSet", "statefulsets", {
    replaceOn: [
      "spec.serviceName",
      "spec.selector",
      "spec.podManagementPolicy",
      "spec.volumeClaimTemplates",
    ],
    ready: rules.statefulSetReady,
  }),
  define("apps/v1", "Deployment", "deployments", {
    replaceOn: ["spec.selector"],
    ready: rules.deploymentReady,
  }),
  define("apps/v1", "DaemonSet", "daemonsets", {
    replaceOn: ["spec.selector"],
    ready: rules.daemonSetReady,
  }),
  define("batch/v1", "Job", "jobs", {
    // The first two are the official provider's own (provider/pkg/provider/diff.go).
    replaceOn: [
      "spec.completions",
      "spec.parallelism",
      "spec.selector",
      "spec.template",
      "spec.completionMode",
    ],
    ready: rules.jobReady,
  }),
  define("networking.k8s.io/v1", "NetworkPolicy", "networkpolicies", {}),
  define("rbac.authorization.k8s.io/v1", "Role", "roles", {}),
  define("rbac.authorization.k8s.io/v1", "RoleBinding", "rolebindings", {
    replaceOn: ["roleRef"],
  }),
  define("rbac.authorization.k8s.io/v1", "ClusterRole", "clusterroles", { clusterWide: true }),
  define("rbac.authorization.k8s.io/v1", "ClusterRoleBinding", "clusterrolebindings", {
    clusterWide: true,
    replaceOn: ["roleRef"],
  }),
  // Custom resources, of which the API server knows the paths only where their definitions are installed.
  define("monitoring.coreos.com/v1", "PodMonitor", "podmonitors", {}),
  define("monitoring.coreos.com/v1", "PrometheusRule", "prometheusrules", {}),
  define("monitoring.coreos.com/v1alpha1", "AlertmanagerConfig", "alertmanagerconfigs", {}),
  define("policy/v1", "PodDisruptionBudget", "poddisruptionbudgets", {}),
  define(
    "admissionregistration.k8s.io/v1",
    "ValidatingAdmissionPolicy",
    "validatingadmissionpolicies",
    { clusterWide: true },
  ),
  define(
    "admissionregistration.k8s.io/v1",
    "ValidatingAdmissionPolicyBinding",
    "validatingadmissionpolicybindings",
    { clusterWide: true },
  ),
];

/** The covered kinds by Pulumi's type token. */
export const kinds: ReadonlyMap<string, Kind> = new Map(table.map((kind) => [kind.type, kind]));

/** A Kubernetes type that this stand-in does not cover. */
export class UncoveredKindError extends Error {
  override readonly name = "UncoveredKindError";
  readonly type: string;

  constructor(type: string) {
    const covered = table.map(({ kind }) => kind).join(", ");
    super(
      `${type} is not covered: this is the stand-in for the Kubernetes provider that local/plugins uses where the ` +
        `official plugin cannot be downloaded, and it covers ${covered} only`,
    );
    this.type = type;
  }
}

/**
 * The kind behind a type token.
 *
 * @throws {UncoveredKindError} where the stand-in does not cover it.
 */
export function kindOf(type: string): Kind {
  const kind = kinds.get(type);
  if (kind === undefined) throw new UncoveredKindError(type);
  return kind;
}

/** Whether a change at the path needs a new object of this kind. */
export function isReplacing(kind: Kind, path: readonly (string | number)[]): boolean {
  return kind.replaceOn.some((prefix) => prefix.every((part, index) => path[index] === part));
}
