import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";

import { getRequestListener } from "@hono/node-server";

import { createApp } from "../../src/serve/app.ts";
import { Access } from "../../src/serve/auth/access.ts";
import { Tokens } from "../../src/serve/auth/tokens.ts";
import { EventLog } from "../../src/serve/events/eventLog.ts";
import type { History } from "../../src/history/history.ts";
import { fullSnapshot } from "../support/fullSnapshot.ts";
import { noMetrics, staticView } from "../support/staticView.ts";
import { TEXTS } from "./support/texts.ts";

const TOKEN = "viewer-0123456789abcdef";

/** What is asked for, and what is answered: never a 500, and never a file. */
const PATHS: readonly (readonly [path: string, ...status: number[]])[] = [
  ["/assets/../package.json", 404],
  ["/assets/..%2f..%2fpackage.json", 404],
  ["/assets/%2e%2e/%2e%2e/etc/passwd", 404],
  ["/assets/..%5c..%5cpackage.json", 404],
  ["/assets/%00", 404],
  ["/assets/main.ts%00.css", 404],
  ["/assets/%c0%ae%c0%ae/x", 404],
  ["/assets/%", 404],
  ["/assets//etc/passwd", 404],
  ["/assets/__proto__", 404],
  ["/assets/constructor", 404],
  ["//etc/passwd", 404],
  ["/api/nodes/__proto__", 404],
  ["/api/nodes/constructor", 404],
  ["/api/nodes/%00", 404],
  ["/api/nodes/..%2f..%2fx", 404],
  [`/api/nodes/${"x".repeat(8000)}`, 404],
  ["/api/export.exe", 404],
  ["/api/export.csv?node=__proto__", 400],
  ["/api/export.csv?node=node-9", 400],
  [`/api/export.csv?filter=${"a".repeat(501)}`, 400],
  [`/api/export.csv?filter=${'"'.repeat(499)}`, 200],
  [`/api/export.csv?filter=${"(a%2b)%2b".repeat(55)}$`, 200],
  ["/api/export.csv?filter=age:%3c9999999999999999999999d", 200],
  ["/api/export.csv?filter=score:NaN", 400],
  ["/api/export.csv?filter=__proto__:x", 200, 400],
  ["/api/export.csv?filter=constructor:x", 400],
  ["/api/export.csv?filter=%00%1b%5b2J", 200],
  ["/api/export.csv?filter=a&filter=b&node=node-0&node=node-1", 200],
  ["/api/events?after=-1", 400],
  ["/api/events?after=1e9", 400],
  ["/api/events?after=99999999999999999", 400],
  ["/api/events?after=%00", 400],
  ["/api/events?layer=__proto__&node=constructor", 200],
  ["/api/history?from=NaN", 400],
  ["/api/history?from=-1", 400],
  ["/api/history?from=1e400", 400],
  ["/api/history?from=5&to=1", 400],
  ["/api/history?from=0&to=8640000000000000&step=60", 400],
  ["/api/history?step=1", 400],
  ["/api/history?step=0.5", 400],
  ["/api/history?step=60;drop%20table%20event", 400],
  ["/api/history?__proto__=1", 400],
  [`/api/history?node=${"x".repeat(64)}`, 400],
  ["/api/history?node='%20OR%201=1--", 200],
  ["/probe", 400],
  ["/probe?target=http://169.254.169.254/latest", 404],
  ["/probe?target=__proto__", 404],
  ["/probe?target=%00", 404],
  ["/api/actions/add", 404],
  ["/api/%2e%2e/%2e%2e/etc/passwd", 404],
  ["/%ff%fe", 404],
  ["/?".padEnd(9000, "a=b&"), 200],
  ["/api/peers%20", 404],
  ["/API/PEERS", 404],
];

/** Requests as nobody's browser writes them; what is answered, empty where the connection just ends. */
const RAW: Readonly<Record<string, readonly [request: string, answer: RegExp]>> = {
  "no host": ["GET /healthz HTTP/1.1\r\n\r\n", /^HTTP\/1\.1 400 /],
  "a host that is none": [
    "GET /healthz HTTP/1.1\r\nhost: @@@ / \\\r\n\r\n",
    /^HTTP\/1\.1 [24]0\d /,
  ],
  "a host with a user": [
    "GET /healthz HTTP/1.1\r\nhost: jane:hush@x\r\n\r\n",
    /^HTTP\/1\.1 [24]0\d /,
  ],
  "a host of other brackets": ["GET /healthz HTTP/1.1\r\nhost: [::1\r\n\r\n", /^HTTP\/1\.1 400 /],
  "two hosts": ["GET /healthz HTTP/1.1\r\nhost: a\r\nhost: b\r\n\r\n", /^HTTP\/1\.1 [24]0\d /],
  "another server's URL": [
    "GET http://evil.example/healthz HTTP/1.1\r\nhost: x\r\n\r\n",
    /^HTTP\/1\.1 [24]\d\d /,
  ],
  "a tunnel": ["CONNECT evil.example:443 HTTP/1.1\r\nhost: x\r\n\r\n", /^(HTTP\/1\.1 [45]\d\d |$)/],
  "no method": ["EVIL / HTTP/1.1\r\nhost: x\r\n\r\n", /^HTTP\/1\.1 400 /],
  "an unknown version": ["GET / HTTP/9.9\r\nhost: x\r\n\r\n", /^HTTP\/1\.1 (400|505) /],
  "a header's value with a control": [
    "GET / HTTP/1.1\r\nhost: x\r\nx: a\u0000b\r\n\r\n",
    /^HTTP\/1\.1 400 /,
  ],
  "headers of 100 kB": [
    `GET / HTTP/1.1\r\nhost: x\r\nx: ${"a".repeat(100_000)}\r\n\r\n`,
    /^HTTP\/1\.1 431 /,
  ],
  "a length and chunks": [
    "POST /api/session HTTP/1.1\r\nhost: x\r\ncontent-length: 3\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
    /^HTTP\/1\.1 400 /,
  ],
  "an upgrade": [
    "GET /api/stream HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n",
    /^(HTTP\/1\.1 [24]\d\d |$)/,
  ],
  "no HTTP": ["\u0016\u0003\u0001hello", /^HTTP\/1\.1 400 /],
};

const empty = {
  counts: () => Promise.resolve([]),
  events: () => Promise.resolve([]),
  record: () => undefined,
  close: () => Promise.resolve(),
  state: { error: null, lost: 0 },
} satisfies History;

describe("readers that mean harm", function () {
  this.timeout(20_000);
  const servers: Server[] = [];
  let open = "";
  let guarded = "";

  before(async () => {
    const view = staticView(await fullSnapshot());
    const base = {
      ...{ view, metrics: noMetrics, ready: () => true, history: empty },
      live: { events: new EventLog(10, 1), version: () => 0 },
    };
    const serve = async (access: Access | undefined): Promise<string> => {
      const listener = getRequestListener(createApp(access ? { ...base, access } : base).fetch);
      const server = createServer((request, response) => void listener(request, response));
      servers.push(server);
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    };
    open = await serve(undefined);
    guarded = await serve(new Access(Tokens.parse("tokens", `jane viewer ${TOKEN}`)));
  });
  after(() => {
    for (const server of servers) {
      server.closeAllConnections();
      server.close();
    }
  });

  /** Asks as it is written: fetch would put the path right first. */
  function raw(request: string, server = open): Promise<string> {
    return new Promise((resolve) => {
      const socket = connect(Number(new URL(server).port), "127.0.0.1");
      let text = "";
      const done = (): void => {
        clearTimeout(timer);
        socket.destroy();
        resolve(text);
      };
      const timer = setTimeout(done, 5000);
      socket.on("data", (chunk: Buffer) => {
        text += chunk.toString("latin1");
        if (text.includes("\r\n\r\n")) done();
      });
      socket.on("close", done);
      socket.on("error", done);
      socket.write(Buffer.from(request, "latin1"));
    });
  }

  for (const [path, ...statuses] of PATHS) {
    it(`are answered as they should be, at ${path.slice(0, 60)}`, async () => {
      const answer = await raw(`GET ${path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`);
      const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1]);
      assert.ok(statuses.includes(status), `${status}: ${answer.slice(0, 200)}`);
      assert.doesNotMatch(answer, /root:|"version":/);
      assert.match(answer, /x-content-type-options: nosniff/i);
    });
  }

  for (const path of [
    ..."/metrics/../api/peers /assets/../api/peers //api/peers /api//peers /%61pi/peers".split(" "),
    ..."/api%2fpeers /./api/peers /api/./peers /api/peers/ /api/peers;x /api/peers? /API/peers".split(
      " ",
    ),
    ..."http://x/api/peers /api/peers%00 /api/peers#x /healthz/../api/nodes/node-0".split(" "),
  ]) {
    it(`get no way around the token by ${path}`, async () => {
      const request = `GET ${path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`;
      const answer = await raw(request, guarded);
      assert.match(answer, /^HTTP\/1\.1 40[014] /);
      assert.doesNotMatch(answer, /"nodes"/);
    });
  }

  for (const [what, [request, expected]] of Object.entries(RAW)) {
    it(`are answered, and nobody else is worse off, with ${what}`, async () => {
      assert.match(await raw(request), expected);
      assert.equal((await fetch(`${open}/healthz`)).status, 200);
    });
  }

  for (const method of ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND"]) {
    it(`change nothing by ${method}`, async () => {
      for (const path of ["/", "/api/peers", "/api/nodes/node-0", "/metrics", "/assets/main.ts"]) {
        const answer = await raw(
          `${method} ${path} HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\n\r\n`,
        );
        assert.match(answer, /^HTTP\/1\.1 40[045] /, path);
      }
    });
  }

  for (const [what, text] of Object.entries(TEXTS)) {
    const short = text.slice(0, 400);
    it(`are told no more than that a filter means nothing, or find nothing: ${what}`, async () => {
      const query = encodeURIComponent(`evil:${short.toWellFormed()}`);
      const response = await fetch(`${open}/api/export.json?filter=${query}`);
      assert.ok(response.status === 200 || response.status === 400);
      assert.match(response.headers.get("content-type") ?? "", /^application\/json/);
      assert.equal(
        response.headers.get("content-security-policy")?.includes("default-src 'none'"),
        true,
      );
      JSON.parse(await response.text());
    });

    it(`are nobody with such a token, cookie or password: ${what}`, async () => {
      const value = Buffer.from(short.replaceAll(/[\0\r\n]/g, "")).toString("latin1");
      const safe = value.replaceAll(/[^\t\u0020-\u007e\u0080-\u00ff]/g, "");
      for (const headers of [
        { authorization: `Bearer ${safe}` },
        { authorization: safe },
        { cookie: `peer_monitor_session=${safe}` },
        { cookie: safe },
      ])
        assert.equal((await fetch(`${guarded}/api/peers`, { headers })).status, 401);
      const response = await fetch(`${guarded}/api/session`, {
        method: "POST",
        // The server ends a connection whose body it did not read.
        headers: { "content-type": "application/json", connection: "close" },
        body: JSON.stringify({ token: text }),
      });
      assert.ok([400, 401, 413].includes(response.status), String(response.status));
      assert.equal(response.headers.get("set-cookie"), null);
    });
  }

  for (const [what, type, body, status] of [
    ["a form", "application/x-www-form-urlencoded", `token=${TOKEN}`, 415],
    ["text", "text/plain", JSON.stringify({ token: TOKEN }), 415],
    ["no JSON", "application/json", "{", 400],
    ["null", "application/json", "null", 400],
    ["a list", "application/json", `["${TOKEN}"]`, 400],
    ["a token that is a list", "application/json", `{"token":["${TOKEN}"]}`, 400],
    ["a key too many", "application/json", `{"token":"${TOKEN}","role":"admin"}`, 400],
    ["__proto__", "application/json", `{"__proto__":{"token":"${TOKEN}"}}`, 400],
    ["a megabyte", "application/json", "x".repeat(1_000_000), 413],
    ["much in each other", "application/json", "[".repeat(4000), 400],
  ] as const) {
    it(`do not get in by ${what}`, async () => {
      const response = await fetch(`${guarded}/api/session`, {
        ...{ method: "POST", headers: { "content-type": type, connection: "close" }, body },
      });
      assert.equal(response.status, status);
      assert.equal(response.headers.get("set-cookie"), null);
    });
  }

  it("of another site cannot read by a browser: nothing is shared", async () => {
    const response = await fetch(`${open}/api/peers`, {
      headers: { origin: "http://evil.example" },
    });
    assert.equal(response.headers.get("access-control-allow-origin"), null);
  });

  it("cannot hold more streams than there are, and the others are answered", async () => {
    const gone = new AbortController();
    const streams = await Promise.all(
      Array.from({ length: 70 }, () => fetch(`${open}/api/stream`, { signal: gone.signal })),
    );
    const refused = streams.filter(({ status }) => status === 503);
    assert.equal(refused.length, 6);
    assert.equal((await fetch(`${open}/healthz`)).status, 200);
    gone.abort();
  });
});
