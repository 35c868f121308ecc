import { type Context, Hono } from "hono";

import { type Asset, createAssets } from "./assets.ts";

/** The page may load its own files and talk to its own server, nothing else; nothing inline runs. */
export const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

function send(context: Context, { type, body, etag }: Asset): Response {
  const headers = {
    "content-type": type,
    "content-security-policy": PAGE_POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    // Kept by the browser, and asked about each time: a new version of the server is a new page at once.
    "cache-control": "no-cache",
    etag,
  };
  return context.req.header("if-none-match") === etag
    ? context.body(null, 304, headers)
    : context.body(body, 200, headers);
}

/** Whether who asks is a browser; `curl` and scripts get the next handler's text. */
const wantsHtml = (context: Context): boolean =>
  context.req.header("accept")?.includes("text/html") === true;

/** The web page at `/` and its files below `/assets/`. Nothing here is secret: what the page shows, the API guards. */
export function webRoutes(): Hono {
  const assets = createAssets();
  const app = new Hono();
  app.get("/", async (context, next) => {
    if (!wantsHtml(context)) {
      await next();
      return;
    }
    context.header("vary", "accept");
    return send(context, (await assets()).page);
  });
  app.get("/assets/:name", async (context) => {
    const found = (await assets()).files.get(context.req.param("name"));
    return found === undefined ? context.json({ error: "not found" }, 404) : send(context, found);
  });
  return app;
}
