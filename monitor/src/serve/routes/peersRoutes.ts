import { type Context, Hono } from "hono";

import type { AppEnv } from "../auth/access.ts";
import { maskNode } from "../auth/maskNode.ts";
import { seesAddresses } from "../auth/role.ts";
import { scrub } from "../auth/scrub.ts";
import { bytesOf, gzipOf, type Piece } from "../body/gzipPieces.ts";
import { sendParts } from "../body/sendParts.ts";
import { SnapshotBody } from "../body/snapshotBody.ts";
import { type FleetView, nodeAnswer } from "../view.ts";
import { exportRoutes } from "./exportRoutes.ts";

const TYPE = { "content-type": "application/json", vary: "accept-encoding" };

/** Whether the client takes gzip: it names it, and not with the weight 0. */
const takesGzip = (context: Context): boolean =>
  /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?(?:\s*,|\s*$))/i.test(context.req.header("accept-encoding") ?? "");

const lengthOf = (parts: readonly { readonly length: number }[]): number =>
  parts.reduce((sum, { length }) => sum + length, 0);

/** Each when it is asked for, so that not all of them are unpacked at a time. */
function* unpacked(pieces: readonly Piece[]): Iterable<Buffer> {
  for (const piece of pieces) yield bytesOf(piece);
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
    if (!takesGzip(context))
      return sendParts(context, {
        parts: unpacked(pieces),
        length: lengthOf(pieces),
        headers: TYPE,
      });
    const parts = gzipOf(pieces);
    const headers = { ...TYPE, "content-encoding": "gzip" };
    return sendParts(context, { parts, length: lengthOf(parts), headers });
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
