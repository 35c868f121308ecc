import assert from "node:assert/strict";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

import { lineOf } from "../../../local/digests.ts";
import { digestOf, imageReference } from "../../../local/support/registry.ts";

const digest = `sha256:${"ab".repeat(32)}`;

/** A registry that has `org/known:v1` for whoever comes with its token, as Docker Hub has. */
function answer(request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url ?? "/", `http://${request.headers.host ?? ""}`);
  if (url.pathname === "/token") {
    const { service, scope } = Object.fromEntries(url.searchParams);
    const known = service === "here" && scope === "repository:org/known:pull";
    response.end(JSON.stringify(known ? { token: "let-me-in" } : {}));
    return;
  }
  if (request.headers.authorization !== "Bearer let-me-in") {
    const realm = `Bearer realm="${url.origin}/token",service="here",scope="repository:org/known:pull"`;
    response.writeHead(401, { "www-authenticate": realm }).end();
    return;
  }
  const known = request.method === "HEAD" && url.pathname === "/v2/org/known/manifests/v1";
  const index = (request.headers.accept ?? "").startsWith("application/vnd.oci.image.index");
  response.writeHead(known && index ? 200 : 404, { "docker-content-digest": digest }).end();
}

describe("what a tag points at", () => {
  const server = createServer(answer);
  let host = "";
  before(async () => {
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => {
    server.close();
  });

  it("is what the registry says to a stranger with its token", async () => {
    assert.equal(await digestOf(`${host}/org/known:v1`), digest);
  });

  it("is not known of a tag that there is not, and of a registry that is not there", async () => {
    await assert.rejects(digestOf(`${host}/org/known:v2`), /^Error: the registry answers 404/);
    await assert.rejects(digestOf("127.0.0.1:1/org/known:v1"), /fetch failed/);
  });

  it("is shown as it can be pasted, or as what is wrong", async () => {
    const ask = () => Promise.resolve(digest);
    assert.deepEqual(await lineOf("a/b:v1", "unresolved", ask), {
      line: `  "a/b:v1": "${digest}",`,
      ok: true,
    });
    assert.deepEqual(await lineOf("a/b:v1", digest, ask), {
      line: `  "a/b:v1": "${digest}",`,
      ok: true,
    });
    assert.deepEqual(await lineOf("a/b:v1", "sha256:00", ask), {
      line: `  "a/b:v1": "${digest}", // pinned: sha256:00`,
      ok: false,
    });
    const fails = () => Promise.reject(new Error("no"));
    assert.deepEqual(await lineOf("a/b:v1", digest, fails), { line: "  // a/b:v1: no", ok: false });
  });
});

describe("an image's registry", () => {
  for (const [image, expected] of [
    ["sigp/lighthouse:v8.3.3", "https://registry-1.docker.io sigp/lighthouse v8.3.3"],
    ["ghcr.io/paradigmxyz/reth:v2.10.1", "https://ghcr.io paradigmxyz/reth v2.10.1"],
    ["busybox:1.35.0", "https://registry-1.docker.io library/busybox 1.35.0"],
  ] as const) {
    it(`is read from its name: ${image}`, () => {
      const { registry, repository, tag } = imageReference(image);
      assert.equal(`${registry} ${repository} ${tag}`, expected);
    });
  }

  it("is not read from a name without a tag", () => {
    assert.throws(() => imageReference("sigp/lighthouse"), /expected <repository>:<tag>/);
  });
});
