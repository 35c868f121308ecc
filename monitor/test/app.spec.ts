import assert from "node:assert/strict";
import { gunzipSync } from "node:zlib";

import { Registry } from "prom-client";

import { createApp } from "../src/serve/app.ts";
import { metricsByNode } from "../src/serve/routes/metricsRoutes.ts";
import type { Snapshot } from "../src/serve/snapshot.ts";
import { fullSnapshot } from "./support/fullSnapshot.ts";
import { noFleet } from "./support/judged.ts";
import { noMetrics, staticView } from "./support/staticView.ts";

const SNAPSHOT: Snapshot = {
  schema: 1,
  generatedAt: "2026-01-01T00:00:00.000Z",
  monitor: { version: "1.2.3", startedAt: "2026-01-01T00:00:00.000Z" },
  nodes: [],
  fleet: noFleet,
  attributions: [],
};

describe("the server's routes", () => {
  let ready = false;
  const app = createApp({ view: staticView(SNAPSHOT), metrics: noMetrics, ready: () => ready });

  it("serves the picture as JSON that no one keeps", async () => {
    const response = await app.request("/api/peers");
    assert.equal(response.status, 200);
    assert.deepEqual(await response.json(), SNAPSHOT);
    assert.equal(response.headers.get("cache-control"), "no-store");
    assert.equal(response.headers.get("x-content-type-options"), "nosniff");
    assert.match(response.headers.get("content-security-policy") ?? "", /default-src 'none'/);
  });

  it("serves metrics in Prometheus' format", async () => {
    const response = await app.request("/metrics");
    assert.match(response.headers.get("content-type") ?? "", /^text\/plain; version=0\.0\.4/);
  });

  it("is healthy at once and ready when the first polls have ended", async () => {
    assert.equal((await app.request("/healthz")).status, 200);
    assert.equal((await app.request("/readyz")).status, 503);
    ready = true;
    assert.equal((await app.request("/readyz")).status, 200);
  });

  it("says at / what there is, and 404 elsewhere and to anything but reading", async () => {
    assert.match(await (await app.request("/")).text(), /\/api\/peers/);
    assert.equal((await app.request("/api/../etc/passwd")).status, 404);
    assert.equal((await app.request("/api/peers", { method: "POST" })).status, 404);
  });
});

describe("the server's answers about nodes", () => {
  let snapshot: Snapshot;
  let app: ReturnType<typeof createApp>;
  const asked: string[] = [];

  before(async () => {
    snapshot = await fullSnapshot();
    const of = metricsByNode(snapshot.nodes, ({ name }) => {
      asked.push(name);
      return new Registry();
    });
    app = createApp({
      view: staticView(snapshot),
      metrics: { all: new Registry(), of },
      ready: () => true,
    });
  });

  it("are the same compressed, in one gzip file of its parts", async () => {
    const headers = { "accept-encoding": "br, gzip" };
    const response = await app.request("/api/peers", { headers });
    assert.equal(response.headers.get("content-encoding"), "gzip");
    const text = gunzipSync(Buffer.from(await response.arrayBuffer())).toString();
    assert.deepEqual(JSON.parse(text), JSON.parse(JSON.stringify(snapshot)));
    const plain = await app.request("/api/peers", { headers: { "accept-encoding": "gzip;q=0" } });
    assert.equal(plain.headers.get("content-encoding"), null);
    assert.equal(await plain.text(), text);
  });

  it("can be of one node", async () => {
    const response = await app.request("/api/nodes/node-1");
    const { node, schema } = (await response.json()) as { node: { name: string }; schema: number };
    assert.deepEqual([node.name, schema], ["node-1", 1]);
    assert.equal((await app.request("/api/nodes/node-9")).status, 404);
    assert.equal((await app.request("/api/nodes/__proto__")).status, 404);
  });

  it("can be metrics of one node, by its name in the settings and never by a URL", async () => {
    assert.equal((await app.request("/probe?target=node-1")).status, 200);
    assert.equal((await app.request("/probe?target=node-1")).status, 200);
    assert.deepEqual(asked, ["node-1"], "made once");
    assert.equal((await app.request("/probe?target=http://127.0.0.1:1/")).status, 404);
    assert.equal((await app.request("/probe")).status, 400);
    assert.deepEqual(asked, ["node-1"]);
  });

  it("can be exported as the page does it, what passes a filter", async () => {
    const csv = await (await app.request("/api/export.csv?filter=layer:cl")).text();
    const lines = csv.trimEnd().split("\r\n");
    assert.equal(lines.length, 2);
    assert.match(lines[0] ?? "", /^node,layer,id,/);
    assert.match(lines[1] ?? "", /^node-0,consensus,peer-0,/);
    const list = async (query: string) =>
      (await (await app.request(`/api/export.json?${query}`)).json()) as { layer: string }[];
    assert.equal((await list("")).length, 3);
    assert.equal((await list("node=node-1")).length, 0);
    assert.deepEqual(
      (await list("filter=country:de")).map(({ layer }) => layer),
      ["execution"],
    );
  });

  for (const query of ["filter=colour:red", "node=node-9", `filter=${"a".repeat(501)}`]) {
    it(`are no export of ${query.slice(0, 20)}`, async () => {
      assert.equal((await app.request(`/api/export.csv?${query}`)).status, 400);
    });
  }
});
