import { type Context, Hono } from "hono";

import type { AppEnv } from "../auth/access.ts";
import { maskNode } from "../auth/maskNode.ts";
import { seesAddresses } from "../auth/role.ts";
import { scrub } from "../auth/scrub.ts";
import { bytesOf, gzipOf } from "../body/gzipPieces.ts";
import { SnapshotBody } from "../body/snapshotBody.ts";
import { type FleetView, nodeAnswer } from "../view.ts";
import { exportRoutes } from "./exportRoutes.ts";

const TYPE = { "content-type": "application/json", vary: "accept-encoding" };

/** Whether the client takes gzip: it names it, and not with the weight 0. */
const takesGzip = (context: Context): boolean =>
  /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?(?:\s*,|\s*$))/i.test(context.req.header("accept-encoding") ?? "");

/** Sent at once, bytes: the next part waits until a busy server has a turn for it again. */
const CHUNK = 8 * 1024 * 1024;

/** Sends the parts one after the other, as fast as the client takes them. */
function sent<T>(parts: readonly T[], bytes: (part: T) => Uint8Array): ReadableStream<Uint8Array> {
  let at = 0;
  return new ReadableStream<Uint8Array>({
    pull(controller) {
      const chunk: Uint8Array[] = [];
      for (let size = 0; size < CHUNK && at < parts.length; at++) {
        const part = bytes(parts[at] as T);
        chunk.push(part);
        size += part.length;
      }
      if (chunk.length === 0) controller.close();
      else controller.enqueue(Buffer.concat(chunk));
    },
  });
}

/**
 * `GET /api/peers`: everything. `GET /api/nodes/:name`: of one node. `GET /api/export.csv` and `.json`: peers that pass a filter.
 * Addresses are masked for who may not see them.
 */
export function peersRoutes(view: FleetView): Hono<AppEnv> {
  const whole = new SnapshotBody(view);
  const masked = new SnapshotBody(view, maskNode, scrub);
  const app = new Hono<AppEnv>();
  app.get("/api/peers", async (context) => {
    const pieces = await (seesAddresses(context.get("identity").role) ? whole : masked).pieces();
    if (!takesGzip(context)) return context.body(sent(pieces, bytesOf), 200, TYPE);
    const gzip = sent(gzipOf(pieces), (buffer) => buffer);
    return context.body(gzip, 200, { ...TYPE, "content-encoding": "gzip" });
  });
  app.get("/api/nodes/:name", (context) => {
    const name = context.req.param("name");
    if (!view.names.includes(name))
      return context.json({ error: "no such node; see /api/peers" }, 404);
    const answer = nodeAnswer(view, name);
    return context.json(
      seesAddresses(context.get("identity").role)
        ? answer
        : { ...answer, node: maskNode(answer.node) },
    );
  });
  app.route("/", exportRoutes(view));
  return app;
}
