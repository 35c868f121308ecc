import type { Manifest } from "../../policy/manifest.ts";

type Json = Readonly<Record<string, unknown>>;

const container = {
  name: "main",
  image: `docker.io/example/program:1@sha256:${"0a".repeat(32)}`,
  resources: { requests: { cpu: "10m", memory: "16Mi" }, limits: { memory: "32Mi" } },
  securityContext: {
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ["ALL"] },
  },
};
const podSpec = {
  securityContext: {
    runAsNonRoot: true,
    runAsUser: 10001,
    seccompProfile: { type: "RuntimeDefault" },
  },
  containers: [container],
};

/** Objects that no rule has anything against, each of which may be changed in one place. */
export const workload = (change: {
  readonly container?: Json;
  readonly pod?: Json;
  readonly spec?: Json;
  readonly kind?: string;
  readonly namespace?: string;
  readonly component?: string;
}): Manifest => ({
  apiVersion: "apps/v1",
  kind: change.kind ?? "StatefulSet",
  metadata: { name: "program", namespace: change.namespace ?? "ethereum" },
  spec: {
    replicas: 1,
    template: {
      metadata: { labels: { "app.kubernetes.io/component": change.component ?? "execution" } },
      spec: { ...podSpec, containers: [{ ...container, ...change.container }], ...change.pod },
    },
    ...change.spec,
  },
});

/** A security context of the container with one thing changed. */
export const secured = (change: Json): Json => ({
  container: { securityContext: { ...container.securityContext, ...change } },
});

/** A Service of a port. */
export const service = (type: string, port: number, more: Json = {}): Manifest => ({
  apiVersion: "v1",
  kind: "Service",
  metadata: { name: "program", namespace: "ethereum" },
  spec: { type, ports: [{ port, ...more }] },
});

/** A volume of a part of a node. */
export const claim = (component: string): Manifest => ({
  apiVersion: "v1",
  kind: "PersistentVolumeClaim",
  metadata: { name: "data", labels: { "app.kubernetes.io/component": component } },
});

/** A Role of one rule. */
export const role = (
  rule: Partial<NonNullable<Manifest["rules"]>[number]>,
  kind = "Role",
): Manifest => ({
  apiVersion: "rbac.authorization.k8s.io/v1",
  kind,
  metadata: { name: "reader" },
  rules: [{ apiGroups: [""], resources: ["pods"], verbs: ["get"], ...rule }],
});
