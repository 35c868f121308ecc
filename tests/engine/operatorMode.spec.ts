import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { parse, stringify } from "yaml";

import type { PropertyMap } from "../../local/plugins/grpc/values.ts";
import { everyKind } from "../unit/monitoring/receivers.ts";
import { sharedApiServer, type ApiServer } from "../support/apiServer.ts";
import { EngineFixture } from "../support/engine.ts";
import { isForOperator, operatorStack } from "../support/operatorStack.ts";
import { apply, installOperatorKinds } from "../support/prometheusOperator.ts";
import type { KubernetesObject } from "../support/runStack.ts";
import { stacks } from "../support/stackConfig.ts";

const group = "/apis/monitoring.coreos.com";

describe("operator mode and the operator's own definitions", () => {
  let api: ApiServer;

  before(async () => {
    api = await sharedApiServer();
    await installOperatorKinds(api.client);
  });

  for (const stack of stacks) {
    it(`has objects that the API server takes, fields and all: ${stack}`, async () => {
      const objects = (await operatorStack(stack)).filter(isForOperator).map(inDefault);
      const kinds = new Set(objects.map(({ kind }) => kind));
      assert.deepEqual([...kinds].toSorted(), [
        "AlertmanagerConfig",
        "ConfigMap",
        "PodMonitor",
        "PrometheusRule",
        "Secret",
      ]);
      const { code, stdout, stderr } = await apply(api, objects, "--dry-run=server");
      assert.equal(stderr, "");
      assert.equal(code, 0);
      assert.equal(stdout.trim().split("\n").length, objects.length);
    });
  }

  const breaks: readonly [string, (monitor: PropertyMap) => void, RegExp][] = [
    ["a field that no PodMonitor has", (spec) => (spec["scrapeEvery"] = "15s"), /unknown field/],
    [
      "a protocol that Prometheus does not know",
      (spec) => (spec["fallbackScrapeProtocol"] = "text"),
      /fallbackScrapeProtocol.*Unsupported value/,
    ],
    [
      "a length of time without its unit",
      (spec) => (spec["podMetricsEndpoints"] = [{ portNumber: 6060, interval: "15" }]),
      /interval.*should match/,
    ],
  ];
  for (const [what, change, refusal] of breaks) {
    it(`would be refused for ${what}`, async () => {
      const [monitor] = (await operatorStack("dev")).filter(({ kind }) => kind === "PodMonitor");
      assert.ok(monitor);
      const broken = structuredClone(inDefault(monitor));
      change(broken["spec"] as PropertyMap);
      const { code, stderr } = await apply(api, [broken], "--dry-run=server");
      assert.notEqual(code, 0);
      assert.match(stderr, refusal);
    });
  }

  describe("deployed by the engine", () => {
    let engine: EngineFixture;
    let where: string[];

    before(async () => {
      engine = await EngineFixture.ofProject(api.kubeconfig, "dev");
      const file = parse(await readFile(engine.configFile, "utf8")) as { config: PropertyMap };
      Object.assign(file.config, {
        "ethnode:monitoringMode": "operator",
        "ethnode:scraperNamespace": "observability",
        "ethnode:alertReceivers": everyKind.receivers.filter(({ kind }) => kind === "pagerduty"),
      });
      await writeFile(engine.configFile, stringify(file));
      await engine.ok(
        ...["config", "set", "--secret", "--path", "--config-file", engine.configFile],
        ...["ethnode:alertReceiverKeys.on-call.routingKey", "s3cret-pagerduty"],
      );
      where = ["--non-interactive", "--config-file", engine.configFile];
    });

    after(async () => {
      const path = "/api/v1/namespaces/ethereum";
      // A test that failed may have left it.
      if (await api.client.get(path)) await api.client.send({ method: "DELETE", path });
      await engine.remove();
    });

    it("says in the preview which outputs are empty", async () => {
      const text = await engine.ok("preview", ...where);
      assert.doesNotMatch(text, /\bwarning:/);
      assert.match(text, /monitoringMode is operator: .* the Prometheus in observability reads/s);
      assert.match(text, /:PodMonitor /);
      assert.doesNotMatch(text, /ethnode:index:MonitoringStack/);
    });

    it("makes the objects, changes nothing the second time, and takes them away", async () => {
      const targets = [
        ...["Namespace", "RandomBytes", "Secret", "ConfigMap"],
        ...["PodMonitor", "PrometheusRule", "AlertmanagerConfig"],
      ];
      const up = () =>
        engine.ok(
          ...["up", "--yes", "--skip-preview", ...where, "--target", "**ethnode:index:*::*"],
          ...targets.flatMap((type) => ["--target", `**:${type}::*`]),
        );
      await up();
      const monitors = await api.client.get(`${group}/v1/namespaces/ethereum/podmonitors`);
      assert.deepEqual(
        (monitors?.["items"] as KubernetesObject[]).map(({ metadata }) => metadata.name),
        ["ethnode-geth", "ethnode-peer-monitor", "ethnode-prysm-beacon", "ethnode-prysm-validator"],
      );
      assert.match(await up(), /Resources:\s+\d+ unchanged/);
      await engine.ok("destroy", "--yes", "--skip-preview", ...where);
      assert.equal(await api.client.get("/api/v1/namespaces/ethereum"), undefined);
    });
  });
});

/** A dry run needs a namespace that is there. */
const inDefault = (object: KubernetesObject): KubernetesObject => ({
  ...object,
  metadata: { ...object.metadata, namespace: "default" },
});
