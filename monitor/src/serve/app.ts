import { Hono } from "hono";
import { compress } from "hono/compress";

import { ACTIONS } from "../actions/action.ts";
import type { ActionService } from "../actions/actionService.ts";
import type { History } from "../history/history.ts";
import { historyRoutes } from "../history/routes.ts";
import { liveRoutes, type LiveSources } from "../web/liveRoutes.ts";
import { webRoutes } from "../web/routes.ts";
import { Access, type AppEnv } from "./auth/access.ts";
import { sessionRoutes } from "./auth/sessionRoutes.ts";
import { HEADERS } from "./headers.ts";
import { actionRoutes } from "./routes/actionRoutes.ts";
import { metricsRoutes, type MetricsSources } from "./routes/metricsRoutes.ts";
import { peersRoutes } from "./routes/peersRoutes.ts";
import { type FleetView, snapshotOf } from "./view.ts";

/** What the web server shows. */
export interface AppSources {
  readonly view: FleetView;
  readonly metrics: MetricsSources;
  /** Whether every target has been polled once. */
  readonly ready: () => boolean;
  /** Absent or null when none is kept. */
  readonly history?: History | null;
  /** What came and went, and whether something is new; without it the page asks again and again. */
  readonly live?: Omit<LiveSources, "snapshot">;
  /** Who may see what. Default: everyone everything. */
  readonly access?: Access;
  /** Absent or null when the server cannot act. */
  readonly actions?: ActionService | null;
}

const INDEX = `peer-monitor: the peers that each Ethereum node is connected to. In a browser this is a page.

/api/peers         all that is known, as JSON
/api/nodes/NAME    the same of one node
/api/history       counts over time
/api/events        joins and leaves
/api/stream        both as they happen, as server-sent events
/api/export.csv    peers that pass ?filter=, as CSV; export.json as JSON
/api/session       who you are
/api/openapi.json  all of this, for programs
/metrics           for Prometheus
/probe?target=NAME the same of one node
/healthz           200 while this process answers
/readyz            200 once every node has been asked
`;

/** The server's routes. All only read, but the actions, where they are enabled. */
export function createApp(sources: AppSources): Hono<AppEnv> {
  const { view, metrics, ready, history = null, live, actions = null } = sources;
  const access = sources.access ?? new Access(null);
  const app = new Hono<AppEnv>();
  app.use(async (context, next) => {
    await next();
    for (const [name, value] of Object.entries(HEADERS)) {
      if (!context.res.headers.has(name)) context.header(name, value);
    }
  });
  app.route("/", webRoutes());
  app.get("/", (context) => context.text(INDEX));
  app.get("/healthz", (context) => context.json({ status: "ok" }));
  app.get("/readyz", (context) =>
    ready()
      ? context.json({ status: "ready" })
      : context.json({ status: "waiting for the first polls" }, 503),
  );
  // Not the page's files: their tags would change, and no browser would find again what it has.
  for (const path of ["/api/*", "/metrics", "/probe"]) app.use(path, compress());
  const facts = { actions: actions === null ? [] : ACTIONS, history: history !== null };
  app.route("/", metricsRoutes(metrics, access));
  app.route("/", sessionRoutes(access, facts));
  app.get("/api/openapi.json", async (context) => {
    // Loaded by who asks for it.
    const { openApiText } = await import("../api/openapi.ts");
    return context.body(openApiText(), 200, { "content-type": "application/json" });
  });
  app.route("/", actionRoutes(access, actions));
  app.use("/api/*", access.guard("viewer"));
  app.route("/", peersRoutes(view));
  app.route("/", historyRoutes(history));
  if (live !== undefined) app.route("/", liveRoutes({ ...live, snapshot: () => snapshotOf(view) }));
  app.notFound((context) => context.json({ error: "not found; see /" }, 404));
  return app;
}
