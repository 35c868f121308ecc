import { z } from "zod";

import { CONSENSUS_CLIENTS, EXECUTION_CLIENTS } from "../peers/clientName.ts";

/** A list. */
export const list = <T extends z.ZodType>(item: T) => z.array(item).readonly();

export const count = z.int().min(0);
export const time = z.string().describe("ISO 8601");
export const layer = z.enum(["execution", "consensus"]);
export const direction = z.enum(["inbound", "outbound", "unknown"]);

/** A client of the closed list. */
export const clientKind = z.enum([
  ...new Set([...EXECUTION_CLIENTS, ...CONSENSUS_CLIENTS, "other", "unknown"] as const),
]);

export const client = z.object({
  kind: clientKind,
  version: z.string().nullable(),
  inferred: z.boolean().describe("guessed from the name of a networking library"),
  raw: z.string().describe("what the client calls itself: a stranger's text, not escaped"),
});

/** The same for either layer. */
export const ofLayers = <T extends z.ZodType>(value: T) =>
  z.object({ execution: value, consensus: value });
