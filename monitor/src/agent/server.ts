import type { IncomingMessage, Server, ServerResponse } from "node:http";

import type { ExecutionReading, NoReading } from "./reading.ts";

// An ESM import of node:http touches every export and so loads the WebSocket client behind three of them:
// 12 MB that a sidecar of each node would pay for nothing.
const { createServer } = process.getBuiltinModule("node:http");

/** What the agent's server needs of the reader. */
export interface ReadingSource {
  read(): Promise<ExecutionReading>;
  noReading(error: unknown): NoReading;
}

function send(response: ServerResponse, status: number, body: unknown): void {
  const text = `${JSON.stringify(body)}\n`;
  response.writeHead(status, {
    "content-type": "application/json; charset=utf-8",
    "content-length": Buffer.byteLength(text),
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
  });
  response.end(text);
}

async function handle(
  source: ReadingSource,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = (request.url ?? "/").split("?")[0];
  if (path !== "/healthz" && path !== "/v1/execution") {
    send(response, 404, { error: "not found; this agent serves /v1/execution and /healthz" });
  } else if (request.method !== "GET" && request.method !== "HEAD") {
    response.setHeader("allow", "GET, HEAD");
    send(response, 405, { error: "only GET" });
  } else if (path === "/healthz") {
    send(response, 200, { status: "ok" });
  } else {
    try {
      send(response, 200, await source.read());
    } catch (error) {
      send(response, 503, source.noReading(error));
    }
  }
}

/** The agent's HTTP server: one reading and a sign of life, nothing else, whatever is sent to it. */
export function createAgentServer(source: ReadingSource): Server {
  const server = createServer((request, response) => {
    void handle(source, request, response);
  });
  // A request has no body and comes from one server beside us: be short with anything else.
  server.headersTimeout = 5000;
  server.requestTimeout = 5000;
  server.keepAliveTimeout = 65_000;
  server.maxConnections = 64;
  return server;
}
