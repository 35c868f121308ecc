import { Hono } from "hono";
import type { Registry } from "prom-client";

import type { History } from "../history/history.ts";
import { historyRoutes } from "../history/routes.ts";
import { liveRoutes, type LiveSources } from "../web/liveRoutes.ts";
import { webRoutes } from "../web/routes.ts";
import type { Snapshot } from "./snapshot.ts";

/** What the web server shows. */
export interface AppSources {
  readonly snapshot: () => Snapshot;
  readonly metrics: Pick<Registry, "metrics" | "contentType">;
  /** Whether every target has been polled once. */
  readonly ready: () => boolean;
  /** Absent or null when none is kept. */
  readonly history?: History | null;
  /** What came and went, and whether something is new; without it the page asks again and again. */
  readonly live?: Omit<LiveSources, "snapshot" | "history">;
}

const INDEX = `peer-monitor: the peers that each Ethereum node is connected to. In a browser this is a page.

/api/peers   all that is known, as JSON
/api/history counts over time
/api/events  joins and leaves
/api/stream  both as they happen, as server-sent events
/metrics     for Prometheus
/healthz     200 while this process answers
/readyz      200 once every node has been asked
`;

/** What every answer says that has not said otherwise. */
const HEADERS = {
  "cache-control": "no-store",
  "x-content-type-options": "nosniff",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
};

/** The server's routes. All only read. */
export function createApp({ snapshot, metrics, ready, history = null, live }: AppSources): Hono {
  const app = new Hono();
  app.use(async (context, next) => {
    await next();
    for (const [name, value] of Object.entries(HEADERS)) {
      if (!context.res.headers.has(name)) context.header(name, value);
    }
  });
  app.route("/", webRoutes());
  app.get("/", (context) => context.text(INDEX));
  app.get("/api/peers", (context) => context.json(snapshot()));
  app.route("/", historyRoutes(history));
  if (live !== undefined) {
    app.route("/", liveRoutes({ ...live, snapshot, history: history !== null }));
  }
  app.get("/metrics", async (context) =>
    context.body(await metrics.metrics(), 200, { "content-type": metrics.contentType }),
  );
  app.get("/healthz", (context) => context.json({ status: "ok" }));
  app.get("/readyz", (context) =>
    ready()
      ? context.json({ status: "ready" })
      : context.json({ status: "waiting for the first polls" }, 503),
  );
  app.notFound((context) => context.json({ error: "not found; see /" }, 404));
  return app;
}
