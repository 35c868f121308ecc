import assert from "node:assert/strict";

import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import {
  GrafanaReasonError,
  MonitoringStack,
  TargetNetworkError,
  type MonitoringStackArgs,
} from "../../../components/monitoringStack.ts";
import { all, field, only, registered, run, valueOf } from "../../support/mocks.ts";
import { devnet, mainnet, targetsOf } from "./stacks.ts";

const statefulSet = "kubernetes:apps/v1:StatefulSet";
const service = "kubernetes:core/v1:Service";
const claim = "kubernetes:core/v1:PersistentVolumeClaim";
const configMap = "kubernetes:core/v1:ConfigMap";
const secret = "kubernetes:core/v1:Secret";
const networkPolicy = "kubernetes:networking.k8s.io/v1:NetworkPolicy";

const base: MonitoringStackArgs = {
  namespace: "monitoring",
  targets: targetsOf(devnet, 2),
  network: devnet,
  grafana: { enabled: false, reason: "no image here" },
};
const withGrafana: MonitoringStackArgs = { ...base, grafana: { enabled: true } };

const stack = (args: MonitoringStackArgs, options = {}) =>
  run(() => new MonitoringStack("monitoring", args), options);

const pod = (name: string, ...path: (string | number)[]): unknown =>
  field(only(statefulSet, name), "spec", "template", "spec", ...path);
const container = (name: string, ...path: (string | number)[]): unknown =>
  pod(name, "containers", 0, ...path);
const policy = (name: string, ...path: (string | number)[]): unknown =>
  field(only(networkPolicy, name), "spec", ...path);

describe("a monitoring stack", () => {
  it("has these objects and no others", async () => {
    await stack(withGrafana);
    const counts = new Map<string, number>();
    for (const { type } of registered) counts.set(type, (counts.get(type) ?? 0) + 1);
    assert.deepEqual(Object.fromEntries(counts), {
      "ethnode:index:MonitoringStack": 1,
      [configMap]: 3,
      [secret]: 2,
      [claim]: 3,
      [service]: 6,
      [statefulSet]: 3,
      [networkPolicy]: 4,
      "random:index/randomPassword:RandomPassword": 1,
    });
  });

  it("owns all of them", async () => {
    await stack(withGrafana);
    const children = registered.filter(({ type }) => type !== "ethnode:index:MonitoringStack");
    for (const { name, parentType } of children) {
      assert.equal(parentType, "ethnode:index:MonitoringStack", name);
    }
  });

  it("has the addresses that it says", async () => {
    const monitoring = await stack(withGrafana);
    assert.equal(
      await valueOf(monitoring.prometheusUrl),
      "http://prometheus.monitoring.svc.cluster.local:9090",
    );
    assert.equal(
      await valueOf(monitoring.alertmanagerUrl),
      "http://alertmanager.monitoring.svc.cluster.local:9093",
    );
    assert.equal(
      await valueOf(monitoring.grafanaUrl ?? ""),
      "http://grafana.monitoring.svc.cluster.local:3000",
    );
    for (const [name, port] of [
      ["prometheus", 9090],
      ["alertmanager", 9093],
      ["grafana", 3000],
    ] as const) {
      assert.equal(field(only(service, name), "spec", "ports", 0, "port"), port);
      assert.equal(field(only(service, name), "metadata", "name"), name);
      assert.equal(field(only(service, `${name}-internal`), "spec", "clusterIP"), "None");
      assert.equal(field(only(statefulSet, name), "spec", "serviceName"), `${name}-internal`);
    }
  });

  it("starts Prometheus with a limit on what it stores", async () => {
    await stack({ ...base, prometheus: { volume: { size: "20Gi" }, retention: "7d" } });
    assert.deepEqual(container("prometheus", "args"), [
      "--config.file=/etc/prometheus/prometheus.json",
      "--storage.tsdb.path=/prometheus",
      "--storage.tsdb.retention.time=7d",
      "--storage.tsdb.retention.size=16384MB",
      "--web.listen-address=:9090",
    ]);
    assert.equal(
      field(only(claim, "prometheus-data"), "spec", "resources", "requests", "storage"),
      "20Gi",
    );
  });

  it("starts Alertmanager without gossip", async () => {
    await stack(base);
    assert.deepEqual(container("alertmanager", "args"), [
      "--config.file=/etc/alertmanager/alertmanager.json",
      "--storage.path=/alertmanager",
      "--web.listen-address=:9093",
      "--cluster.listen-address=",
    ]);
  });

  it("writes the genesis time into the rules when the chain has one", async () => {
    const genesisTime = pulumi.output(Promise.resolve(1_790_000_000));
    await stack({ ...base, network: { ...devnet, genesisTime } });
    const rules = field(only(configMap, "prometheus-config"), "data", "rules.json");
    assert.match(String(rules), /time\(\) - 1790000000\) \/ 2/);
  });

  it("can be previewed before the chain has one", async () => {
    await run(
      () => {
        // Nothing answers for a status in a preview, so it is unknown, as a genesis time is.
        const { status } = new k8s.core.v1.Namespace("chain");
        const genesisTime = status.apply(() => 1);
        return new MonitoringStack("monitoring", { ...base, network: { ...devnet, genesisTime } });
      },
      { preview: true },
    );
    assert.equal(all(statefulSet).length, 2);
    assert.equal(field(only(configMap, "prometheus-config"), "data", "rules.json"), undefined);
  });

  it("mounts the configuration by its own name, so that a change rolls the pod", async () => {
    await stack(base);
    assert.deepEqual(pod("prometheus", "volumes", 2), {
      name: "config",
      configMap: { name: "prometheus-config-1a2b3c4d" },
    });
    assert.deepEqual(pod("alertmanager", "volumes", 2), {
      name: "config",
      secret: { secretName: "alertmanager-config-1a2b3c4d" },
    });
    assert.equal(field(only(configMap, "prometheus-config"), "metadata", "name"), undefined);
  });

  it("keeps the volumes where it is told to", async () => {
    const volume = { storageClass: "fast", protect: true };
    await stack({ ...base, prometheus: { volume }, alertmanager: { volume } });
    for (const [name, size] of [
      ["prometheus-data", "50Gi"],
      ["alertmanager-data", "1Gi"],
    ] as const) {
      assert.deepEqual(field(only(claim, name), "spec"), {
        accessModes: ["ReadWriteOnce"],
        resources: { requests: { storage: size } },
        storageClassName: "fast",
      });
    }
  });

  for (const name of ["prometheus", "alertmanager", "grafana"]) {
    it(`runs ${name} with as few rights as Pod Security "restricted" wants`, async () => {
      await stack(withGrafana);
      const uid = name === "grafana" ? 472 : 65534;
      assert.deepEqual(pod(name, "securityContext"), {
        runAsNonRoot: true,
        runAsUser: uid,
        runAsGroup: uid,
        fsGroup: uid,
        fsGroupChangePolicy: "OnRootMismatch",
        seccompProfile: { type: "RuntimeDefault" },
      });
      assert.deepEqual(container(name, "securityContext"), {
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ["ALL"] },
      });
      assert.equal(pod(name, "automountServiceAccountToken"), false);
      assert.equal(pod(name, "enableServiceLinks"), false);
      for (const kind of ["requests", "limits"]) {
        assert.equal(typeof container(name, "resources", kind, "memory"), "string");
      }
      for (const probe of ["startupProbe", "livenessProbe", "readinessProbe"]) {
        assert.equal(typeof container(name, probe, "httpGet", "path"), "string");
      }
    });
  }

  it("takes its resources from the size, and from the arguments first", async () => {
    await stack({
      ...base,
      size: "small",
      resources: { alertmanager: { cpu: "1", memory: "1Gi" } },
    });
    assert.deepEqual(container("prometheus", "resources"), {
      requests: { cpu: "50m", memory: "128Mi" },
      limits: { memory: "512Mi" },
    });
    assert.deepEqual(container("alertmanager", "resources"), {
      requests: { cpu: "1", memory: "1Gi" },
      limits: { memory: "1Gi" },
    });
  });

  it("refuses a node of another network, which no alert would speak of", async () => {
    await assert.rejects(
      stack({ ...base, network: mainnet }),
      (error: Error) =>
        error instanceof TargetNetworkError &&
        error.message ===
          'MonitoringStack targets: expected every node to be on the network "mainnet", got geth of "node-0" on "devnet"',
    );
  });
});

describe("who reaches what in a monitoring stack", () => {
  const users = { podSelector: { matchLabels: { "ethnode.dev/monitoring-access": "true" } } };
  const pods = (name: string) => ({
    podSelector: {
      matchLabels: {
        "app.kubernetes.io/name": name,
        "app.kubernetes.io/instance": name,
        "app.kubernetes.io/component": "monitoring",
      },
    },
  });
  const tcp = (port: number) => [{ protocol: "TCP", port }];
  const node = (job: string) => ({
    podSelector: { matchLabels: { "app.kubernetes.io/name": job } },
    namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "ethereum" } },
  });

  it("Prometheus reaches each job's own port and Alertmanager", async () => {
    await stack(base);
    assert.deepEqual(policy("prometheus", "egress"), [
      { to: [node("geth")], ports: tcp(6060) },
      { to: [node("prysm-beacon")], ports: tcp(8080) },
      { to: [node("prysm-validator")], ports: tcp(8081) },
      { to: [node("peer-monitor")], ports: tcp(8600) },
      { to: [pods("alertmanager")], ports: tcp(9093) },
    ]);
    assert.deepEqual(policy("prometheus", "ingress"), [{ from: [users], ports: tcp(9090) }]);
    assert.deepEqual(policy("prometheus", "podSelector"), {
      matchLabels: pods("prometheus").podSelector.matchLabels,
    });
  });

  it("Grafana reaches Prometheus and nothing else", async () => {
    await stack(withGrafana);
    assert.deepEqual(policy("grafana", "egress"), [{ to: [pods("prometheus")], ports: tcp(9090) }]);
    assert.deepEqual(policy("grafana", "ingress"), [{ from: [users], ports: tcp(3000) }]);
    assert.deepEqual(policy("prometheus", "ingress"), [
      { from: [users, pods("grafana")], ports: tcp(9090) },
    ]);
  });

  it("a pod with the access label reaches all three, and nothing else", async () => {
    await stack(withGrafana);
    assert.deepEqual(field(only(networkPolicy, "monitoring-users"), "spec"), {
      podSelector: users.podSelector,
      policyTypes: ["Egress"],
      egress: [
        { to: [pods("prometheus")], ports: tcp(9090) },
        { to: [pods("alertmanager")], ports: tcp(9093) },
        { to: [pods("grafana")], ports: tcp(3000) },
      ],
    });
  });

  it("Alertmanager reaches nobody without a webhook", async () => {
    await stack(base);
    assert.deepEqual(policy("alertmanager", "egress"), []);
    assert.deepEqual(policy("alertmanager", "policyTypes"), ["Ingress", "Egress"]);
    assert.deepEqual(policy("alertmanager", "ingress"), [
      { from: [users, pods("prometheus")], ports: tcp(9093) },
    ]);
  });

  it("Alertmanager reaches the webhook's port on the internet, or at the address that is given", async () => {
    const url = pulumi.secret("https://alerts.example.org:8443/key");
    await stack({ ...base, alertmanager: { webhook: { url } } });
    assert.deepEqual(policy("alertmanager", "egress", 0, "ports"), tcp(8443));
    assert.equal(
      field(only(networkPolicy, "alertmanager"), "spec", "egress", 0, "to", 0, "ipBlock", "cidr"),
      "0.0.0.0/0",
    );
    assert.deepEqual(only(networkPolicy, "alertmanager").secretInputs, []);

    await stack({ ...base, alertmanager: { webhook: { url, cidr: "10.1.2.3/32" } } });
    assert.deepEqual(policy("alertmanager", "egress", 0, "to"), [
      { ipBlock: { cidr: "10.1.2.3/32" } },
    ]);
  });
});

describe("the secrets of a monitoring stack", () => {
  it("a webhook's URL is in Alertmanager's Secret only", async () => {
    const url = pulumi.secret("https://alerts.example.org/s3cret");
    await stack({ ...base, alertmanager: { webhook: { url } } });
    const holders = registered.filter((r) => JSON.stringify(r.inputs).includes("s3cret"));
    assert.deepEqual(
      holders.map(({ type, name, secretInputs }) => [type, name, secretInputs]),
      [[secret, "alertmanager-config", ["stringData"]]],
    );
  });

  it("Grafana's password is in a file, and a secret output", async () => {
    const monitoring = await stack(withGrafana);
    const password = await valueOf(monitoring.grafanaAdminPassword ?? "");
    assert.ok(password !== undefined && password.length > 20);
    assert.equal(await pulumi.isSecret(pulumi.output(monitoring.grafanaAdminPassword)), true);
    const holders = registered.filter((r) => JSON.stringify(r.inputs).includes(password));
    assert.deepEqual(
      holders.map(({ type, name }) => [type, name]),
      [[secret, "grafana-admin"]],
    );
    assert.deepEqual(container("grafana", "env", 0), {
      name: "GF_SECURITY_ADMIN_PASSWORD__FILE",
      value: "/etc/grafana/secrets/password",
    });
  });
});

describe("a monitoring stack without Grafana", () => {
  it("has nothing of it", async () => {
    const monitoring = await stack(base);
    assert.equal(monitoring.grafanaUrl, undefined);
    assert.equal(monitoring.grafanaAdminPassword, undefined);
    assert.deepEqual(
      registered.filter(({ name }) => name.includes("grafana")),
      [],
    );
  });

  it("says why", async () => {
    await assert.rejects(
      stack({ ...base, grafana: { enabled: false, reason: " " } }),
      GrafanaReasonError,
    );
  });
});
