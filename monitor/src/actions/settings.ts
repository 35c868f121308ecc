import { z } from "zod";

const perMinute = "1 to 60";

/**
 * The key `actions` of the settings' file. Without it the server has no way to act on a peer. It needs tokens as well, as
 * only an admin may act, and agents that were started with `--allow-actions`.
 */
export const actionSettings = z.strictObject({
  /** File of the one token that server and agents share. */
  agentTokenFile: z.string().min(1, "a file"),
  /** Most actions of one admin a minute. */
  perMinute: z.int(perMinute).min(1, perMinute).max(60, perMinute).default(6),
});

/** Whether and how the server may act. */
export type ActionSettings = z.infer<typeof actionSettings>;
