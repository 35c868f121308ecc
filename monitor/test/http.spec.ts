import assert from "node:assert/strict";

import { JsonFetcher, MAX_ANSWER_BYTES } from "../src/serve/http.ts";
import { type Handler, sendJson, TestServer } from "./support/httpServer.ts";

const never = new AbortController().signal;

describe("asking a target", function () {
  this.timeout(30_000);
  let server: TestServer;
  let fetcher: JsonFetcher;
  const ask = (handler: Handler) => {
    server.handler = handler;
    return fetcher.get(`${server.url}/x`, never);
  };

  before(async () => {
    server = await TestServer.open((_request, response) => response.end());
    fetcher = new JsonFetcher(1000);
  });
  after(async () => {
    fetcher.close();
    await server.close();
  });

  it("gives status and body, whatever the status", async () => {
    assert.deepEqual(
      await ask((_request, response) => {
        sendJson(response, { a: 1 }, 503);
      }),
      { status: 503, body: { a: 1 } },
    );
  });

  it("keeps the connection open for the next time", async () => {
    const ports = new Set<number | undefined>();
    for (let i = 0; i < 3; i++) {
      await ask((request, response) => {
        ports.add(request.socket.remotePort);
        sendJson(response, {});
      });
    }
    assert.equal(ports.size, 1);
  });

  it("gives up on silence", async () => {
    await assert.rejects(
      ask(() => undefined),
      { name: "FetchError", message: "no answer within 1000 ms" },
    );
  });

  it("gives up on an answer that trickles", async () => {
    const started = performance.now();
    const trickle: Handler = (_request, response) => {
      response.writeHead(200);
      const timer = setInterval(() => response.write(" "), 20);
      response.on("close", () => {
        clearInterval(timer);
      });
    };
    await assert.rejects(ask(trickle), { message: "no answer within 1000 ms" });
    assert.ok(performance.now() - started < 5000);
  });

  it("gives up on an answer that is too long, with or without its length told", async () => {
    const body = JSON.stringify("x".repeat(MAX_ANSWER_BYTES));
    const message = `answer of more than ${MAX_ANSWER_BYTES} bytes`;
    await assert.rejects(
      ask((_request, response) => response.end(body)),
      { message },
    );
    const chunked: Handler = (_request, response) => {
      response.write(body);
      response.end();
    };
    await assert.rejects(ask(chunked), { message });
  });

  it("gives up on what is not JSON, on an empty answer and on one that breaks off", async () => {
    await assert.rejects(
      ask((_request, response) => response.end("<html>")),
      {
        message: "status 200 with a body that is not JSON",
      },
    );
    await assert.rejects(
      ask((_request, response) => response.end()),
      { name: "FetchError" },
    );
    const broken: Handler = (request, response) => {
      response.writeHead(200, { "content-length": "100" }).write("{");
      setTimeout(() => request.socket.destroy(), 10);
    };
    await assert.rejects(ask(broken), { name: "FetchError" });
    await assert.rejects(
      ask((request) => request.socket.end("\u0000\u001b[2Jnonsense\r\n\r\n")),
      (error: Error) => {
        assert.doesNotMatch(error.message, /\p{Cc}/u);
        return error.name === "FetchError";
      },
    );
  });

  it("follows no redirect, as that could lead anywhere", async () => {
    const before = server.requests.length;
    const asking = ask((_request, response) => {
      response
        .writeHead(302, { location: "/elsewhere", "content-type": "application/json" })
        .end("{}");
    });
    await assert.rejects(asking, {
      name: "FetchError",
      message: "it redirects to /elsewhere, which is not followed",
    });
    assert.equal(server.requests.length, before + 1);
  });

  it("says in plain words that nobody is there", async () => {
    await server.close();
    await assert.rejects(fetcher.get(server.url, never), { message: "connection refused" });
    await server.listen();
  });
});
