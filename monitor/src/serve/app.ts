import { Hono } from "hono";
import type { Registry } from "prom-client";

import type { History } from "../history/history.ts";
import { historyRoutes } from "../history/routes.ts";
import type { Snapshot } from "./snapshot.ts";

/** What the web server shows. */
export interface AppSources {
  readonly snapshot: () => Snapshot;
  readonly metrics: Pick<Registry, "metrics" | "contentType">;
  /** Whether every target has been polled once. */
  readonly ready: () => boolean;
  /** Absent or null when none is kept. */
  readonly history?: History | null;
}

const INDEX = `peer-monitor: the peers that each Ethereum node is connected to

/api/peers   all that is known, as JSON
/api/history counts over time
/metrics     for Prometheus
/healthz     200 while this process answers
/readyz      200 once every node has been asked
`;

/** The server's routes. All only read. */
export function createApp({ snapshot, metrics, ready, history = null }: AppSources): Hono {
  const app = new Hono();
  app.use(async (context, next) => {
    await next();
    context.header("cache-control", "no-store");
    context.header("x-content-type-options", "nosniff");
    context.header("content-security-policy", "default-src 'none'; frame-ancestors 'none'");
  });
  app.get("/", (context) => context.text(INDEX));
  app.get("/api/peers", (context) => context.json(snapshot()));
  app.route("/", historyRoutes(history));
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
