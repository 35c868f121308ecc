import assert from "node:assert/strict";
import { join } from "node:path";

import { repoDir } from "../../local/support/paths.ts";
import { rules } from "../../policy/rules.ts";
import { denyAll } from "../../policy/rules/denyAll.ts";
import { sharedApiServer } from "../support/apiServer.ts";
import type { ApiServer } from "../support/apiServer.ts";
import { EngineFixture } from "../support/engine.ts";
import { ensureStorageClass } from "../support/storageClass.ts";

const pack = join(repoDir, "policy");

/** The engine itself asks the policy pack about each object of a preview. */
describe("the policy pack in a preview", () => {
  let api: ApiServer;
  before(async () => {
    api = await sharedApiServer();
    await ensureStorageClass(api.client);
  });

  for (const stack of ["dev", "hoodi", "sepolia", "mainnet"]) {
    describe(stack, () => {
      let engine: EngineFixture;
      before(async () => {
        engine = await EngineFixture.ofProject(api.kubeconfig, stack);
      });
      after(() => engine.remove());

      const preview = (...more: string[]) => [
        ...["preview", "--non-interactive", "--config-file", engine.configFile],
        ...["--policy-pack", pack, ...more],
      ];

      it("finds nothing, with all its rules in force", async () => {
        const text = await engine.ok(...preview());
        assert.match(text, /Policies:\s+✅ ethnode@v0\.1\.0/);
        assert.doesNotMatch(text, /\[(?:mandatory|advisory)\]/);
      });

      if (stack !== "mainnet") return;
      it("is refused where a chain's data may be deleted", async () => {
        const config = ["--config", "ethnode:protectData=false"];
        const { code, text } = await engine.run(preview(...config));
        assert.notEqual(code, 0);
        assert.match(text, /\[mandatory\]\s+chain-data-protected/);
        assert.match(text, /it is not protected, expected protectData: true/);
        const others = [...rules, denyAll].filter(({ name }) => name !== "chain-data-protected");
        for (const { name } of others) assert.ok(!text.includes(name), name);
      });
    });
  }
});
