import assert from "node:assert/strict";
import { join } from "node:path";

import { repoDir } from "../../local/support/paths.ts";
import { rules } from "../../policy/rules.ts";
import { denyAll } from "../../policy/rules/denyAll.ts";
import { sharedApiServer } from "../support/apiServer.ts";
import { EngineFixture } from "../support/engine.ts";
import { ensureStorageClass } from "../support/storageClass.ts";

// That it finds nothing in the stacks as they are: stacks.spec.ts.
describe("the policy pack, asked by the engine itself", () => {
  let engine: EngineFixture;
  before(async () => {
    const api = await sharedApiServer();
    await ensureStorageClass(api.client);
    engine = await EngineFixture.ofProject(api.kubeconfig, "mainnet");
  });
  after(() => engine.remove());

  it("refuses a preview in which a chain's data may be deleted, by that rule and no other", async () => {
    const { code, text } = await engine.run([
      ...["preview", "--non-interactive", "--config-file", engine.configFile],
      ...["--policy-pack", join(repoDir, "policy"), "--config", "ethnode:protectData=false"],
      // Namespaces that no other test has.
      ...["--config", "ethnode:nodesNamespace=refused-nodes"],
      ...["--config", "ethnode:monitoringNamespace=refused-monitoring"],
    ]);
    assert.notEqual(code, 0);
    assert.match(text, /\[mandatory\]\s+chain-data-protected/);
    assert.match(text, /it is not protected, expected protectData: true/);
    const others = [...rules, denyAll].filter(({ name }) => name !== "chain-data-protected");
    for (const { name } of others) assert.ok(!text.includes(name), name);
  });
});
