import assert from "node:assert/strict";

import { pino } from "pino";

import { isEnode } from "../../src/actions/action.ts";
import { type ActionRequest, ActionService } from "../../src/actions/actionService.ts";
import { AgentActionError } from "../../src/actions/agentClient.ts";
import { auditTo, pseudonymOf } from "../../src/actions/audit.ts";
import { Limiter } from "../../src/actions/limiter.ts";
import { createApp } from "../../src/serve/app.ts";
import { Access } from "../../src/serve/auth/access.ts";
import { Tokens } from "../../src/serve/auth/tokens.ts";
import { fullSnapshot, KEY } from "../support/fullSnapshot.ts";
import { noMetrics, staticView } from "../support/staticView.ts";

const ENODE = `enode://${KEY}@203.0.113.7:30303`;
const TOKENS = { admin: "admin-0123456789abcdef", operator: "operator-0123456789abc" };
const SHARED = "shared-0123456789abcdef";

describe("an enode URL that may be sent", () => {
  for (const enode of [
    ENODE,
    `enode://${KEY}@[2001:db8::1]:30303`,
    `enode://${KEY.toUpperCase()}@192.0.2.1:1?discport=0`,
  ]) {
    it(`is ${enode.replace(/[a-f]{4,}/gi, "…")}`, () => {
      assert.equal(isEnode(enode), true);
    });
  }
  for (const text of [
    "",
    `enode://${KEY}@peer.example.org:30303`,
    `enode://${KEY}@999.0.0.1:30303`,
    `enode://${KEY}@[192.0.2.1]:30303`,
    `enode://${KEY}@192.0.2.1:70000`,
    `enode://${KEY.slice(1)}@192.0.2.1:30303`,
    `${ENODE}\n`,
    `${ENODE}?discport=99999`,
    `${ENODE}", "x": "`,
    `enr:-abc`,
    `http://127.0.0.1/`,
  ]) {
    it(`is not ${JSON.stringify(text).replace(/[a-f]{4,}/gi, "…")}`, () => {
      assert.equal(isEnode(text), false);
    });
  }
});

describe("the limit of actions", () => {
  it("is so many a minute for each name, and says when there is one again", () => {
    let now = 0;
    const limiter = new Limiter(2, () => now);
    assert.deepEqual([limiter.take("a"), limiter.take("a")], [0, 0]);
    now = 20_000;
    assert.equal(limiter.take("a"), 40);
    assert.equal(limiter.take("b"), 0);
    now = 60_000;
    assert.equal(limiter.take("a"), 0);
  });
});

describe("acting on a peer", () => {
  const sent: unknown[][] = [];
  let lines: string[] = [];
  let answer: () => Promise<boolean> = () => Promise.resolve(true);
  let app: ReturnType<typeof createApp>;

  beforeEach(async () => {
    sent.length = 0;
    lines = [];
    answer = () => Promise.resolve(true);
    const view = staticView(await fullSnapshot());
    const log = pino({}, { write: (line: string) => lines.push(line) });
    const service = new ActionService({
      agents: new Map([["node-0", "http://agent:8601"]]),
      isNode: (name) => view.names.includes(name),
      take: view.take,
      sharedToken: SHARED,
      send: (...args) => {
        sent.push(args);
        return answer();
      },
      limiter: new Limiter(2),
      audit: auditTo(log),
    });
    const file = Object.entries(TOKENS).map(([role, token]) => `some-${role} ${role} ${token}`);
    app = createApp({
      view,
      metrics: noMetrics,
      ready: () => true,
      access: new Access(Tokens.parse("tokens", file.join("\n"))),
      actions: service,
    });
  });

  const ask = async (
    action: string,
    body: Partial<ActionRequest> | Record<string, unknown>,
    headers: Record<string, string> = { authorization: `Bearer ${TOKENS.admin}` },
  ) => {
    const response = await app.request(`/api/actions/${action}`, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify({ node: "node-0", enode: ENODE, ...body }),
    });
    const json = (await response.json()) as { text?: string; error?: string; peer?: string };
    return { status: response.status, headers: response.headers, ...json };
  };
  const audited = () =>
    lines.map((line) => (JSON.parse(line) as { audit: Record<string, unknown> }).audit);

  it("is only told what would be done, unless it is said that it is no dry run", async () => {
    const { status, text } = await ask("remove", {});
    assert.equal(status, 200);
    assert.match(text ?? "", /^The client would disconnect the peer/);
    assert.equal((await ask("remove", { dryRun: true })).status, 200);
    assert.deepEqual(sent, []);
    assert.equal(
      (await ask("remove", { dryRun: false })).text,
      "The client disconnected the peer.",
    );
    assert.deepEqual(sent, [["http://agent:8601", "remove", ENODE]]);
  });

  it("is told when the peer is not there", async () => {
    const other = ENODE.replaceAll("a", "c");
    assert.match((await ask("remove", { enode: other })).text ?? "", /not among the peers now/);
    assert.doesNotMatch((await ask("remove", {})).text ?? "", /not among/);
  });

  it("is for an admin only", async () => {
    assert.equal((await ask("add", { dryRun: false }, {})).status, 401);
    const operator = { authorization: `Bearer ${TOKENS.operator}` };
    assert.equal((await ask("add", { dryRun: false }, operator)).status, 403);
    assert.deepEqual(sent, []);
    const session = await app.request("/api/session", { headers: operator });
    assert.deepEqual(await session.json(), { role: "operator", actions: [], history: false });
    const admin = await app.request("/api/session", {
      headers: { authorization: `Bearer ${TOKENS.admin}` },
    });
    assert.deepEqual(((await admin.json()) as { actions: string[] }).actions, [
      "add",
      "remove",
      "trust",
    ]);
  });

  for (const [action, body, status] of [
    ["ban", {}, 404],
    ["__proto__", {}, 404],
    ["add", { node: "node-9" }, 404],
    ["add", { node: "node-1" }, 409],
    ["add", { enode: "enode://x" }, 400],
    ["add", { dryRun: "false" }, 400],
    ["add", { dryRun: 0 }, 400],
    ["add", { method: "admin_stopWS" }, 400],
    ["add", { enode: "e".repeat(5000) }, 413],
  ] as const) {
    it(`sends nothing for ${action} ${JSON.stringify(body).slice(0, 40)}`, async () => {
      const response = await app.request(`/api/actions/${action}`, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          authorization: `Bearer ${TOKENS.admin}`,
        },
        body: JSON.stringify({ node: "node-0", enode: ENODE, dryRun: false, ...body }),
      });
      assert.equal(response.status, status);
      assert.deepEqual(sent, []);
    });
  }

  it("sends nothing for a request that another site's form could send", async () => {
    const form = { authorization: `Bearer ${TOKENS.admin}`, "content-type": "text/plain" };
    assert.equal((await ask("add", { dryRun: false }, form)).status, 415);
    assert.deepEqual(sent, []);
  });

  it("has a limit, which dry runs do not use up", async () => {
    for (let i = 0; i < 5; i++) assert.equal((await ask("add", {})).status, 200);
    const statuses = [];
    for (let i = 0; i < 3; i++) statuses.push((await ask("add", { dryRun: false })).status);
    assert.deepEqual(statuses, [200, 200, 429]);
    assert.equal(sent.length, 2);
    const limited = await ask("add", { dryRun: false });
    assert.match(limited.headers.get("retry-after") ?? "", /^[1-9]\d?$/);
  });

  it("says when the client declines, and when the agent does not do it", async () => {
    answer = () => Promise.resolve(false);
    assert.equal((await ask("add", { dryRun: false })).text, "The client declined.");
    answer = () => Promise.reject(new AgentActionError("the agent does not allow actions"));
    const failed = await ask("add", { dryRun: false });
    assert.deepEqual([failed.status, failed.error], [502, "the agent does not allow actions"]);
  });

  it("is all in the audit log, with who and what, and without token, address or id", async () => {
    await ask("add", {});
    await ask("remove", { dryRun: false });
    await ask("trust", { dryRun: false });
    await ask("trust", { dryRun: false });
    await ask("add", { enode: "enode://x" });
    await ask("add", { node: "203.0.113.7" });
    const peer = pseudonymOf(ENODE, SHARED);
    assert.match(peer, /^[0-9a-f]{16}$/);
    const entry = { subject: "some-admin", node: "node-0", peer, dryRun: false };
    assert.deepEqual(audited(), [
      { ...entry, action: "add", dryRun: true, outcome: "planned" },
      { ...entry, action: "remove", outcome: "done" },
      { ...entry, action: "trust", outcome: "done" },
      { ...entry, action: "trust", outcome: "limited" },
      { ...entry, action: "add", dryRun: true, peer: null, outcome: "refused" },
      { ...entry, action: "add", dryRun: true, node: "unknown", outcome: "refused" },
    ]);
    const text = lines.join("");
    for (const secret of [...Object.values(TOKENS), SHARED, "203.0.113.7", KEY.slice(0, 16)])
      assert.ok(!text.includes(secret), secret);
    assert.equal((await ask("add", {})).peer, peer, "so that it can be found in the log");
    assert.notEqual(pseudonymOf(ENODE, `${SHARED}x`), peer);
  });
});
