import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { parse, stringify } from "yaml";

import { mapAt, stringAt, type PropertyMap } from "../../local/plugins/grpc/values.ts";
import { waitFor } from "../../local/support/wait.ts";
import { sharedApiServer, type ApiServer } from "../support/apiServer.ts";
import { EngineFixture } from "../support/engine.ts";

describe("Grafana's password", () => {
  let api: ApiServer;
  let engine: EngineFixture;
  let said = "";

  before(async () => {
    api = await sharedApiServer();
    engine = await EngineFixture.ofProject(api.kubeconfig, "dev");
    const file = parse(await readFile(engine.configFile, "utf8")) as { config: PropertyMap };
    file.config["ethnode:grafanaEnabled"] = true;
    file.config["ethnode:grafanaDisabledReason"] = "";
    await writeFile(engine.configFile, stringify(file));
    const where = ["--non-interactive", "--config-file", engine.configFile];
    said += await engine.ok("preview", "--diff", ...where);
    const made = [
      "RestrictedNamespace::monitoring",
      "MonitoringStack::monitoring",
      "Namespace::monitoring",
      "RandomPassword::grafana-admin",
      "Secret::grafana-admin",
      "ConfigMap::grafana-*",
    ];
    said += await engine.ok(
      ...["up", "--yes", "--skip-preview", "--diff", ...where],
      ...made.flatMap((one) => ["--target", `**:${one}`]),
    );
  });

  after(async () => {
    const path = "/api/v1/namespaces/monitoring";
    await api.client.send({ method: "DELETE", path });
    const gone = () => api.client.get(path).then((found) => found === undefined);
    await waitFor("the namespace to end", gone, { timeout: 60_000 });
    await engine.remove();
  });

  const objects = async (kind: string): Promise<PropertyMap[]> => {
    const list = await api.client.get(`/api/v1/namespaces/monitoring/${kind}`);
    return (list?.["items"] ?? []) as PropertyMap[];
  };

  it("is in its Secret, and in clear neither in the state, nor in what Pulumi says, nor in a ConfigMap", async () => {
    const secret = (await objects("secrets")).find((one) =>
      stringAt(mapAt(one, "metadata"), "name")?.startsWith("grafana-admin"),
    );
    const encoded = stringAt(mapAt(secret ?? {}, "data"), "password") ?? "";
    const password = Buffer.from(encoded, "base64").toString("utf8");
    assert.match(password, /^[A-Za-z0-9]{32}$/);
    const configMaps = await objects("configmaps");
    assert.ok(configMaps.length >= 8, `${configMaps.length}`);
    const places: Readonly<Record<string, string>> = {
      state: await engine.exported(),
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
