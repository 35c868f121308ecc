import assert from "node:assert/strict";

import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import {
  GrafanaReasonError,
  MonitoringStack,
  TargetNetworkError,
} from "../../../components/monitoringStack.ts";
import { resourceRequirements } from "../../../components/kubernetes/resources.ts";
import { all, field, only, registered, run, valueOf } from "../../support/mocks.ts";
import { boardUids } from "../../../monitoring/dashboards/links.ts";
import { base, container, pod, stack, types, withGrafana } from "./stackUnderTest.ts";
import { devnet, mainnet } from "./stacks.ts";

const { statefulSet, service, claim, configMap, secret, networkPolicy } = types;

describe("a monitoring stack", () => {
  it("has these objects and no others", async () => {
    await stack(withGrafana);
    const counts = new Map<string, number>();
    for (const { type } of registered) counts.set(type, (counts.get(type) ?? 0) + 1);
    assert.deepEqual(Object.fromEntries(counts), {
      "ethnode:index:MonitoringStack": 1,
      // Prometheus', Alertmanager's, Grafana's, and one for each board.
      [configMap]: 3 + Object.keys(boardUids).length,
      [secret]: 1,
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
      configMap: { name: "alertmanager-config-1a2b3c4d" },
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
      const uid = name === "grafana" ? 10472 : 65534;
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
      for (const kind of ["requests", "limits"])
        for (const what of ["memory", "ephemeral-storage"])
          assert.equal(typeof container(name, "resources", kind, what), "string");
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
    assert.deepEqual(
      container("prometheus", "resources"),
      resourceRequirements({ cpu: "50m", memory: "128Mi", memoryLimit: "512Mi" }),
    );
    assert.deepEqual(
      container("alertmanager", "resources"),
      resourceRequirements({ cpu: "1", memory: "1Gi" }),
    );
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
