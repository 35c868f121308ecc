import { Hono } from "hono";
import { z } from "zod";

import { type History, HistoryError } from "./history.ts";

/** Most points of an answer. */
const MAX_POINTS = 10_000;

const HOUR_MS = 3_600_000;

const time = z.coerce.number().int().min(0).max(8.64e15);

const query = z
  .strictObject({
    node: z.string().min(1).max(63).optional(),
    from: time.optional(),
    to: time.optional(),
    step: z.coerce
      .number()
      .int()
      .min(60)
      .max(7 * 86_400)
      .multipleOf(60)
      .default(60),
  })
  .transform(({ node, from, to = Date.now(), step }) => ({
    ...{ node: node ?? null, to, step },
    from: from ?? to - HOUR_MS,
  }))
  .refine(({ from, to }) => from <= to, { path: ["from"], error: "from must not be after to" })
  .refine(({ from, to, step }) => (to - from) / 1000 / step <= MAX_POINTS, {
    path: ["step"],
    error: `more than ${MAX_POINTS} points; ask for a longer step`,
  });

/**
 * `GET /api/history?node&from&to&step`: counts over time, of all nodes without `node`. Times in milliseconds since 1970,
 * by default the last hour; the step in seconds, a multiple of 60, by default a minute.
 */
export function historyRoutes(history: History | null): Hono {
  const app = new Hono();
  app.get("/api/history", async (context) => {
    if (history === null) return context.json({ error: "no history is kept; see settings" }, 404);
    const parsed = query.safeParse(context.req.query());
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      const at = issue?.path.join(".") ?? "";
      return context.json({ error: `${at}: ${issue?.message ?? "not as expected"}` }, 400);
    }
    const { node, from, to, step } = parsed.data;
    try {
      const points = await history.counts(node, from, to, step);
      return context.json({ points, state: history.state });
    } catch (error) {
      if (!(error instanceof HistoryError)) throw error;
      return context.json({ error: `the history cannot be read: ${error.message}` }, 503);
    }
  });
  return app;
}
