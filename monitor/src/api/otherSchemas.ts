import { z } from "zod";

import { ACTIONS } from "../actions/action.ts";
import type { Point } from "../history/history.ts";
import type { PeerEvent } from "../serve/events/event.ts";
import { consensusPeer, executionPeer } from "./peerSchema.ts";
import { clientKind, count, direction, layer, list, time } from "./shared.ts";

export const eventSchema = z.object({
  seq: count,
  at: time,
  node: z.string(),
  layer,
  kind: z.enum(["join", "leave", "down", "up"]),
  precision: z.enum(["event", "poll"]),
  peer: z.string().nullable(),
  client: clientKind.nullable(),
  direction: direction.nullable(),
  country: z.string().nullable(),
  asn: z.number().nullable(),
  reason: z.string().nullable(),
});

export const eventsSchema = z.object({ events: list(eventSchema) });

const mean = z.number().nullable();
const layerPoint = z.object({
  ...{ inbound: mean, outbound: mean, unknown: mean, total: mean },
  ...{ min: mean, max: mean, joins: mean, leaves: mean },
  nodes: count,
});

const pointSchema = z.object({
  at: z.number().describe("begin of the step, milliseconds since 1970"),
  execution: layerPoint.nullable(),
  consensus: layerPoint.nullable(),
});

export const historySchema = z.object({
  points: list(pointSchema),
  state: z.object({ error: z.string().nullable(), lost: count }),
});

export const sessionSchema = z.object({
  role: z.enum(["viewer", "operator", "admin"]).nullable(),
  actions: list(z.enum(ACTIONS)),
  history: z.boolean(),
});

export const exportSchema = list(
  z.union([
    z.object({ node: z.string(), layer, ...executionPeer.shape }),
    z.object({ node: z.string(), layer, ...consensusPeer.shape }),
  ]),
);

export const signInSchema = z.object({ token: z.string() });

export const actionRequestSchema = z.object({
  node: z.string(),
  enode: z.string().describe("enode://KEY@IP:PORT"),
  dryRun: z.boolean().default(true).describe("false must be said for something to be done"),
});

export const actionAnswerSchema = z.object({
  accepted: z.boolean(),
  dryRun: z.boolean(),
  peer: z.string().describe("the peer's name in the audit log"),
  text: z.string(),
});

export const statusSchema = z.object({ status: z.string() });
export const errorSchema = z.object({ error: z.string() });

type Holds<T extends true> = T;
/** Does not compile when an answer is none of its schema. */
export type OtherSchemasHold = [
  Holds<PeerEvent extends z.infer<typeof eventSchema> ? true : false>,
  Holds<Point extends z.infer<typeof pointSchema> ? true : false>,
];
