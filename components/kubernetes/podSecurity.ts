import type * as k8s from "@pulumi/kubernetes";

/**
 * The user and group that the Ethereum clients and the peer monitor's agent run as. One id for all of them, because the
 * agent reads Geth's IPC socket, which Geth makes with mode 0600. Above 10000, so it is no user of the machine below.
 */
export const clientUid = 10001;

/** The user `nobody`, which the Prometheus project's images are made for. */
export const nobodyUid = 65534;

/**
 * Grafana's user. Its image is made for 472, which may be a user of the machine below, and runs as any: what it writes is in its
 * volumes. Source: https://grafana.com/docs/grafana/latest/setup-grafana/installation/docker/ (`--user`).
 */
export const grafanaUid = 10472;

/** The namespace labels of Pod Security level `restricted`: refuse, and also warn and record. */
export const restrictedNamespaceLabels: Readonly<Record<string, string>> = {
  "pod-security.kubernetes.io/enforce": "restricted",
  "pod-security.kubernetes.io/audit": "restricted",
  "pod-security.kubernetes.io/warn": "restricted",
};

/**
 * The labels where pods take ports or read folders of their Kubernetes node: Pod Security lets everything in and still records what is not
 * `restricted`; what is let in is decided by the policy of hostPortPolicy.ts. It does not warn: a warning at every start of
 * a pod that is as it should be is one that nobody reads.
 */
export const hostPortNamespaceLabels: Readonly<Record<string, string>> = {
  ...restrictedNamespaceLabels,
  "pod-security.kubernetes.io/enforce": "privileged",
  "pod-security.kubernetes.io/warn": "privileged",
};

/**
 * The pod half of the level `restricted`. Volumes are given to the group at mount, and only where they are not its own
 * yet: walking a terabyte at each start would take minutes.
 *
 * Source: https://kubernetes.io/docs/concepts/security/pod-security-standards/
 */
export function restrictedPod(uid: number): k8s.types.input.core.v1.PodSecurityContext {
  return {
    runAsNonRoot: true,
    runAsUser: uid,
    runAsGroup: uid,
    fsGroup: uid,
    fsGroupChangePolicy: "OnRootMismatch",
    seccompProfile: { type: "RuntimeDefault" },
  };
}

/** The container half of the level `restricted`, and a root file system that cannot be written. */
export const restrictedContainer: k8s.types.input.core.v1.SecurityContext = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ["ALL"] },
};

/**
 * The pod fields that every pod of the program shares.
 *
 * - `enableServiceLinks: false`, because a Service called `geth` would otherwise inject `GETH_PORT`, which Geth reads as
 *   its flag `--port` and dies of.
 * - No service-account token: nothing here talks to the Kubernetes API, but for the two that mount one by name
 *   (serviceAccount.ts).
 */
export function podDefaults(uid: number): k8s.types.input.core.v1.PodSpec & { containers: [] } {
  return {
    containers: [],
    enableServiceLinks: false,
    automountServiceAccountToken: false,
    securityContext: restrictedPod(uid),
  };
}
