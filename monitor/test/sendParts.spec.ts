import assert from "node:assert/strict";
import { createServer, get, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { once } from "node:events";

import { getRequestListener } from "@hono/node-server";
import { Hono } from "hono";

import { Access, type AppEnv } from "../src/serve/auth/access.ts";
import { sendParts } from "../src/serve/body/sendParts.ts";
import { createApp } from "../src/serve/app.ts";
import { fullSnapshot } from "./support/fullSnapshot.ts";
import { noMetrics, staticView } from "./support/staticView.ts";
import { waitFor } from "./support/wait.ts";

const MIB = 1024 * 1024;

describe("an answer in parts", () => {
  let server: Server | undefined;
  afterEach(async () => {
    if (server === undefined) return;
    server.closeAllConnections();
    server.close();
    await once(server, "close");
    server = undefined;
  });

  async function serve(app: Hono<AppEnv>): Promise<string> {
    const listener = getRequestListener(app.fetch);
    server = createServer((request, response) => void listener(request, response));
    await once(server.listen(0, "127.0.0.1"), "listening");
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }
  const asked = async (url: string, options = {}): Promise<IncomingMessage> => {
    const [answer] = (await once(get(url, options), "response")) as [IncomingMessage];
    return answer;
  };

  /** Sends `count` parts of a MiB, and tells how many were asked for. */
  async function ofMebibytes(count: number) {
    const made = { parts: 0, ended: false };
    function* parts() {
      for (; made.parts < count; made.parts++) yield Buffer.alloc(MIB, made.parts);
    }
    const app = new Hono<AppEnv>();
    app.get("/", async (context) => {
      const answer = { parts: parts(), length: count * MIB, headers: { "x-own": "yes" } };
      const sent = await sendParts(context, answer);
      made.ended = true;
      return sent;
    });
    return { url: await serve(app), made, app };
  }

  it("comes whole and in order, with its length and what every answer says", async () => {
    const { url } = await ofMebibytes(9);
    const answer = await asked(url);
    const body = await buffer(answer);
    assert.equal(answer.headers["content-length"], String(9 * MIB));
    assert.equal(answer.headers["transfer-encoding"], undefined);
    assert.equal(answer.headers["x-own"], "yes");
    assert.equal(answer.headers["cache-control"], "no-store");
    assert.equal(answer.headers["x-content-type-options"], "nosniff");
    assert.ok(
      body.equals(Buffer.concat(Array.from({ length: 9 }, (_, at) => Buffer.alloc(MIB, at)))),
    );
  });

  it("leaves the connection open for the next question", async () => {
    const { url } = await ofMebibytes(1);
    const first = await asked(url, { headers: { connection: "keep-alive" } });
    await buffer(first);
    assert.match(String(first.headers.connection), /keep-alive/);
    assert.equal(first.complete, true);
  });

  it("waits for a client that does not read, and ends when it goes away", async () => {
    const { url, made } = await ofMebibytes(200);
    const answer = await asked(url);
    answer.pause();
    let before = -1;
    await waitFor("no more parts", () => {
      const same = made.parts === before;
      before = made.parts;
      return same && before > 0;
    });
    assert.ok(before < 60, `${before} parts made for who reads none`);
    assert.equal(made.ended, false);
    answer.destroy();
    await waitFor("the end", () => made.ended);
    assert.ok(made.parts < 70, `${made.parts} parts made for who is gone`);
  });

  it("is put together where there is no connection", async () => {
    const { app } = await ofMebibytes(2);
    const answer = await app.request("/");
    assert.equal((await answer.arrayBuffer()).byteLength, 2 * MIB);
    assert.equal(answer.headers.get("x-own"), "yes");
  });

  it("is what the snapshot is sent as: to any client, and without a body to who asks for none", async () => {
    const snapshot = await fullSnapshot();
    const app = createApp({
      view: staticView(snapshot),
      metrics: noMetrics,
      ready: () => true,
      access: new Access(null),
    });
    const url = `${await serve(app)}/api/peers`;
    for (const headers of [{ "accept-encoding": "gzip" }, { "accept-encoding": "identity" }]) {
      const answer = await asked(url, { headers });
      const body = await buffer(answer);
      assert.equal(answer.headers["content-length"], String(body.length));
      assert.equal(
        answer.headers["content-security-policy"],
        "default-src 'none'; frame-ancestors 'none'",
      );
      const { nodes } = (await (await fetch(url, { headers })).json()) as typeof snapshot;
      assert.equal(nodes.length, snapshot.nodes.length);
    }
    const head = await fetch(url, { method: "HEAD" });
    assert.equal(head.status, 200);
    assert.equal(await head.text(), "");
  });
});
