import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";

import { ports } from "../../../components/kubernetes/ports.ts";
import { monitoringNotes, scraper } from "../../../stack/monitoringMode.ts";
import { isForOperator, operatorStack } from "../../support/operatorStack.ts";
import { kubernetesObjects, runStack, type KubernetesObject } from "../../support/runStack.ts";
import { everyKind, secretsOf } from "../monitoring/receivers.ts";
import { settingsOf } from "../settings/support.ts";

const metricsPorts: ReadonlySet<unknown> = new Set([
  ports.execution.metrics,
  ports.consensus.metrics,
  ports.validator.metrics,
]);

interface Rule {
  readonly from?: readonly Record<string, unknown>[];
  readonly ports?: readonly { readonly port: unknown }[];
}

/** The stack's own peer monitor, which reads what Prysm's metrics tell of its peers. */
const peerMonitor = [
  { podSelector: { matchLabels: { "app.kubernetes.io/component": "peer-monitor" } } },
];

/** Whom the nodes' policies let in to ports that have metrics and nothing else. */
const readers = (objects: readonly KubernetesObject[]): unknown[] =>
  objects
    .filter(({ kind }) => kind === "NetworkPolicy")
    .flatMap(({ spec }) => (spec as { ingress?: Rule[] }).ingress ?? [])
    .filter((rule) => rule.ports?.some(({ port }) => metricsPorts.has(port)))
    .map(({ from }) => from);

const programs = (objects: readonly KubernetesObject[]): string[] =>
  objects
    .filter(({ kind }) => ["StatefulSet", "Deployment", "DaemonSet"].includes(kind))
    .map(({ metadata }) => metadata.name)
    .toSorted();

const nodesOnly = ["node-0-geth", "node-0-prysm", "peer-monitor"];

describe("a stack that the cluster's operator watches", () => {
  let objects: readonly KubernetesObject[];
  before(async () => {
    objects = await operatorStack("hoodi");
  });

  it("runs nothing but its nodes and the peer monitor, in one namespace", () => {
    assert.deepEqual(programs(objects), nodesOnly);
    assert.deepEqual(
      new Set(objects.flatMap(({ metadata }) => metadata.namespace ?? [])),
      new Set(["ethereum-hoodi"]),
    );
  });

  it("lets in the one Prometheus that the settings name", () => {
    const peer = {
      podSelector: { matchLabels: { "app.kubernetes.io/name": "prometheus" } },
      namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "observability" } },
    };
    const isOwn = (from: unknown) => isDeepStrictEqual(from, peerMonitor);
    const found = readers(objects);
    assert.equal(found.filter(isOwn).length, 1);
    assert.deepEqual(
      found.filter((from) => !isOwn(from)),
      [[peer], [peer]],
    );
  });

  it("has its objects labelled as the operator and the sidecar look for them", () => {
    for (const { kind, metadata } of objects.filter(isForOperator)) {
      const label = { ConfigMap: "grafana_dashboard", Secret: "app.kubernetes.io/part-of" }[kind];
      assert.ok(metadata.labels?.[label ?? "release"], `${kind} ${metadata.name}`);
    }
    const [board] = objects.filter(
      (object) => isForOperator(object) && object.kind === "ConfigMap",
    );
    assert.deepEqual((board?.metadata as { annotations?: unknown } | undefined)?.annotations, {
      grafana_folder: "Ethereum",
    });
  });

  it("has receivers' keys in a Secret and nowhere else", () => {
    const elsewhere = JSON.stringify(objects.filter(({ kind }) => kind !== "Secret"));
    for (const secret of secretsOf(everyKind)) assert.ok(!elsewhere.includes(secret), secret);
  });

  it("has no routing without receivers, and no boards without a label for them", async () => {
    await runStack("hoodi", {
      "ethnode:monitoringMode": "operator",
      "ethnode:scraperNamespace": "observability",
      "ethnode:dashboardLabels": "{}",
    });
    const kinds = kubernetesObjects()
      .filter(isForOperator)
      .map(({ kind }) => kind);
    assert.deepEqual(new Set(kinds), new Set(["PodMonitor", "PrometheusRule"]));
  });
});

describe("a stack that nobody watches", () => {
  it("runs its nodes, has no monitoring and lets nobody else read metrics", async () => {
    const outputs = await runStack("hoodi", { "ethnode:monitoringMode": "none" });
    const objects = kubernetesObjects();
    assert.deepEqual(programs(objects), nodesOnly);
    assert.deepEqual(objects.filter(isForOperator), []);
    assert.deepEqual(readers(objects), [peerMonitor]);
    for (const name of ["prometheusUrl", "alertmanagerUrl", "grafanaUrl", "grafanaAdminPassword"]) {
      assert.equal(outputs[name], "", name);
    }
  });

  it("lets in a Prometheus that is asked for", async () => {
    const labels = { app: "victoria" };
    const settings = await settingsOf("hoodi", {
      ...{ monitoringMode: "none", scraperNamespace: "o11y" },
      scraperLabels: JSON.stringify(labels),
    });
    assert.deepEqual(scraper(settings), { namespace: "o11y", labels });
  });
});

describe("what the preview says of the mode", () => {
  it("is nothing where the programs are bundled", async () => {
    assert.deepEqual(monitoringNotes(await settingsOf("hoodi")), []);
  });

  it("is which outputs are empty, and who reads metrics", async () => {
    const [note, ...more] = monitoringNotes(await settingsOf("hoodi", { monitoringMode: "none" }));
    assert.deepEqual(more, []);
    assert.match(
      note?.text ?? "",
      /nobody reads its metrics\. The outputs prometheusUrl, .* are empty/,
    );
  });
});
