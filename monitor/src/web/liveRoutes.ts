import { type Context, Hono } from "hono";
import { streamSSE } from "hono/streaming";

import type { AppEnv } from "../serve/auth/access.ts";
import { maskSnapshot } from "../serve/auth/maskNode.ts";
import { seesAddresses } from "../serve/auth/role.ts";
import type { EventLog } from "../serve/events/eventLog.ts";
import type { Snapshot } from "../serve/snapshot.ts";
import { Broadcast } from "./broadcast.ts";

/** What the page is kept fresh from. */
export interface LiveSources {
  readonly snapshot: () => Snapshot;
  /** Differs when a snapshot would. */
  readonly version: () => number;
  readonly events: Pick<EventLog, "since" | "subscribe">;
  /** Aborted when the server stops: every stream ends then. Default: never. */
  readonly stop?: AbortSignal;
}

/** More who listen at a time than this are sent away: each holds a connection. */
const MAX_LISTENERS = 64;

/** So often at least something is said, so that a dead connection is noticed; in milliseconds. */
const HEARTBEAT_MS = 15_000;

/** Most events of one answer: the newest. */
const MAX_EVENTS = 5000;

function eventsOf(context: Context, events: LiveSources["events"]): Response {
  const { after = "0", node, layer } = context.req.query();
  if (!/^\d{1,16}$/.test(after)) return context.json({ error: "after: not a number" }, 400);
  const found = events
    .since(Number(after))
    .filter((event) => node === undefined || event.node === node)
    .filter((event) => layer === undefined || event.layer === layer);
  return context.json({ events: found.slice(-MAX_EVENTS) });
}

function stream(context: Context, broadcast: Broadcast, stop?: AbortSignal): Response {
  return streamSSE(context, async (sse) => {
    const gone = new Promise<void>((resolve) => {
      sse.onAbort(resolve);
      stop?.addEventListener("abort", () => {
        resolve();
      });
    });
    const remove = broadcast.add({
      send: (event, data) => sse.writeSSE({ event, data }),
      drop: () => {
        sse.abort();
      },
    });
    const heartbeat = setInterval(() => {
      void sse.writeSSE({ event: "heartbeat", data: "" });
    }, HEARTBEAT_MS);
    await gone;
    clearInterval(heartbeat);
    remove();
  });
}

/**
 * `GET /api/stream` (server-sent events: `snapshot` as `/api/peers`, `peer` for each event, `heartbeat`) and
 * `GET /api/events?after&node&layer`. Who may not see addresses gets snapshots without; events have none.
 */
export function liveRoutes({ snapshot, version, events, stop }: LiveSources): Hono<AppEnv> {
  const whole = new Broadcast(() => JSON.stringify(snapshot()), version);
  const masked = new Broadcast(() => JSON.stringify(maskSnapshot(snapshot())), version);
  events.subscribe((event) => {
    if (whole.size + masked.size === 0) return;
    const text = JSON.stringify(event);
    for (const broadcast of [whole, masked]) broadcast.send("peer", text);
  });
  const app = new Hono<AppEnv>();
  app.get("/api/events", (context) => eventsOf(context, events));
  app.get("/api/stream", (context) => {
    if (whole.size + masked.size >= MAX_LISTENERS)
      return context.json({ error: "too many listen" }, 503);
    return stream(context, seesAddresses(context.get("identity").role) ? whole : masked, stop);
  });
  return app;
}
