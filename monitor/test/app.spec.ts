import assert from "node:assert/strict";

import { Registry } from "prom-client";

import { createApp } from "../src/serve/app.ts";
import type { Snapshot } from "../src/serve/snapshot.ts";
import { noFleet } from "./support/judged.ts";

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
  const app = createApp({ snapshot: () => SNAPSHOT, metrics: new Registry(), ready: () => ready });

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
