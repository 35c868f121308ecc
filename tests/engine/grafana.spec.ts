import assert from "node:assert/strict";

import { mapAt, stringAt } from "../../local/plugins/grpc/values.ts";
import { MonitoringEngine } from "../support/monitoringEngine.ts";

describe("Grafana's password", () => {
  let stack: MonitoringEngine;
  let said = "";

  before(async () => {
    stack = await MonitoringEngine.open({ grafanaEnabled: true, grafanaDisabledReason: "" });
    said = await stack.make(
      "RandomPassword::grafana-admin",
      "Secret::grafana-admin",
      "ConfigMap::grafana-*",
    );
  });

  after(() => stack.close());

  it("is in its Secret, and in clear neither in the state, nor in what Pulumi says, nor in a ConfigMap", async () => {
    const secret = (await stack.objects("secrets")).find((one) =>
      stringAt(mapAt(one, "metadata"), "name")?.startsWith("grafana-admin"),
    );
    const encoded = stringAt(mapAt(secret ?? {}, "data"), "password") ?? "";
    const password = Buffer.from(encoded, "base64").toString("utf8");
    assert.match(password, /^[A-Za-z0-9]{32}$/);
    const configMaps = await stack.objects("configmaps");
    assert.ok(configMaps.length >= 8, `${configMaps.length}`);
    const places: Readonly<Record<string, string>> = {
      state: await stack.engine.exported(),
      output: said,
      configMaps: JSON.stringify(configMaps),
    };
    for (const [place, text] of Object.entries(places)) {
      for (const form of [password, encoded.replace(/=+$/, "")]) {
        assert.equal(text.split(form).length - 1, 0, `${place} has the password`);
      }
    }
  });
});
