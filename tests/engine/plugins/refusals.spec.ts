import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { sharedApiServer } from "../../support/apiServer.ts";
import type { ApiServer } from "../../support/apiServer.ts";
import { EngineFixture } from "../../support/engine.ts";

const preview = ["preview", "--non-interactive"] as const;
const up = ["up", "--yes", "--skip-preview", "--non-interactive"] as const;

const bytes = 'new random.RandomBytes("bytes", { length: 32 });';
const config = (name: string, rest = ""): string =>
  `new k8s.core.v1.ConfigMap("config", { metadata: { name: "${name}", namespace: "default" }, data: { a: "b" } ${rest} });`;

/** How often a text stands in another. */
function count(text: string, part: string): number {
  return text.split(part).length - 1;
}

describe("what the plugins refuse", () => {
  let api: ApiServer;
  let engine: EngineFixture;

  before(async () => {
    api = await sharedApiServer();
    engine = await EngineFixture.create(api.kubeconfig);
  });

  after(() => engine.dispose());

  afterEach(async () => {
    engine.env["KUBECONFIG"] = api.kubeconfig;
    assert.deepEqual(
      await engine
        .resources()
        .then((all) => all.filter(({ type }) => type.startsWith("kubernetes:"))),
      [],
    );
  });

  it("a kind that is not covered, saying what is", async () => {
    await engine.write(
      'new k8s.core.v1.ResourceQuota("quota", { spec: { hard: { pods: "1" } } });',
    );
    const text = await engine.fails(...preview);
    assert.match(text, /kubernetes:core\/v1:ResourceQuota is not covered: this is the stand-in/);
    assert.match(text, /covers Namespace, ConfigMap, Secret, /);
  });

  it("a random type that is not covered", async () => {
    await engine.write('new random.RandomPet("pet");');
    const text = await engine.fails(...preview);
    assert.match(text, /random:index\/randomPet:RandomPet is not covered: this is the stand-in/);
  });

  it("a length that is none", async () => {
    await engine.write('new random.RandomBytes("bytes", { length: -1 });');
    assert.match(
      await engine.fails(...preview),
      /length is -1; expected a whole number of at least 1/,
    );
  });

  it("to take over an object that is there already, in the preview and in the update", async () => {
    const path = "/api/v1/namespaces/default/configmaps";
    const body = { metadata: { name: "stranger" }, data: { a: "theirs" } };
    await api.client.send({ method: "POST", path, body });
    await engine.write(config("stranger"));
    for (const args of [preview, up]) {
      assert.match(
        await engine.fails(...args),
        /ConfigMap default\/stranger exists in the cluster already, but not in the state/,
      );
    }
    const live = await api.client.get(`${path}/stranger`);
    assert.deepEqual(live?.["data"], { a: "theirs" });
  });

  it("an object that the API server refuses, in the preview", async () => {
    await engine.write(
      'new k8s.core.v1.ConfigMap("c", { metadata: { name: "No_Such_Name", namespace: "default" } });',
    );
    assert.match(await engine.fails(...preview), /metadata\.name: Invalid value/);
  });

  it("a field that the API does not have, also before the namespace is there", async () => {
    await engine.write(
      'const spec = { podSelector: {}, ingres: [] }; new k8s.networking.v1.NetworkPolicy("p", { metadata: { name: "p", namespace: "not-yet" }, spec });',
    );
    assert.match(await engine.fails(...preview), /unknown field "spec\.ingres"/);
  });

  it("provider settings that the stand-in does not have", async () => {
    await engine.write(
      'const provider = new k8s.Provider("p", { renderYamlToDirectory: "out" }); new k8s.core.v1.ConfigMap("c", {}, { provider });',
    );
    const text = await engine.fails(...preview);
    assert.match(text, /renderYamlToDirectory is not covered by the stand-in/);
  });

  it("an unreachable cluster, with one message and before anything is made", async () => {
    const path = join(engine.folder, "unreachable");
    const kubeconfig = JSON.parse(await readFile(api.kubeconfig, "utf8")) as {
      clusters: { cluster: { server: string } }[];
    };
    for (const { cluster } of kubeconfig.clusters) cluster.server = "https://127.0.0.1:9";
    await writeFile(path, JSON.stringify(kubeconfig));
    engine.env["KUBECONFIG"] = path;
    await engine.write(
      `const b = ${bytes}\n${config("one")}\n${config("two").replace('"config"', '"other"')}`,
    );
    // Without --skip-preview: `pulumi up --yes` looks first.
    for (const args of [preview, ["up", "--yes", "--non-interactive"]]) {
      const text = await engine.fails(...args);
      const message = `context "test" of kubeconfig ${path} points at https://127.0.0.1:9/`;
      // The lines above the summary show the same as it comes.
      const summary = text.slice(text.indexOf("Diagnostics:"));
      assert.equal(count(summary, message), 1, text);
      assert.equal(count(summary, "error:"), 1, text);
      assert.match(text, /connect ECONNREFUSED 127\.0\.0\.1:9/);
    }
    assert.ok(!(await engine.resources()).some(({ type }) => type.startsWith("random:")));
  });

  it("to destroy or refresh where the cluster is unreachable, said once", async () => {
    const engine = await EngineFixture.create(api.kubeconfig);
    await engine.up(`${config("one")}${config("two").replace('"config"', '"other"')}`);
    const path = join(engine.folder, "unreachable");
    const text = await readFile(api.kubeconfig, "utf8");
    await writeFile(path, text.replace(/https:\/\/[^"]+/, "https://127.0.0.1:9"));
    engine.env["KUBECONFIG"] = path;
    for (const operation of ["destroy", "refresh"]) {
      const shown = await engine.fails(operation, "--yes", "--skip-preview", "--non-interactive");
      const summary = shown.slice(shown.indexOf("Diagnostics:"));
      assert.equal(count(summary, `kubeconfig ${path} points at https://127.0.0.1:9/`), 1, shown);
    }
    engine.env["KUBECONFIG"] = api.kubeconfig;
    await engine.dispose();
  });

  it("a kubeconfig that is not there, or that needs a program to log in", async () => {
    await engine.write(config("one"));
    engine.env["KUBECONFIG"] = join(engine.folder, "nowhere");
    assert.match(
      await engine.fails(...preview),
      /nowhere: KUBECONFIG names it, but it does not exist/,
    );
    const path = join(engine.folder, "exec");
    const kubeconfig = JSON.parse(await readFile(api.kubeconfig, "utf8")) as { users: unknown[] };
    kubeconfig.users = [{ name: "admin", user: { exec: { command: "aws" } } }];
    await writeFile(path, JSON.stringify(kubeconfig));
    engine.env["KUBECONFIG"] = path;
    assert.match(
      await engine.fails(...preview),
      /user "admin" uses exec, which the stand-in .* cannot do/,
    );
  });
});
