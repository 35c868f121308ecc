import { Hono } from "hono";

import type { AppEnv } from "../auth/access.ts";
import { maskSnapshot } from "../auth/maskNode.ts";
import { seesAddresses } from "../auth/role.ts";
import { type FleetView, snapshotOf } from "../view.ts";

/** Longest filter. */
const MAX_FILTER = 500;

/** `GET /api/export.csv` and `/api/export.json`, with `?filter=` in the words of the page's filter and `?node=`. */
export function exportRoutes(view: FleetView): Hono<AppEnv> {
  const app = new Hono<AppEnv>();
  app.get("/api/:file{export\\.(?:csv|json)}", async (context) => {
    const { filter: text = "", node } = context.req.query();
    if (text.length > MAX_FILTER)
      return context.json({ error: `filter: more than ${MAX_FILTER} characters` }, 400);
    if (node !== undefined && !view.names.includes(node))
      return context.json({ error: "node: no such node" }, 400);
    // The page's own, so that what it shows and what is exported are the same. Loaded by who exports.
    const [{ parseFilter, matches }, { rowsOf }, { toCsv, toJson }] = await Promise.all([
      import("../../web/page/filter.ts"),
      import("../../web/page/rows.ts"),
      import("../../web/page/exportRows.ts"),
    ]);
    const filter = parseFilter(text);
    const [unknown] = filter.unknown;
    if (unknown !== undefined)
      return context.json({ error: `filter: ${JSON.stringify(unknown)} means nothing` }, 400);
    const whole = snapshotOf(view);
    const snapshot = seesAddresses(context.get("identity").role) ? whole : maskSnapshot(whole);
    const now = Date.parse(snapshot.generatedAt);
    const rows = rowsOf(snapshot, node ?? null).filter((row) => matches(row, filter, now));
    const csv = context.req.param("file").endsWith(".csv");
    return context.body(csv ? toCsv(rows) : toJson(rows), 200, {
      "content-type": csv ? "text/csv; charset=utf-8" : "application/json",
      "content-disposition": `attachment; filename="peers.${csv ? "csv" : "json"}"`,
    });
  });
  return app;
}
