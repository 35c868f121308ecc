import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { parse, stringify } from "yaml";

import { mapAt, stringAt, type PropertyMap } from "../../local/plugins/grpc/values.ts";
import { waitFor } from "../../local/support/wait.ts";
import { Tokens } from "../../monitor/src/serve/auth/tokens.ts";
import { sharedApiServer, type ApiServer } from "../support/apiServer.ts";
import { EngineFixture } from "../support/engine.ts";

const namespace = "/api/v1/namespaces/ethereum";

/** What the engine makes of the stack; the rest is planned. */
const made = [
  ...["RestrictedNamespace::ethereum", "Namespace::ethereum"],
  ...["PeerActions::peer-actions", "RandomPassword::peer-actions-token"],
  ...["Secret::peer-actions-secret", "PeerMonitor::peer-monitor"],
  ...["PeerAccess::peer-monitor-access", "RandomPassword::peer-monitor-access-*"],
  ...["Secret::peer-monitor-access-tokens", "ConfigMap::peer-monitor-config"],
];

describe("the peer monitor's tokens", () => {
  let api: ApiServer;
  let engine: EngineFixture;
  let said = "";

  before(async () => {
    api = await sharedApiServer();
    engine = await EngineFixture.ofProject(api.kubeconfig, "dev");
    const file = parse(await readFile(engine.configFile, "utf8")) as { config: PropertyMap };
    Object.assign(file.config, {
      "ethnode:peerMonitorTokens": [
        { name: "alice", role: "viewer" },
        { name: "root", role: "admin" },
      ],
      "ethnode:peerMonitorActions": true,
    });
    await writeFile(engine.configFile, stringify(file));
    const where = ["--non-interactive", "--diff", "--config-file", engine.configFile];
    said = await engine.ok("preview", ...where);
    const targets = made.flatMap((one) => ["--target", `**:${one}`]);
    said += await engine.ok("up", "--yes", "--skip-preview", ...where, ...targets);
    said += await engine.ok("stack", "output");
  });

  after(async () => {
    await api.client.send({ method: "DELETE", path: namespace });
    const gone = () => api.client.get(namespace).then((found) => found === undefined);
    await waitFor("the namespace to end", gone, { timeout: 60_000 });
    await engine.remove();
  });

  const objects = async (kind: string): Promise<PropertyMap[]> => {
    const list = await api.client.get(`${namespace}/${kind}`);
    return (list?.["items"] ?? []) as PropertyMap[];
  };
  /** What is in a file of a Secret, by the beginning of its name. */
  const file = async (prefix: string, key: string): Promise<string> => {
    const secret = (await objects("secrets")).find((one) =>
      stringAt(mapAt(one, "metadata"), "name")?.startsWith(prefix),
    );
    const encoded = stringAt(mapAt(secret ?? {}, "data"), key) ?? "";
    return Buffer.from(encoded, "base64").toString("utf8");
  };
  const outputs = async (): Promise<Readonly<Record<string, string>>> =>
    JSON.parse(
      await engine.ok("stack", "output", "peerMonitorTokens", "--json", "--show-secrets"),
    ) as Record<string, string>;

  it("are a secret output, and the monitor's file knows them", async () => {
    const { alice = "", root = "" } = await outputs();
    assert.match(said, /peerMonitorTokens +\[secret\]/);
    const known = Tokens.parse("tokens", await file("peer-monitor-access-tokens", "tokens"));
    assert.deepEqual(known.find(alice), { role: "viewer", subject: "alice" });
    assert.deepEqual(known.find(root), { role: "admin", subject: "root" });
  });

  it("are in clear neither in the state, nor in what Pulumi says, nor in a ConfigMap; people's not even in a Secret", async () => {
    const people = Object.values(await outputs());
    const ofPods = [
      await file("peer-monitor-access-tokens", "pod-token"),
      await file("peer-actions-secret", "token"),
    ];
    assert.equal(new Set([...people, ...ofPods]).size, 4);
    const configMaps = await objects("configmaps");
    assert.ok(JSON.stringify(configMaps).includes("tokensFile"), "the monitor's own is among them");
    const places: Readonly<Record<string, string>> = {
      state: await engine.exported(),
      output: said,
      configMaps: JSON.stringify(configMaps),
    };
    const tokensFile = await file("peer-monitor-access-tokens", "tokens");
    for (const token of [...people, ...ofPods]) {
      assert.match(token, /^[A-Za-z0-9]{40}$/);
      const encoded = Buffer.from(token).toString("base64").replace(/=+$/, "");
      for (const [place, text] of Object.entries(places))
        for (const form of [token, encoded])
          assert.ok(!text.includes(form), `${place} has a token`);
      assert.ok(!tokensFile.includes(token), "the file has hashes only");
    }
  });

  it("are mounted by pods that the API server takes, without a warning", async () => {
    const text = await engine.ok(
      ...["preview", "--diff", "--non-interactive", "--config-file", engine.configFile],
    );
    assert.doesNotMatch(text, /\bwarning:/);
    for (const flag of ["--allow-actions", "/actions/token"]) assert.ok(text.includes(flag), flag);
    assert.match(text, /secretName *: "peer-monitor-access-tokens-[0-9a-f]+"/);
  });

  it("stay what they are, and only a rotated one becomes another", async () => {
    const before = await outputs();
    const settings = await readFile(engine.configFile, "utf8");
    await writeFile(
      engine.configFile,
      settings.replace("name: root", 'name: root\n      rotation: "2"'),
    );
    const targets = made.flatMap((one) => ["--target", `**:${one}`]);
    await engine.ok(
      ...["up", "--yes", "--skip-preview", "--non-interactive"],
      ...["--config-file", engine.configFile, ...targets],
    );
    const after = await outputs();
    assert.equal(after["alice"], before["alice"]);
    assert.notEqual(after["root"], before["root"]);
    const known = Tokens.parse("tokens", await file("peer-monitor-access-tokens", "tokens"));
    assert.equal(known.find(before["root"] ?? ""), null);
    assert.equal(known.find(after["root"] ?? "")?.role, "admin");
  });
});
