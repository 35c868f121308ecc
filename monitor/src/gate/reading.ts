import { z } from "zod";

import { cleanText } from "../peers/text.ts";
import { FetchError, type JsonFetcher } from "../serve/http.ts";

/** What the agent serves at `/v1/sync`: see agent/syncReading.ts, of which the gate reads only this. */
const reading = z.object({
  schema: z.literal(1),
  revision: z.string().nullable(),
  checkedAt: z.iso.datetime().nullable(),
  inSync: z.boolean(),
  reasons: z.array(z.string()).readonly(),
  execution: z.object({ answers: z.boolean(), headBlock: z.number().nullable() }),
  consensus: z.object({ answers: z.boolean() }),
  lastInSync: z.iso.datetime().nullable(),
  inSyncBefore: z.iso.datetime().nullable(),
});

/** One answer of a node's agent. */
export type GateReading = z.infer<typeof reading>;

/** Longest text of one reason that is shown, in characters. */
const maxReason = 300;

/**
 * Asks an agent for its verdict, which it gives with status 200 and with status 503.
 *
 * @throws {FetchError} when it does not answer or not with a verdict
 */
export async function readGate(
  fetcher: JsonFetcher,
  agentUrl: string,
  signal: AbortSignal,
): Promise<GateReading> {
  const { status, body } = await fetcher.get(`${agentUrl}/v1/sync`, signal);
  if (status !== 200 && status !== 503) {
    throw new FetchError(`status ${status}, expected 200 or 503`);
  }
  const parsed = reading.safeParse(body);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const where = issue === undefined ? "answer" : issue.path.join(".");
    throw new FetchError(cleanText(`${where}: ${issue?.message ?? "no verdict"}`, maxReason));
  }
  const { data } = parsed;
  return { ...data, reasons: data.reasons.map((text) => cleanText(text, maxReason)) };
}
