import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { parse, stringify } from "yaml";

import { mapAt, stringAt, type PropertyMap } from "../../../local/plugins/grpc/values.ts";
import { repoDir } from "../../../local/support/paths.ts";
import { waitFor } from "../../../local/support/wait.ts";
import { sharedApiServer, type ApiServer } from "../../support/apiServer.ts";
import { EngineFixture } from "../../support/engine.ts";
import { ask, call, startDevGeth, startGateway } from "../../support/gateway.ts";
import { ensureStorageClass } from "../../support/storageClass.ts";

/** Namespaces that no other test has. */
const [nodes, monitoring] = ["gateway-nodes", "gateway-monitoring"];

describe("a stack with an RPC gateway", () => {
  let api: ApiServer;
  let engine: EngineFixture;

  before(async () => {
    api = await sharedApiServer();
    await ensureStorageClass(api.client);
    engine = await EngineFixture.ofProject(api.kubeconfig, "mainnet");
    const file = parse(await readFile(engine.configFile, "utf8")) as { config: PropertyMap };
    Object.assign(file.config, {
      "ethnode:nodesNamespace": nodes,
      "ethnode:monitoringNamespace": monitoring,
      "ethnode:rpcGateway": {
        keys: [{ name: "alice" }, { name: "bob", methods: ["eth_chainId"] }],
      },
    });
    await writeFile(engine.configFile, stringify(file));
  });
  after(async () => {
    await engine.ok("destroy", "--yes", "--non-interactive", "--config-file", engine.configFile);
    await engine.remove();
  });

  it("is accepted by the API server under Pod Security restricted, and the policy pack finds nothing", async () => {
    await engine.upOf([]);
    const text = await engine.ok(
      ...["preview", "--non-interactive", "--config-file", engine.configFile],
      ...["--policy-pack", join(repoDir, "policy")],
    );
    assert.doesNotMatch(text, /\bwarning:/);
    assert.match(text, /:Deployment rpc-gateway-deployment create/);
    assert.match(text, /Policies:\s+✅ ethnode@v0\.1\.0/);
    assert.doesNotMatch(text, /\[(?:mandatory|advisory)\]/);
  });

  it("gives HAProxy files by which the keys of the stack's output open it, and which it can run by", async function () {
    this.timeout("3m");
    await engine.upOf(["Secret", "RandomPassword", "RandomBytes"]);
    const output = ["stack", "output", "rpcGatewayKeys", "--json"];
    const shown = JSON.parse(await engine.ok(...output, "--show-secrets")) as Record<
      string,
      string
    >;
    assert.deepEqual(Object.keys(shown).toSorted(), ["alice", "bob"]);
    assert.match(await engine.ok(...output), /\[secret\]/);
    const files = await waitFor("the Secret", () => filesOf(api, nodes), { timeout: 10_000 });
    const [alice = "", bob = ""] = [shown["alice"], shown["bob"]];
    for (const key of [alice, bob]) {
      assert.match(key, /^[A-Za-z0-9]{40}$/);
      assert.ok(files["keys.map"]?.includes(createHash("sha256").update(key).digest("hex")));
      assert.ok(!Object.values(files).some((text) => text.includes(key)), "a key in clear");
      assert.ok(!(await engine.exported()).includes(key), "a key in the state");
    }
    await using geth = await startDevGeth();
    // Its files, with this machine's folder, ports and Geth in place of the pod's.
    await using gateway = await startGateway([geth.address], {}, (own) => {
      const places = (text: string) => [
        ...text.matchAll(/^ *(?:bind|server|server-template) .*$/gm),
      ];
      const mine = own["haproxy.cfg"] ?? "";
      const [, folder = ""] = /lua-load (.*)\/inspect\.lua/.exec(mine) ?? [];
      let index = 0;
      const config = (files["haproxy.cfg"] ?? "")
        .replaceAll("/etc/gateway", folder)
        .replace(/^ *(?:bind|server|server-template) .*$/gm, () => places(mine)[index++]?.[0] ?? "")
        .replace(/set-header Host \S+/, "set-header Host localhost");
      assert.equal(index, places(mine).length);
      return { ...files, "haproxy.cfg": config };
    });
    const by = (key: string, method: string) =>
      ask(gateway.url, call(method), { "x-api-key": key }).then(({ status }) => status);
    assert.deepEqual(
      [await by(alice, "eth_blockNumber"), await by(bob, "eth_chainId")],
      [200, 200],
    );
    assert.deepEqual(
      [await by(bob, "eth_blockNumber"), await by("none", "eth_chainId")],
      [403, 401],
    );
  });
});

/** HAProxy's files, as the Secret in the cluster has them. */
async function filesOf(api: ApiServer, namespace: string) {
  const list = await api.client.get(`/api/v1/namespaces/${namespace}/secrets`);
  const secret = ((list?.["items"] ?? []) as PropertyMap[]).find((one) =>
    stringAt(mapAt(one, "metadata"), "name")?.startsWith("rpc-gateway-files"),
  );
  if (secret === undefined) return undefined;
  return Object.fromEntries(
    Object.entries(mapAt(secret, "data") as Record<string, string>).map(([name, text]) => [
      name,
      Buffer.from(text, "base64").toString("utf8"),
    ]),
  );
}
