import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";

import { loadAssets } from "../src/web/assets.ts";
import { PAGE_POLICY, webRoutes } from "../src/web/routes.ts";

const PAGE = new URL("../src/web/page/", import.meta.url);
const HTML = { headers: { accept: "text/html,*/*" } };

describe("the page's files", () => {
  it("hold no TypeScript any more, and import only each other", async () => {
    const { files } = await loadAssets();
    const scripts = [...files].filter(([name]) => name.endsWith(".ts"));
    assert.ok(scripts.length > 30);
    for (const [name, { body }] of scripts) {
      assert.doesNotMatch(body, /\bimport type\b|\binterface \w+ \{/, name);
      for (const [, from = ""] of body.matchAll(/^(?:import|export) [^;]*? from "([^"]+)"/gm)) {
        assert.ok(files.has(from.replace("./", "")), `${name} imports ${from}`);
      }
    }
  });

  it("make no markup of a text", async () => {
    for (const name of await readdir(PAGE)) {
      if (!name.endsWith(".ts")) continue;
      const source = await readFile(new URL(name, PAGE), "utf8");
      assert.doesNotMatch(
        source,
        /innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(/,
        name,
      );
    }
  });

  it("have nothing inline and nothing from elsewhere", async () => {
    const { page } = await loadAssets();
    assert.doesNotMatch(page.body, /<script(?![^>]*\ssrc="\/assets\/)|<style|\sstyle=|\son\w+=/);
    assert.doesNotMatch(page.body, /https?:\/\//);
    assert.match(page.body, /rel="modulepreload" href="\/assets\/main\.ts"/);
  });
});

describe("the page's routes", () => {
  const app = webRoutes();

  it("give the page to a browser, with a policy that lets nothing inline run", async () => {
    const response = await app.request("/", HTML);
    assert.equal(response.status, 200);
    assert.match(response.headers.get("content-type") ?? "", /^text\/html/);
    assert.equal(response.headers.get("content-security-policy"), PAGE_POLICY);
    assert.doesNotMatch(PAGE_POLICY, /unsafe|\*/);
    assert.equal(response.headers.get("x-content-type-options"), "nosniff");
  });

  it("leave the text to who does not ask for a page", async () => {
    assert.equal((await app.request("/")).status, 404);
  });

  it("send scripts as scripts, and only once", async () => {
    const first = await app.request("/assets/main.ts");
    assert.equal(first.headers.get("content-type"), "text/javascript; charset=utf-8");
    const etag = first.headers.get("etag") ?? "";
    assert.match(etag, /^"[\w-]{22}"$/);
    const again = await app.request("/assets/main.ts", { headers: { "if-none-match": etag } });
    assert.equal(again.status, 304);
    assert.equal(await again.text(), "");
  });

  it("know no file but the page's", async () => {
    for (const name of [
      "nothing.ts",
      "..%2Froutes.ts",
      "%2e%2e%2fassets.ts",
      "tsconfig.json",
      "__proto__",
    ]) {
      assert.equal((await app.request(`/assets/${name}`)).status, 404, name);
    }
  });
});
