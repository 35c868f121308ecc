import { z } from "zod";

/**
 * The key `access` of the settings' file: who may see what. Without it everyone who reaches the server sees everything,
 * and nobody may act.
 */
export const accessSettings = z
  .strictObject({
    /** File of the tokens: a line each of `SUBJECT ROLE TOKEN`, see tokens.ts. */
    tokensFile: z.string().min(1, "a file").optional(),
    /** What those may who have no token. Default: with tokens nothing, else to see everything. */
    anonymousRole: z.enum(["none", "viewer", "operator"], "none, viewer or operator").optional(),
    /** Whether `/metrics` and `/probe`, which have no peer's address or id, need no token. */
    openMetrics: z.boolean().default(false),
  })
  .refine(({ tokensFile, anonymousRole }) => tokensFile !== undefined || anonymousRole !== "none", {
    path: ["anonymousRole"],
    error: "viewer or operator, or a tokensFile: nobody could read anything",
  });

/** Who may see what. */
export type AccessSettings = z.infer<typeof accessSettings>;
