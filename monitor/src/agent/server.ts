import type { IncomingMessage, Server, ServerResponse } from "node:http";

import { type EventRing, TooManyWaitersError } from "./eventRing.ts";
import type { ExecutionReading, NoReading } from "./reading.ts";
import type { AnswersReading, SyncReading } from "./syncReading.ts";

// An ESM import of node:http touches every export and so loads the WebSocket client behind three of them:
// 12 MB that a sidecar of each node would pay for nothing.
const { createServer } = process.getBuiltinModule("node:http");

/** What the agent's server needs of the reader. */
export interface ReadingSource {
  read(): Promise<ExecutionReading>;
  noReading(error: unknown): NoReading;
}

/** What the agent's server needs of the watcher. */
export interface SyncSource {
  reading(): SyncReading;
  answers(): AnswersReading;
}

/** What is answered: 200 says yes, 503 says no, and both say why. */
interface Answer {
  readonly status: 200 | 503;
  readonly body: unknown;
}

/** What a question may take from who asks. */
interface Asking {
  readonly query: URLSearchParams;
  /** Aborted when who asks goes away. */
  readonly signal: AbortSignal;
}

/** One question, by its path. */
export type Route = (asking: Asking) => Answer | Promise<Answer>;

/** Longest wait for the next event, in milliseconds: below what proxies take for a dead connection. */
const EVENTS_WAIT_MS = 25_000;

/** Events after `?after=N`, all that are kept without it. */
function eventsRoute(events: EventRing, waitMs: number): Route {
  return async ({ query, signal }) => {
    const text = query.get("after") ?? "";
    const after = /^\d{1,16}$/.test(text) ? Number(text) : 0;
    try {
      return { status: 200, body: await events.next(after, waitMs, signal) };
    } catch (error) {
      if (!(error instanceof TooManyWaitersError)) throw error;
      return { status: 503, body: { schema: 1, error: error.message } };
    }
  };
}

/** Answers whatever is asked for below {@link ACTIONS_PATH}. */
export type ActionHandler = (
  request: IncomingMessage,
  name: string,
) => Promise<{ readonly status: number; readonly body: unknown }>;

const ACTIONS_PATH = "/v1/actions/";

/**
 * Every question that an agent answers, by path. Without a watcher none about the sync, without events none about them.
 *
 * @param waitMs longest wait for the next event, default 25 s
 */
export function agentRoutes(
  source: ReadingSource,
  sync: SyncSource | null,
  events: EventRing | null = null,
  waitMs = EVENTS_WAIT_MS,
): Readonly<Record<string, Route>> {
  return {
    "/healthz": () => ({ status: 200, body: { status: "ok" } }),
    "/v1/execution": () =>
      source.read().then(
        (body) => ({ status: 200, body }),
        (error: unknown) => ({ status: 503, body: source.noReading(error) }),
      ),
    ...(events === null ? {} : { "/v1/events": eventsRoute(events, waitMs) }),
    ...(sync === null
      ? {}
      : {
          "/v1/sync": () => {
            const body = sync.reading();
            return { status: body.inSync ? 200 : 503, body };
          },
          "/v1/answers": () => {
            const body = sync.answers();
            return { status: body.answers ? 200 : 503, body };
          },
        }),
  };
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
  routes: Readonly<Record<string, Route>>,
  actions: ActionHandler | null,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const [path = "/", query] = (request.url ?? "/").split("?");
  const route = Object.hasOwn(routes, path) ? routes[path] : undefined;
  if (actions !== null && path.startsWith(ACTIONS_PATH)) {
    const { status, body } = await actions(request, path.slice(ACTIONS_PATH.length));
    send(response, status, body);
  } else if (route === undefined) {
    const served = Object.keys(routes).join(", ");
    send(response, 404, { error: `not found; this agent serves ${served}` });
  } else if (request.method !== "GET" && request.method !== "HEAD") {
    response.setHeader("allow", "GET, HEAD");
    send(response, 405, { error: "only GET" });
  } else {
    const gone = new AbortController();
    response.once("close", () => {
      gone.abort();
    });
    const { status, body } = await route({
      query: new URLSearchParams(query),
      signal: gone.signal,
    });
    if (!gone.signal.aborted) send(response, status, body);
  }
}

/**
 * The agent's HTTP server: answers its questions and nothing else, whatever is sent to it.
 *
 * @param actions default: none; there is no such path then
 */
export function createAgentServer(
  routes: Readonly<Record<string, Route>>,
  actions: ActionHandler | null = null,
): Server {
  const server = createServer((request, response) => {
    handle(routes, actions, request, response).catch(() => {
      // Such as a list of a client that is nested too deeply to be written. Who asks is told; the process stays.
      if (response.headersSent) response.destroy();
      else send(response, 500, { error: "the agent cannot answer this" });
    });
  });
  // A request has no body, or that of an action, and comes from the kubelet or one server beside us: be short with anything else.
  server.headersTimeout = 5000;
  server.requestTimeout = 5000;
  server.keepAliveTimeout = 65_000;
  server.maxConnections = 64;
  return server;
}
