import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import { AlertRecipientsError } from "../../../components/monitoring/recipients.ts";
import { publicInternet } from "../../../components/kubernetes/networkPolicy.ts";
import { field, only, registered, valueOf } from "../../support/mocks.ts";
import type { ReceiverKeys } from "../../../monitoring/routing/receivers.ts";
import { everyKind, secretsOf } from "./receivers.ts";
import { base, container, pod, stack, types, withGrafana } from "./stackUnderTest.ts";

const { configMap, networkPolicy, secret } = types;

const cidr = "10.42.0.0/16";

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

  it("Alertmanager reaches nobody where nobody is to get alerts", async () => {
    await stack(base);
    assert.deepEqual(policy("alertmanager", "egress"), []);
    assert.deepEqual(policy("alertmanager", "policyTypes"), ["Ingress", "Egress"]);
    assert.deepEqual(policy("alertmanager", "ingress"), [
      { from: [users, pods("prometheus")], ports: tcp(9093) },
    ]);
  });

  it("Alertmanager reaches each receiver's port on the internet, or at the addresses that are given", async () => {
    const { receivers, deadMansSwitchUrl } = everyKind;
    const keys = pulumi.secret(everyKind.keys);
    const alertmanager = {
      receivers: receivers.map((one) => (one.kind === "email" ? { ...one, cidr } : one)),
      keys,
      deadMansSwitchUrl,
    };
    await stack({ ...base, alertmanager });
    assert.deepEqual(policy("alertmanager", "egress"), [
      { to: [publicInternet], ports: tcp(443) },
      { to: [{ ipBlock: { cidr } }], ports: tcp(587) },
      { to: [publicInternet], ports: tcp(8443) },
    ]);
    assert.deepEqual(only(networkPolicy, "alertmanager").secretInputs, []);
  });
});

describe("the secrets of a monitoring stack", () => {
  it("each receiver's key is a file of one Secret, and nowhere else", async () => {
    await stack({ ...base, alertmanager: { ...everyKind, keys: pulumi.secret(everyKind.keys) } });
    for (const value of secretsOf(everyKind)) {
      const holders = registered.filter((r) => JSON.stringify(r.inputs).includes(value));
      assert.deepEqual(
        holders.map(({ type, name, secretInputs }) => [type, name, secretInputs]),
        [[secret, "alertmanager-keys", ["stringData"]]],
        value,
      );
    }
    assert.deepEqual(pod("alertmanager", "volumes", 3), {
      name: "keys",
      secret: { secretName: "alertmanager-keys-1a2b3c4d", defaultMode: 0o440 },
    });
    assert.deepEqual(container("alertmanager", "volumeMounts", 3), {
      name: "keys",
      mountPath: "/etc/alertmanager-keys",
      readOnly: true,
    });
  });

  it("the names of the files are the configuration's", async () => {
    await stack({ ...base, alertmanager: everyKind });
    const files = Object.keys(field(only(secret, "alertmanager-keys"), "stringData") as object);
    const config = String(
      field(only(configMap, "alertmanager-config"), "data", "alertmanager.json"),
    );
    const named = [...config.matchAll(/"\/etc\/alertmanager-keys\/(.*?)"/g)].map(
      ([, file]) => file,
    );
    assert.deepEqual(new Set(named), new Set(files));
    assert.deepEqual(only(configMap, "alertmanager-config").secretInputs, []);
  });

  it("a receiver of other networks is not in the stack, nor is its key", async () => {
    const [onCall] = everyKind.receivers;
    await stack({
      ...base,
      alertmanager: {
        receivers: [{ ...onCall, networks: ["mainnet"] }],
        keys: { "on-call": everyKind.keys["on-call"] },
      },
    });
    assert.deepEqual(
      registered.filter(({ type }) => type === secret),
      [],
    );
    assert.doesNotMatch(JSON.stringify(only(configMap, "alertmanager-config").inputs), /on-call/);
  });

  it("a receiver without its key is refused, and no key is in the message", async () => {
    const keys: ReceiverKeys = { ...everyKind.keys, mailbox: {} };
    await assert.rejects(
      stack({ ...base, alertmanager: { ...everyKind, keys: pulumi.secret(keys) } }),
      (error: Error) => {
        assert.ok(error instanceof AlertRecipientsError);
        // Pulumi writes before it what it was doing.
        assert.match(
          error.message,
          /MonitoringStack alertmanager\.keys\.mailbox\.password: expected the password of the mail account, one line without a space around it, got nothing$/,
        );
        assert.doesNotMatch(error.message, /s3cret/);
        return true;
      },
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
