import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

import { getRequestListener } from "@hono/node-server";
import { Hono } from "hono";
import { streamSSE } from "hono/streaming";

import type { Point } from "../../../monitor/src/history/history.ts";
import type { PeerEvent } from "../../../monitor/src/serve/events/event.ts";
import type { Snapshot } from "../../../monitor/src/serve/snapshot.ts";
import { webRoutes } from "../../../monitor/src/web/routes.ts";

/** What a test serves the page with; each may be changed while it runs. */
export interface PageServer {
  readonly url: string;
  snapshot: Snapshot | null;
  events: PeerEvent[];
  points: Point[];
  /** What `/api/session` says. */
  session: {
    readonly role: string | null;
    readonly actions: readonly string[];
    readonly history: boolean;
  };
  /** When set, the API wants this token first. */
  token: string | null;
  /** Bodies of the actions that were asked for. */
  readonly acted: unknown[];
  /** Sends the snapshot to all that listen. */
  push(): void;
  emit(event: PeerEvent): void;
  /** Without it the page has to poll. */
  streaming: boolean;
  close(): Promise<void>;
}

/** The page as the monitor serves it, with an API that says what the test wants. */
export async function startPageServer(snapshot: Snapshot | null): Promise<PageServer> {
  const listeners = new Set<(event: string, data: string) => void>();
  const server = createServer();
  let signedIn = false;
  const app = new Hono();
  app.route("/", webRoutes());
  app.use("/api/*", async (context, next) => {
    const open = page.token === null || signedIn || context.req.method === "POST";
    if (!open) return context.json({ error: "a token is needed" }, 401);
    return next();
  });
  app.post("/api/session", async (context) => {
    const { token } = await context.req.json<{ token: string }>();
    signedIn = token === page.token;
    return signedIn ? context.body(null, 204) : context.json({ error: "wrong" }, 401);
  });
  app.get("/api/session", (context) => context.json(page.session));
  app.get("/api/peers", (context) =>
    page.snapshot === null ? context.json({ error: "none" }, 503) : context.json(page.snapshot),
  );
  app.get("/api/events", (context) => context.json({ events: page.events }));
  app.get("/api/history", (context) => context.json({ points: page.points }));
  app.post("/api/actions/:action", async (context) => {
    const body = await context.req.json<{ dryRun: boolean }>();
    page.acted.push({ action: context.req.param("action"), ...body });
    return context.json({ accepted: true, text: body.dryRun ? "Would disconnect it." : "Done." });
  });
  app.get("/api/stream", (context) => {
    if (!page.streaming) return context.json({ error: "no stream" }, 404);
    return streamSSE(context, async (stream) => {
      const send = (event: string, data: string): void => void stream.writeSSE({ event, data });
      listeners.add(send);
      const gone = new Promise<void>((resolve) => {
        stream.onAbort(resolve);
      });
      await stream.writeSSE({ event: "heartbeat", data: "" });
      await gone;
      listeners.delete(send);
    });
  });
  const listener = getRequestListener(app.fetch);
  server.on("request", (request, response) => void listener(request, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const page: PageServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    snapshot,
    events: [],
    points: [],
    session: { role: null, actions: [], history: true },
    token: null,
    acted: [],
    streaming: true,
    push: () => {
      for (const send of listeners) send("snapshot", JSON.stringify(page.snapshot));
    },
    emit: (event) => {
      page.events.push(event);
      for (const send of listeners) send("peer", JSON.stringify(event));
    },
    close: async () => {
      server.close();
      server.closeAllConnections();
      if (server.listening) await once(server, "close");
    },
  };
  return page;
}
