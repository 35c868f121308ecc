import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { z } from "zod";

import { actionOf } from "../../actions/action.ts";
import type { ActionService } from "../../actions/actionService.ts";
import type { Access, AppEnv } from "../auth/access.ts";

/** Largest request. */
const MAX_BYTES = 4096;

/** That it is no dry run must be said. */
const request = z.strictObject({
  node: z.string().min(1).max(63),
  enode: z.string().max(512),
  dryRun: z.boolean().default(true),
});

/** `POST /api/actions/add`, `remove` and `trust`: by an admin's token or session only. Without a service there are none. */
export function actionRoutes(access: Access, service: ActionService | null): Hono<AppEnv> {
  const app = new Hono<AppEnv>();
  if (service === null) {
    app.post("/api/actions/:action", (context) =>
      context.json({ error: "actions are not enabled; see settings" }, 404),
    );
    return app;
  }
  app.post(
    "/api/actions/:action",
    access.guard("admin"),
    bodyLimit({ maxSize: MAX_BYTES }),
    async (context) => {
      const action = actionOf(context.req.param("action"));
      if (action === null) return context.json({ error: "no such action" }, 404);
      // No other site's form can send this type with the reader's cookie.
      if (!/^application\/json\b/i.test(context.req.header("content-type") ?? ""))
        return context.json({ error: "content-type: expected application/json" }, 415);
      const body = request.safeParse(await context.req.json().catch(() => null));
      if (!body.success)
        return context.json({ error: 'body: expected {"node", "enode", "dryRun"}' }, 400);
      // The guard let only those pass who have a name.
      const subject = context.get("identity").subject ?? "";
      const outcome = await service.run(subject, action, body.data);
      return context.json(
        outcome.body,
        outcome.status,
        outcome.retryAfter === undefined ? {} : { "retry-after": String(outcome.retryAfter) },
      );
    },
  );
  return app;
}
