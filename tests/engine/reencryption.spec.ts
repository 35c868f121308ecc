import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { parse } from "yaml";

import { sharedApiServer } from "../support/apiServer.ts";
import { EngineFixture } from "../support/engine.ts";

/** A secret of each kind that a stack has: made, in an object of the cluster, set, and put out. */
const program = `
const key = new random.RandomPassword("key", { length: 40, special: false });
new k8s.core.v1.Secret("kept", {
  metadata: { name: "kept-encrypted", namespace: "default" },
  stringData: { key: key.result, set: new pulumi.Config().requireSecret("receiver") },
});
export const made = key.result;
`;
const fresh = "another passphrase";
const receiver = "https://hooks.example/a-receiver-of-alerts";

// docs/secrets.md says when and how.
describe("a stack whose secrets are encrypted anew", () => {
  let engine: EngineFixture;

  before(async () => {
    engine = await EngineFixture.create((await sharedApiServer()).kubeconfig);
    await engine.ok("config", "set", "--secret", "receiver", receiver);
    await engine.up(program);
  });
  after(() => engine.dispose());

  const found = (text: string, what: RegExp): string[] =>
    [...text.matchAll(what)].map(([, one = ""]) => one);
  /** All of a stack's secrets, as they are kept and in clear. */
  const all = async () => {
    const kept = await engine.exported();
    const shown = await engine.ok("stack", "export", "--show-secrets");
    const settings = await readFile(join(engine.program, "Pulumi.test.yaml"), "utf8");
    return {
      kept: [...found(kept, /"ciphertext": ?"([^"]+)"/g), ...found(settings, /secure: (\S+)/g)],
      clear: found(shown, /"plaintext": ?"(.+)"/g),
      salts: [
        ...found(kept, /"salt": ?"([^"]+)"/g),
        (parse(settings) as { encryptionsalt: string }).encryptionsalt,
      ],
      receiver: (await engine.ok("config", "get", "receiver")).trim(),
    };
  };

  it("keeps every value, by another passphrase, and no ciphertext, in its state and in its settings", async () => {
    const before = await all();
    assert.ok(before.clear.length >= 3 && before.kept.length > before.clear.length);
    assert.equal(before.receiver, receiver);
    const change = ["stack", "change-secrets-provider", "passphrase"];
    const { code, text } = await engine.run(change, undefined, `${fresh}\n${fresh}\n`);
    assert.equal(code, 0, text);
    assert.match(await engine.fails("stack", "export", "--show-secrets"), /incorrect passphrase/);
    engine.env["PULUMI_CONFIG_PASSPHRASE"] = fresh;
    const after = await all();
    assert.deepEqual([after.clear, after.receiver], [before.clear, before.receiver]);
    assert.equal(after.kept.length, before.kept.length);
    for (const one of [...after.kept, ...after.salts])
      assert.ok(![...before.kept, ...before.salts].includes(one), one);
  });

  it("has nothing to change in the cluster", async () => {
    await engine.ok("preview", "--non-interactive", "--expect-no-changes");
  });
});
