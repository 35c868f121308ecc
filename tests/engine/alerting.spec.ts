import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";

import { mapAt, stringAt } from "../../local/plugins/grpc/values.ts";
import type { EngineFixture } from "../support/engine.ts";
import { MonitoringEngine } from "../support/monitoringEngine.ts";

const receivers = [
  { name: "on-call", kind: "pagerduty", severities: ["critical"] },
  { name: "archive", kind: "webhook", severities: ["critical", "warning"] },
];

/** What `pulumi config set --secret` is given, by path. All digits are a key, too, and stay a text. */
const secrets: Readonly<Record<string, string>> = {
  "alertReceiverKeys.on-call.routingKey": "01234567890123456789012345678901",
  "alertReceiverKeys.archive.url": "https://archive.example.org:8443/s3cret-webhook-path",
  "alertReceiverKeys.archive.bearerToken": "s3cret-bearer-token",
  deadMansSwitchUrl: "https://switch.example.org/s3cret-switch-path",
};

describe("the keys of receivers", () => {
  let stack: MonitoringEngine;
  let engine: EngineFixture;
  let said = "";

  before(async () => {
    stack = await MonitoringEngine.open({ alertReceivers: receivers });
    ({ engine } = stack);
    for (const [path, value] of Object.entries(secrets)) {
      await engine.ok(
        ...["config", "set", "--secret", "--path", "--config-file", engine.configFile],
        ...[`ethnode:${path}`, value],
      );
    }
    said = await stack.make(
      "Secret::alertmanager-keys",
      "ConfigMap::alertmanager-config",
      "NetworkPolicy::alertmanager",
    );
  });

  after(() => stack.close());

  it("arrive as files in one Secret", async () => {
    const found = (await stack.objects("secrets")).filter((one) =>
      stringAt(mapAt(one, "metadata"), "name")?.startsWith("alertmanager-keys"),
    );
    assert.equal(found.length, 1);
    const files = Object.entries(mapAt(found[0] ?? {}, "data")).map(([name, value]) => [
      name,
      Buffer.from(typeof value === "string" ? value : "", "base64").toString("utf8"),
    ]);
    assert.deepEqual(Object.fromEntries(files), {
      "on-call.routingKey": secrets["alertReceiverKeys.on-call.routingKey"],
      "archive.url": secrets["alertReceiverKeys.archive.url"],
      "archive.bearerToken": secrets["alertReceiverKeys.archive.bearerToken"],
      "dead-mans-switch.url": secrets["deadMansSwitchUrl"],
    });
  });

  it("are in clear neither in the state, nor in the settings' file, nor in what Pulumi says, nor in a ConfigMap", async () => {
    const configMaps = JSON.stringify(await stack.objects("configmaps"));
    assert.match(configMaps, /on-call\.routingKey/);
    const places: Readonly<Record<string, string>> = {
      state: await engine.exported(),
      settings: await readFile(engine.configFile, "utf8"),
      output: said,
      configMaps,
    };
    for (const [place, text] of Object.entries(places)) {
      for (const value of Object.values(secrets)) {
        const base64 = Buffer.from(value).toString("base64").replace(/=+$/, "");
        for (const form of [value, base64]) {
          assert.equal(text.split(form).length - 1, 0, `${place} has a key`);
        }
      }
    }
  });

  it("open the way to their receivers' ports, which a preview shows", () => {
    assert.match(said, /8443/);
  });
});
