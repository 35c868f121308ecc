import assert from "node:assert/strict";

import { createApp } from "../../src/serve/app.ts";
import { Access } from "../../src/serve/auth/access.ts";
import { Tokens } from "../../src/serve/auth/tokens.ts";
import { EventLog } from "../../src/serve/events/eventLog.ts";
import type { Snapshot } from "../../src/serve/snapshot.ts";
import { ADDRESSES, fullSnapshot, KEY } from "../support/fullSnapshot.ts";
import { noMetrics, staticView } from "../support/staticView.ts";

const TOKENS = {
  viewer: "viewer-0123456789abcdef",
  operator: "operator-0123456789abc",
  admin: "admin-0123456789abcdef",
};
const FILE = Object.entries(TOKENS)
  .map(([role, token]) => `some-${role} ${role} ${token}`)
  .join("\n");

const PATHS = [
  ...["/api/peers", "/api/nodes/node-0", "/api/export.json", "/api/export.csv"],
  ...["/api/events", "/metrics", "/probe?target=node-0", "/api/history", "/api/anything"],
];

describe("who may see what", () => {
  let snapshot: Snapshot;
  const appWith = (settings: ConstructorParameters<typeof Access>[1]) =>
    createApp({
      view: staticView(snapshot),
      metrics: noMetrics,
      ready: () => true,
      live: { events: new EventLog(10, 1), version: () => 0 },
      access: new Access(Tokens.parse("tokens", FILE), settings),
    });
  let app: ReturnType<typeof createApp>;
  const as = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });

  before(async () => {
    snapshot = await fullSnapshot();
    app = appWith({});
  });

  for (const path of PATHS) {
    it(`is nothing without a token, or with a wrong one: ${path}`, async () => {
      for (const headers of [
        {},
        { authorization: "Bearer wrong-0123456789abcdef" },
        { authorization: `Basic ${TOKENS.admin}` },
        { authorization: TOKENS.admin },
        { cookie: "peer_monitor_session=nothing" },
        { cookie: `peer_monitor_session=${TOKENS.admin}` },
      ]) {
        const response = await app.request(path, { headers });
        assert.equal(response.status, 401, JSON.stringify(headers));
        assert.equal(response.headers.get("www-authenticate"), "Bearer");
        const text = await response.text();
        assert.match(text, /token/);
        assert.ok(!text.includes("peer-0"));
      }
    });
  }

  it("is whether the process lives, what the API is, and the page, for everyone", async () => {
    for (const path of ["/healthz", "/readyz", "/api/openapi.json", "/api/session", "/"])
      assert.equal((await app.request(path)).status, 200, path);
    const html = await app.request("/", { headers: { accept: "text/html" } });
    assert.match(html.headers.get("content-type") ?? "", /^text\/html/);
  });

  it("is everything but addresses for a viewer", async () => {
    for (const path of ["/api/peers", "/api/nodes/node-0", "/api/export.json", "/api/export.csv"]) {
      const text = await (await app.request(path, as(TOKENS.viewer))).text();
      assert.ok(text.includes("peer-0"), path);
      for (const address of ADDRESSES) assert.ok(!text.includes(address), `${path}: ${address}`);
      assert.ok(!text.includes("203.0.113."), path);
      assert.ok(!text.includes("198.51.100."), path);
      assert.ok(!text.includes("enr:"), path);
    }
    const { nodes } = (await (
      await app.request("/api/peers", as(TOKENS.viewer))
    ).json()) as Snapshot;
    const peer = nodes[0]?.execution?.peers[0];
    assert.deepEqual(
      [peer?.address?.ip, peer?.location?.country, peer?.enode],
      ["203.0.x.x", "DE", null],
    );
  });

  it("is no address in the stream for a viewer, and all of them for an operator", async () => {
    for (const role of ["viewer", "operator"] as const) {
      const response = await app.request("/api/stream", as(TOKENS[role]));
      const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
      const { value = "" } = (await reader?.read()) ?? {};
      assert.match(value, /^event: snapshot/);
      assert.equal(value.includes("203.0.113.7"), role === "operator", role);
      await reader?.cancel();
    }
  });

  it("is everything for an operator", async () => {
    const text = await (await app.request("/api/peers", as(TOKENS.operator))).text();
    for (const address of ADDRESSES) assert.ok(text.includes(address), address);
    assert.ok(text.includes(KEY));
  });

  it("is no action for one who may only look", async () => {
    const response = await app.request("/api/actions/add", {
      method: "POST",
      ...as(TOKENS.operator),
    });
    assert.equal(response.status, 404, "not enabled here at all");
  });

  it("can be something for everyone, and metrics for Prometheus", async () => {
    const open = appWith({ anonymousRole: "viewer", openMetrics: true });
    const text = await (await open.request("/api/peers")).text();
    assert.ok(text.includes("peer-0") && !text.includes("203.0.113.7"));
    assert.equal((await open.request("/api/peers", as("wrong-0123456789abcdef"))).status, 401);
    const basic = { headers: { authorization: "Basic YTpi" } };
    assert.equal((await open.request("/api/peers", basic)).status, 401);
    assert.equal((await appWith({ openMetrics: true }).request("/metrics")).status, 200);
    assert.equal((await appWith({ openMetrics: true }).request("/api/peers")).status, 401);
  });

  describe("in a browser", () => {
    const signIn = (token: unknown, headers: Record<string, string> = {}) =>
      app.request("/api/session", {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body: JSON.stringify({ token }),
      });
    const sessionOf = (response: Response) =>
      /peer_monitor_session=[^;]*/.exec(response.headers.get("set-cookie") ?? "")?.[0] ?? "";

    it("is by a cookie that no script and no other site has, until it signs out", async () => {
      const response = await signIn(TOKENS.viewer);
      assert.equal(response.status, 204);
      const header = response.headers.get("set-cookie") ?? "";
      assert.match(header, /; Path=\/; HttpOnly; SameSite=Strict$/);
      assert.match(header, /Max-Age=43200/);
      assert.ok(!header.includes(TOKENS.viewer));
      const cookie = sessionOf(response);
      assert.equal((await app.request("/api/peers", { headers: { cookie } })).status, 200);
      const session = await app.request("/api/session", { headers: { cookie } });
      assert.deepEqual(await session.json(), { role: "viewer", actions: [], history: false });
      await app.request("/api/session", { method: "DELETE", headers: { cookie } });
      assert.equal((await app.request("/api/peers", { headers: { cookie } })).status, 401);
    });

    it("has a cookie for TLS only where it came by TLS", async () => {
      const response = await signIn(TOKENS.viewer, { "x-forwarded-proto": "https" });
      assert.match(response.headers.get("set-cookie") ?? "", /; Secure/);
    });

    it("is refused with a wrong token, another form, or too much", async () => {
      assert.equal((await signIn("wrong-0123456789abcdef")).status, 401);
      assert.equal((await signIn(7)).status, 400);
      assert.equal((await signIn(TOKENS.viewer, { "content-type": "text/plain" })).status, 415);
      assert.equal((await signIn("a".repeat(10_000))).status, 413);
      const open = createApp({
        view: staticView(snapshot),
        metrics: noMetrics,
        ready: () => true,
      });
      const response = await open.request("/api/session", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: "{}",
      });
      assert.equal(response.status, 404);
    });

    it("says who nobody is", async () => {
      const none = await (await app.request("/api/session")).json();
      assert.deepEqual(none, { role: null, actions: [], history: false });
    });
  });
});
