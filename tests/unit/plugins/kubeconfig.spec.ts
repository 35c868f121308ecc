import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { KubeconfigError } from "../../../local/plugins/kubernetes/errors.ts";
import { loadAccess } from "../../../local/plugins/kubernetes/kubeconfig.ts";

const base64 = (text: string): string => Buffer.from(text).toString("base64");

function kubeconfig(user: Record<string, unknown>, cluster: Record<string, unknown> = {}): string {
  return JSON.stringify({
    "current-context": "here",
    contexts: [
      { name: "here", context: { cluster: "c", user: "u", namespace: "space" } },
      { name: "there", context: { cluster: "missing", user: "u" } },
    ],
    clusters: [{ name: "c", cluster: { server: "https://192.0.2.1:6443", ...cluster } }],
    users: [{ name: "u", user }],
  });
}

describe("loadAccess", () => {
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "ethnode-kubeconfig-"));
  });

  after(() => rm(folder, { recursive: true }));

  it("reads client certificates from the kubeconfig", () => {
    const user = { "client-certificate-data": base64("CERT"), "client-key-data": base64("KEY") };
    const text = kubeconfig(user, { "certificate-authority-data": base64("CA") });
    const access = loadAccess({ kubeconfig: text }, {});
    assert.deepEqual(access.tls, { ca: "CA", cert: "CERT", key: "KEY", rejectUnauthorized: true });
    assert.equal(access.server.href, "https://192.0.2.1:6443/");
    assert.equal(access.namespace, "space");
    assert.equal(access.authorization, undefined);
  });

  it("reads files beside the kubeconfig that KUBECONFIG names", async () => {
    await writeFile(join(folder, "token"), "secret\n");
    await writeFile(join(folder, "config"), kubeconfig({ tokenFile: "token" }));
    const access = loadAccess(
      {},
      { KUBECONFIG: `${join(folder, "none")}:${join(folder, "config")}` },
    );
    assert.equal(access.authorization, "Bearer secret");
    assert.equal(access.source, join(folder, "config"));
  });

  it("knows a password", () => {
    const access = loadAccess({ kubeconfig: kubeconfig({ username: "a", password: "b" }) }, {});
    assert.equal(access.authorization, `Basic ${base64("a:b")}`);
  });

  const refused: [title: string, text: string, options: { context?: string }, message: RegExp][] = [
    [
      "a program that logs in",
      kubeconfig({ exec: { command: "x" } }),
      {},
      /user "u" uses exec, which the stand-in/,
    ],
    ["a login provider", kubeconfig({ "auth-provider": {} }), {}, /user "u" uses auth-provider/],
    ["a proxy", kubeconfig({}, { "proxy-url": "http://p" }), {}, /cluster "c" uses proxy-url/],
    [
      "plain HTTP",
      kubeconfig({}, { server: "http://192.0.2.1" }),
      {},
      /has server "http:\/\/192\.0\.2\.1"; expected an https address/,
    ],
    [
      "a context that is not there",
      kubeconfig({}),
      { context: "nowhere" },
      /it has no context "nowhere"/,
    ],
    [
      "a cluster that is not there",
      kubeconfig({}),
      { context: "there" },
      /context "there" names cluster "missing", which is not there/,
    ],
    ["what is not YAML", "{", {}, /it is not YAML/],
    ["no current context", "{}", {}, /it names no current context/],
  ];
  for (const [title, text, options, message] of refused) {
    it(`refuses ${title}`, () => {
      assert.throws(
        () => loadAccess({ kubeconfig: text, ...options }, {}),
        (error) => {
          assert.ok(error instanceof KubeconfigError);
          assert.match(error.message, /^kubeconfig the provider's kubeconfig argument: /);
          assert.match(error.message, message);
          return true;
        },
      );
    });
  }
});
