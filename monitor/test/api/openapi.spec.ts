import assert from "node:assert/strict";

import { z } from "zod";

import { ActionService } from "../../src/actions/actionService.ts";
import { Limiter } from "../../src/actions/limiter.ts";
import { openApi, OPERATIONS, SCHEMAS } from "../../src/api/openapi.ts";
import type { History } from "../../src/history/history.ts";
import { createApp } from "../../src/serve/app.ts";
import { Access } from "../../src/serve/auth/access.ts";
import { Tokens } from "../../src/serve/auth/tokens.ts";
import { EventLog } from "../../src/serve/events/eventLog.ts";
import { fullSnapshot, KEY } from "../support/fullSnapshot.ts";
import { noMetrics, staticView } from "../support/staticView.ts";
import { nodeEvent } from "../support/watched.ts";

const TOKEN = "admin-0123456789abcdef";
const ENODE = `enode://${KEY}@203.0.113.7:30303`;

const layerPoint = {
  ...{ inbound: 1, outbound: 1, unknown: 0, total: 2 },
  ...{ min: 2, max: 2, joins: null, leaves: 0, nodes: 1 },
};
const history: History = {
  state: { error: null, lost: 0 },
  record: () => undefined,
  counts: () => Promise.resolve([{ at: 0, execution: layerPoint, consensus: null }]),
  events: () => Promise.resolve([]),
  close: () => Promise.resolve(),
};

async function fullApp() {
  const snapshot = await fullSnapshot();
  const view = staticView(snapshot);
  const events = new EventLog(10, 1);
  events.append(nodeEvent("join"));
  events.append(nodeEvent("down"));
  return createApp({
    view,
    metrics: { ...noMetrics, of: (name) => (name === "node-0" ? noMetrics.all : null) },
    ready: () => true,
    history,
    live: { events, version: () => 0 },
    access: new Access(Tokens.parse("tokens", `alice admin ${TOKEN}`)),
    actions: new ActionService({
      agents: new Map([["node-0", "http://agent"]]),
      isNode: (name) => view.names.includes(name),
      take: view.take,
      sharedToken: TOKEN,
      send: () => Promise.resolve(true),
      limiter: new Limiter(6),
      audit: () => undefined,
    }),
  });
}

/** Questions whose answers are held against the document: of each operation its good answer, and others. */
const QUESTIONS: readonly (readonly [
  path: string,
  url: string,
  init: {
    readonly method?: string;
    readonly body?: string;
    readonly headers?: Readonly<Record<string, string>>;
  },
  status: number,
])[] = [
  ["/api/peers", "/api/peers", {}, 200],
  ["/api/peers", "/api/peers", { headers: { authorization: "Bearer x" } }, 401],
  ["/api/nodes/{name}", "/api/nodes/node-0", {}, 200],
  ["/api/nodes/{name}", "/api/nodes/node-9", {}, 404],
  ["/api/events", "/api/events", {}, 200],
  ["/api/events", "/api/events?after=x", {}, 400],
  ["/api/history", "/api/history", {}, 200],
  ["/api/history", "/api/history?step=1", {}, 400],
  ["/api/stream", "/api/stream", {}, 200],
  ["/api/export.csv", "/api/export.csv", {}, 200],
  ["/api/export.json", "/api/export.json", {}, 200],
  ["/api/export.json", "/api/export.json?node=x", {}, 400],
  ["/api/session", "/api/session", {}, 200],
  ["/api/session", "/api/session", { method: "POST", body: JSON.stringify({ token: TOKEN }) }, 204],
  ["/api/session", "/api/session", { method: "POST", body: "{}" }, 400],
  ["/api/session", "/api/session", { method: "DELETE" }, 204],
  [
    "/api/actions/{action}",
    "/api/actions/add",
    { method: "POST", body: JSON.stringify({ node: "node-0", enode: ENODE }) },
    200,
  ],
  [
    "/api/actions/{action}",
    "/api/actions/add",
    { method: "POST", body: JSON.stringify({ node: "node-1", enode: ENODE }) },
    409,
  ],
  ["/api/actions/{action}", "/api/actions/ban", { method: "POST", body: "{}" }, 404],
  ["/api/openapi.json", "/api/openapi.json", {}, 200],
  ["/metrics", "/metrics", {}, 200],
  ["/probe", "/probe?target=node-0", {}, 200],
  ["/probe", "/probe?target=node-9", {}, 404],
  ["/healthz", "/healthz", {}, 200],
  ["/readyz", "/readyz", {}, 200],
];

describe("the API's document", () => {
  const document = openApi();
  let app: Awaited<ReturnType<typeof fullApp>>;
  before(async () => {
    app = await fullApp();
  });

  it("names every path that the server has, and no other", () => {
    const served = app.routes
      .filter(({ method, path }) => method !== "ALL" && path !== "/" && path !== "/assets/:name")
      .flatMap(({ method, path }) => {
        const plain = path.replace(/:(\w+)(?=\/|$)/g, "{$1}");
        const files = /^\/api\/:file\{export/.test(path)
          ? ["/api/export.csv", "/api/export.json"]
          : [plain];
        return files.map((file) => `${method.toLowerCase()} ${file}`);
      });
    const named = OPERATIONS.map(({ method, path }) => `${method} ${path}`);
    assert.deepEqual([...new Set(served)].sort(), [...named].sort());
  });

  for (const [path, url, init, status] of QUESTIONS) {
    const method = (init.method ?? "GET").toLowerCase();
    it(`says what is answered: ${method} ${url} ${status}`, async () => {
      const response = await app.request(url, {
        ...init,
        headers: {
          authorization: `Bearer ${TOKEN}`,
          "content-type": "application/json",
          ...init.headers,
        },
      });
      assert.equal(response.status, status);
      const operation = document.paths[path]?.[method];
      const told: { content?: Record<string, unknown> } | undefined = operation?.responses[status];
      assert.ok(told !== undefined, "this status is not in the document");
      const [type = ""] = (response.headers.get("content-type") ?? "").split(";");
      assert.deepEqual(Object.keys(told.content ?? {}), type === "" ? [] : [type]);
      const answer = OPERATIONS.find((one) => one.path === path && one.method === method)?.answers;
      const is = status === 401 ? "Error" : answer?.[status]?.is;
      if (typeof is !== "string" || !Object.hasOwn(SCHEMAS, is)) {
        await response.body?.cancel();
        return;
      }
      const body: unknown = await response.json();
      const schema: z.ZodType = SCHEMAS[is as keyof typeof SCHEMAS];
      // What the schema does not name would be missing from what it makes of the answer.
      assert.deepEqual(schema.parse(body), body);
    });
  }

  it("has asked for every operation's good answer", () => {
    const asked = QUESTIONS.filter(([, , , status]) => status < 300).map(
      ([path, , { method = "GET" }]) => `${method.toLowerCase()} ${path}`,
    );
    assert.deepEqual(
      OPERATIONS.map(({ method, path }) => `${method} ${path}`).filter(
        (operation) => !asked.includes(operation),
      ),
      [],
    );
  });

  it("is OpenAPI 3.1, whose every reference leads somewhere", async () => {
    const text = await (await app.request("/api/openapi.json")).text();
    const { openapi, components } = JSON.parse(text) as {
      openapi: string;
      components: { schemas: Record<string, unknown> };
    };
    assert.equal(openapi, "3.1.0");
    const references = [...text.matchAll(/"\$ref":"([^"]*)"/g)].map(([, to = ""]) => to);
    assert.ok(references.length > 20);
    for (const to of references) {
      const name = to.replace("#/components/schemas/", "");
      assert.ok(Object.hasOwn(components.schemas, name), to);
    }
    assert.ok(!text.includes('"additionalProperties":false'), "fields may be added");
  });
});
