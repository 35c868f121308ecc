import { z } from "zod";

import { cleanText } from "../peers/text.ts";
import type { JsonFetcher } from "./http.ts";

/** What the agent says of its node's sync, as far as it is shown: see agent/syncReading.ts, whose outside only is trusted. */
const reading = z.object({
  schema: z.literal(1),
  inSync: z.boolean(),
  reasons: z
    .array(z.string())
    .transform((texts) => texts.slice(0, 10).map((text) => cleanText(text))),
  execution: z.object({ headTimestamp: z.int().nonnegative().nullable() }),
  lastInSync: z.iso.datetime().nullable(),
});

/** An agent's verdict on its node. */
export interface NodeSync {
  readonly inSync: boolean;
  /** What is wrong, in plain words; empty when nothing is. */
  readonly reasons: readonly string[];
  /** Time of the execution client's newest block, Unix seconds; null when the client did not say. */
  readonly headTimestamp: number | null;
  /** When the node was last in sync, ISO 8601; null when it never was. */
  readonly lastInSync: string | null;
}

/** The verdict of one node's agent, asked again and again. */
export class SyncView {
  readonly #fetcher: Pick<JsonFetcher, "get">;
  readonly #url: string;
  #current: NodeSync | null = null;

  constructor(fetcher: Pick<JsonFetcher, "get">, agentUrl: string) {
    this.#fetcher = fetcher;
    this.#url = `${agentUrl}/v1/sync`;
  }

  /** What the agent said at the last poll; null when it did not answer, or has no verdict to give. */
  get current(): NodeSync | null {
    return this.#current;
  }

  /**
   * Polls once. Never rejects: that the agent does not answer is told by the poll for the peers.
   *
   * @returns whether the agent answered, with a verdict or without
   */
  async poll(signal: AbortSignal): Promise<boolean> {
    const answer = await this.#fetcher.get(this.#url, signal).catch(() => null);
    const parsed = reading.safeParse(answer?.body);
    this.#current = parsed.success
      ? {
          inSync: parsed.data.inSync,
          reasons: parsed.data.reasons,
          headTimestamp: parsed.data.execution.headTimestamp,
          lastInSync: parsed.data.lastInSync,
        }
      : null;
    return answer !== null;
  }
}
