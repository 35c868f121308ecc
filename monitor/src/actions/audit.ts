import { createHmac } from "node:crypto";

import type { Logger } from "pino";

import type { Action } from "./action.ts";

/** One try to act, whatever became of it. */
export interface AuditEntry {
  /** Who: the name beside the token, never the token. */
  readonly subject: string;
  readonly action: Action;
  readonly node: string;
  /** The peer's pseudonym: {@link pseudonymOf}. Null when what came was no enode. */
  readonly peer: string | null;
  readonly dryRun: boolean;
  /** `planned` a dry run; `done` and `declined` as the client said; `limited`, `refused` by the server; `failed` no answer. */
  readonly outcome: "planned" | "done" | "declined" | "limited" | "refused" | "failed";
}

/** Writes the audit log: one line of the program's log for each try. */
export type Audit = (entry: AuditEntry) => void;

/** The audit log in the program's own log: lines with the message `audit`. */
export const auditTo =
  (log: Logger): Audit =>
  (entry) => {
    log.info({ audit: entry }, "audit");
  };

/**
 * A peer's name in the audit log, where no id may be: the same for the same peer as long as the shared token is, and not
 * to be found out by who has the log alone. The answer to the admin has it too.
 */
export const pseudonymOf = (enode: string, sharedToken: string): string => {
  const key = enode.slice("enode://".length).split("@")[0] ?? "";
  return createHmac("sha256", `audit ${sharedToken}`)
    .update(key.toLowerCase())
    .digest("hex")
    .slice(0, 16);
};
