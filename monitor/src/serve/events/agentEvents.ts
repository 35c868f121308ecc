import { z } from "zod";

import type { AgentEvent, EventsReading } from "../../agent/events.ts";
import { parseHostPort } from "../../peers/address.ts";
import { parseClient } from "../../peers/clientName.ts";
import type { Told } from "./ledger.ts";
import { dropReason } from "./reason.ts";

/** Where an address is; null: not known. */
export type Locate = (ip: string) => Pick<Told, "country" | "asn"> | null;

const event = z.object({
  seq: z.int().nonnegative(),
  // Written one way: events are kept, and one with digits without end would take as much memory as an agent likes.
  at: z.iso.datetime().transform((text) => new Date(text).toISOString()),
  kind: z.enum(["join", "leave"]),
  precision: z.enum(["event", "poll"]),
  peer: z.string().regex(/^(0x)?[0-9a-fA-F]{64,128}$/),
  name: z.string().nullable(),
  inbound: z.boolean().nullable(),
  remote: z.string().nullable(),
  reason: z.string().nullable(),
});

const answer = z.object({
  schema: z.literal(1),
  newest: z.int().nonnegative(),
  events: z.array(z.unknown()),
});

/** Events of one answer that are read: twice what an agent keeps. */
const MAX_EVENTS = 2000;

/** Reads what the agent serves, of which only the outside is trusted; null when it is something else. What is no event is left out. */
export function readAgentEvents(body: unknown): Omit<EventsReading, "schema"> | null {
  const parsed = answer.safeParse(body);
  if (!parsed.success) return null;
  const events = parsed.data.events.slice(-MAX_EVENTS).flatMap((entry) => {
    const one = event.safeParse(entry);
    return one.success ? [one.data] : [];
  });
  return { newest: parsed.data.newest, events };
}

/** Turns an agent's event into what the ledger takes. */
export function toTold(
  { at, kind, precision, peer, name, inbound, remote, reason }: AgentEvent,
  locate: Locate,
): Told {
  const ip = parseHostPort(remote ?? "")?.ip ?? null;
  const where = ip === null ? null : locate(ip);
  return {
    at,
    kind,
    precision,
    peer,
    client: name === null ? null : parseClient("execution", name).kind,
    direction: inbound === null ? null : inbound ? "inbound" : "outbound",
    country: where?.country ?? null,
    asn: where?.asn ?? null,
    reason: dropReason(reason),
  };
}
