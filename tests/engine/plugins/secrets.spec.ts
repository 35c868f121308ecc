import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

import { sharedApiServer } from "../../support/apiServer.ts";
import type { ApiServer } from "../../support/apiServer.ts";
import { EngineFixture } from "../../support/engine.ts";

const program = `
const ns = new k8s.core.v1.Namespace("ns", { metadata: { name: "secrets" } });
const bytes = new random.RandomBytes("bytes", { length: 32 });
const password = new random.RandomPassword("password", { length: 24, special: false });
new k8s.core.v1.Secret("jwt", {
  metadata: { name: "jwt", namespace: ns.metadata.name },
  stringData: { "jwt.hex": bytes.hex, password: password.result },
});
// A secret deep inside an object that is no Secret, to prove that the mark follows the value.
new k8s.core.v1.ConfigMap("mixed", {
  metadata: { name: "mixed", namespace: ns.metadata.name },
  data: { open: "visible in the state", hidden: pulumi.interpolate\`token=\${password.result}\` },
});
export const hex = bytes.hex;
export const base64 = bytes.base64;
export const result = password.result;
`;

/** Every way in which a secret could stand in a file. */
function encodings(text: string, bytes: Buffer): Record<string, string> {
  return {
    text,
    "base64 of the text": Buffer.from(text).toString("base64").replace(/=+$/, ""),
    "hex of the text": Buffer.from(text).toString("hex"),
    "reversed bytes": Buffer.from(bytes).reverse().toString("hex"),
    hex: bytes.toString("hex"),
    "upper-case hex": bytes.toString("hex").toUpperCase(),
    base64: bytes.toString("base64").replace(/=+$/, ""),
    base64url: bytes.toString("base64url"),
    decimal: BigInt(`0x${bytes.toString("hex")}`).toString(),
  };
}

describe("secrets in the state", () => {
  let api: ApiServer;
  let engine: EngineFixture;
  const outputs: Record<string, string> = {};

  before(async () => {
    api = await sharedApiServer();
    engine = await EngineFixture.create(api.kubeconfig);
    await engine.up(program);
    const shown = await engine.ok("stack", "output", "--json", "--show-secrets");
    Object.assign(outputs, JSON.parse(shown));
  });

  after(() => engine.dispose());

  it("are what the cluster got", async () => {
    const secret = await api.client.get("/api/v1/namespaces/secrets/secrets/jwt");
    const data = secret?.["data"] as Record<string, string>;
    assert.equal(Buffer.from(data["jwt.hex"] ?? "", "base64").toString(), outputs["hex"]);
    assert.match(outputs["hex"] ?? "", /^[0-9a-f]{64}$/);
    assert.equal(Buffer.from(outputs["base64"] ?? "", "base64").toString("hex"), outputs["hex"]);
    assert.match(outputs["result"] ?? "", /^[A-Za-z0-9]{24}$/);
  });

  it("are in no file of the state and in no export, in whatever encoding", async () => {
    const texts = [await engine.exported()];
    const folder = join(engine.folder, "state");
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      if (entry.isFile()) texts.push(await readFile(join(entry.parentPath, entry.name), "utf8"));
    }
    const forms = {
      ...encodings(outputs["hex"] ?? "", Buffer.from(outputs["hex"] ?? "", "hex")),
      ...Object.fromEntries(
        Object.entries(
          encodings(outputs["result"] ?? "", Buffer.from(outputs["result"] ?? "")),
        ).map(([name, form]) => [`password, ${name}`, form]),
      ),
    };
    assert.ok(texts.length > 2, "the state has files");
    assert.ok(texts.some((text) => text.includes("visible in the state")));
    for (const [name, form] of Object.entries(forms)) {
      assert.ok(form.length >= 24, `${name} is long enough to look for`);
      assert.ok(!texts.some((text) => text.includes(form)), `${name} stands in the state`);
    }
  });

  it("are not shown by a preview or an update", async () => {
    await engine.write(program.replace("length: 24", "length: 25"));
    const shown = await engine.ok("preview", "--diff", "--non-interactive");
    assert.match(shown, /\[secret\]/);
    assert.ok(!shown.includes(outputs["result"] ?? "?"));
    assert.ok(!shown.includes(outputs["hex"] ?? "?"));
  });

  it("stay the same when nothing asks for new ones", async () => {
    await engine.up(program, "--expect-no-changes");
    await engine.ok(
      "refresh",
      "--yes",
      "--skip-preview",
      "--expect-no-changes",
      "--non-interactive",
    );
    const shown = await engine.ok("stack", "output", "hex", "--show-secrets");
    assert.equal(shown.trim(), outputs["hex"]);
  });
});
