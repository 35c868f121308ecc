import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import { field, only, registered, valueOf } from "../../support/mocks.ts";
import { base, container, stack, types, withGrafana } from "./stackUnderTest.ts";

const { networkPolicy, secret } = types;

const policy = (name: string, ...path: (string | number)[]): unknown =>
  field(only(networkPolicy, name), "spec", ...path);

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
