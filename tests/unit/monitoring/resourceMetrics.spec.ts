import assert from "node:assert/strict";

import type { MonitoringStackArgs } from "../../../components/monitoringStack.ts";
import { resourceMetrics, watchedResources } from "../../../monitoring/resourceMetrics.ts";
import { all, field, only } from "../../support/mocks.ts";
import { base, container, pod, stack, types } from "./stackUnderTest.ts";

const watched: MonitoringStackArgs = {
  ...base,
  resourceMetrics: { enabled: true, nodesNamespace: "ethereum", hostNamespace: "monitoring-host" },
};
const rbac = (kind: string) => `kubernetes:rbac.authorization.k8s.io/v1:${kind}`;
const daemonSet = "kubernetes:apps/v1:DaemonSet";
const deployment = "kubernetes:apps/v1:Deployment";
const account = "kubernetes:core/v1:ServiceAccount";

/** The tokens among a pod's volumes. */
const tokens = (volumes: unknown): unknown[] =>
  (volumes as { projected?: { sources: { serviceAccountToken?: object }[] } }[])
    .flatMap(({ projected }) => projected?.sources ?? [])
    .flatMap(({ serviceAccountToken: token }) => token ?? []);

describe("the metrics of machines, pods and volumes", () => {
  it("may be read by these rights and no others", async () => {
    await stack(watched);
    const rules = ["Role", "ClusterRole"].flatMap((kind) =>
      all(rbac(kind)).map((role) => [
        kind,
        field(role, "metadata", "namespace") ?? "",
        field(role, "metadata", "name"),
        field(role, "rules"),
      ]),
    );
    const watch = ["list", "watch"];
    const state = [
      { apiGroups: [""], resources: ["persistentvolumeclaims", "pods"], verbs: watch },
      { apiGroups: ["apps"], resources: ["statefulsets"], verbs: watch },
      { apiGroups: ["batch"], resources: ["jobs"], verbs: watch },
    ];
    assert.deepEqual(rules, [
      [
        "Role",
        "monitoring-host",
        "prometheus",
        [{ apiGroups: [""], resources: ["pods"], verbs: watch }],
      ],
      ["Role", "ethereum", "kube-state-metrics", state],
      ["Role", "monitoring", "kube-state-metrics", state],
      [
        "ClusterRole",
        "",
        "monitoring-prometheus-kubelet-metrics",
        [{ apiGroups: [""], resources: ["nodes/metrics"], verbs: ["get"] }],
      ],
    ]);
  });

  it("binds each right to the one account that it is for", async () => {
    await stack(watched);
    const bindings = ["RoleBinding", "ClusterRoleBinding"].flatMap((kind) => all(rbac(kind)));
    for (const binding of bindings) {
      const name = String(field(binding, "metadata", "name"));
      assert.deepEqual(field(binding, "subjects"), [
        {
          kind: "ServiceAccount",
          name: name.includes("prometheus") ? "prometheus" : "kube-state-metrics",
          namespace: "monitoring",
        },
      ]);
      assert.equal(field(binding, "roleRef", "name"), name);
    }
    assert.equal(bindings.length, 4);
  });

  it("are asked with a token by two pods, which no other pod of their account's would have", async () => {
    await stack(watched);
    for (const one of all(account)) {
      assert.equal(field(one, "automountServiceAccountToken"), false);
    }
    assert.equal(pod("prometheus", "serviceAccountName"), "prometheus");
    assert.deepEqual(tokens(pod("prometheus", "volumes")), [
      { path: "token", expirationSeconds: 3600 },
    ]);
    assert.deepEqual(tokens(pod("alertmanager", "volumes")), []);
    for (const name of ["prometheus", "alertmanager"])
      assert.equal(pod(name, "automountServiceAccountToken"), false);
    const exporter = field(only(daemonSet, "node-exporter"), "spec", "template", "spec");
    const { automountServiceAccountToken } = exporter as Record<string, unknown>;
    assert.equal(automountServiceAccountToken, false);
  });

  it("of the API are those that are kept, of the stack's own namespaces", async () => {
    await stack(watched);
    const of = only(deployment, "kube-state-metrics");
    const args = field(of, "spec", "template", "spec", "containers", 0, "args") as string[];
    assert.ok(args.includes("--namespaces=ethereum,monitoring"));
    const plurals = watchedResources.map(({ plural }) => plural).join(",");
    assert.ok(args.includes(`--resources=${plurals}`));
    const names = resourceMetrics["kube-state-metrics"].join(",");
    assert.ok(args.includes(`--metric-allowlist=${names}`));
  });

  it("of the machine are read from /proc and /sys, which cannot be written, in a namespace apart", async () => {
    await stack(watched);
    const exporter = only(daemonSet, "node-exporter");
    assert.equal(field(exporter, "metadata", "namespace"), "monitoring-host");
    const spec = field(exporter, "spec", "template", "spec") as {
      volumes: { hostPath: { path: string } }[];
      containers: { volumeMounts: { readOnly: boolean }[] }[];
    };
    assert.deepEqual(
      spec.volumes.map(({ hostPath }) => hostPath.path),
      ["/proc", "/sys"],
    );
    assert.ok(spec.containers[0]?.volumeMounts.every(({ readOnly }) => readOnly));
  });

  it("are nowhere where they are off, and neither is a token", async () => {
    await stack(base);
    for (const type of [rbac("Role"), rbac("ClusterRole"), account, daemonSet, deployment]) {
      assert.deepEqual(all(type), [], type);
    }
    assert.deepEqual(tokens(pod("prometheus", "volumes")), []);
    const [config] = all(types.configMap, "prometheus-config");
    assert.ok(config !== undefined);
    assert.doesNotMatch(String(field(config, "data", "prometheus.json")), /kubelet|bearer/i);
    assert.ok((container("prometheus", "args") as string[]).length > 0);
  });

  it("are off for a reason only", async () => {
    await assert.rejects(
      stack({ ...base, resourceMetrics: { enabled: false, reason: " " } }),
      /resourceMetrics\.reason: expected why they are off/,
    );
  });
});
