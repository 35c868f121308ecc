import { type Context, Hono } from "hono";
import { streamSSE } from "hono/streaming";

import type { EventLog } from "../serve/events/eventLog.ts";
import type { Snapshot } from "../serve/snapshot.ts";
import { Broadcast } from "./broadcast.ts";

/** What the page is kept fresh from. */
export interface LiveSources {
  readonly snapshot: () => Snapshot;
  /** Differs when a snapshot would. */
  readonly version: () => number;
  readonly events: Pick<EventLog, "since" | "subscribe">;
  /** Whether `/api/history` has something to tell. */
  readonly history: boolean;
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

function stream(context: Context, broadcast: Broadcast): Response {
  if (broadcast.size >= MAX_LISTENERS) return context.json({ error: "too many listen" }, 503);
  return streamSSE(context, async (sse) => {
    const gone = new Promise<void>((resolve) => {
      sse.onAbort(resolve);
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
 * `GET /api/stream` (server-sent events: `snapshot` as `/api/peers`, `peer` for each event, `heartbeat`),
 * `GET /api/events?after&node&layer`, and `GET /api/session`: what the reader may do, and whether a history is kept.
 */
export function liveRoutes({ snapshot, version, events, history }: LiveSources): Hono {
  const broadcast = new Broadcast(() => JSON.stringify(snapshot()), version);
  events.subscribe((event) => {
    if (broadcast.size > 0) broadcast.send("peer", JSON.stringify(event));
  });
  const app = new Hono();
  app.get("/api/events", (context) => eventsOf(context, events));
  app.get("/api/stream", (context) => stream(context, broadcast));
  app.get("/api/session", (context) => context.json({ role: null, actions: [], history }));
  return app;
}
