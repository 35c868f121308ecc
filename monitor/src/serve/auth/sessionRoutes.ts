import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import { z } from "zod";

import { type Access, COOKIE } from "./access.ts";
import { covers } from "./role.ts";
import { SESSION_SECONDS } from "./sessions.ts";

/** What the page is told of what its reader may do. */
export interface SessionFacts {
  /** The actions that an admin may do; empty when they are not enabled. */
  readonly actions: readonly string[];
  /** Whether `/api/history` has something to tell. */
  readonly history: boolean;
}

const signIn = z.strictObject({ token: z.string().min(1).max(1024) });

/** Largest request. */
const MAX_BYTES = 4096;

/**
 * `GET /api/session`: the reader's role, the actions that they may do, whether a history is kept. `POST` with a token signs
 * a browser in by a cookie, since its streams can send no header; `DELETE` signs it out.
 */
export function sessionRoutes(access: Access, { actions, history }: SessionFacts): Hono {
  const app = new Hono();
  app.get("/api/session", (context) => {
    const role = access.identify(context)?.role ?? "none";
    return context.json({
      role: role === "none" ? null : role,
      actions: covers(role, "admin") ? actions : [],
      history,
    });
  });
  app.post("/api/session", bodyLimit({ maxSize: MAX_BYTES }), async (context) => {
    if (access.tokens === null) return context.json({ error: "no tokens are configured" }, 404);
    // No form can send this type to another site, so no other site can sign a reader in.
    if (!/^application\/json\b/i.test(context.req.header("content-type") ?? ""))
      return context.json({ error: "content-type: expected application/json" }, 415);
    const body = signIn.safeParse(await context.req.json().catch(() => null));
    if (!body.success) return context.json({ error: 'body: expected {"token": TOKEN}' }, 400);
    const identity = access.tokens.find(body.data.token);
    if (identity === null) return context.json({ error: "the token is not known" }, 401);
    setCookie(context, COOKIE, access.sessions.begin(identity), {
      httpOnly: true,
      sameSite: "Strict",
      path: "/",
      maxAge: SESSION_SECONDS,
      secure: isSecure(context.req.url, context.req.header("x-forwarded-proto")),
    });
    return context.body(null, 204);
  });
  app.delete("/api/session", (context) => {
    const name = getCookie(context, COOKIE);
    if (name !== undefined) access.sessions.end(name);
    deleteCookie(context, COOKIE, { path: "/" });
    return context.body(null, 204);
  });
  return app;
}

/** Whether the browser came by TLS, here or at a proxy. Who lies about it harms nobody but themselves. */
const isSecure = (url: string, forwarded: string | undefined): boolean =>
  forwarded === "https" || new URL(url).protocol === "https:";
