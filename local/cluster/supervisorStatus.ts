import { renameSync, writeFileSync } from "node:fs";
import { readIfExists } from "../support/files.ts";
import { statusFile } from "./layout.ts";

/**
 * `waiting`: for others; `starting`: runs, not ready yet; `ready` (a job: done); `restarting`: died, will be started
 * again; `failed`: given up before it was ever ready; `stopped`.
 */
export type ComponentState = "waiting" | "starting" | "ready" | "restarting" | "failed" | "stopped";

/** One program as the supervisor sees it. */
export interface ComponentStatus {
  readonly name: string;
  readonly state: ComponentState;
  /** Process id inside the cluster's own process namespace. */
  readonly pid: number | undefined;
  /** How often it died. */
  readonly restarts: number;
  /** Milliseconds from its first start until it was ready. */
  readonly readyAfter: number | undefined;
  /** How it ended last, such as "exit code 1". */
  readonly lastEnd: string | undefined;
}

/** Everything that the supervisor says of itself. */
export interface SupervisorStatus {
  readonly startedAt: string;
  readonly components: readonly ComponentStatus[];
}

/** Replaces the status file. Synchronous, so that two changes can't overtake each other. */
export function writeStatus(status: SupervisorStatus): void {
  const temporary = `${statusFile}.tmp`;
  writeFileSync(temporary, `${JSON.stringify(status)}\n`, { mode: 0o600 });
  renameSync(temporary, statusFile);
}

/** What the supervisor said last, or undefined when there is no file. */
export async function readStatus(): Promise<SupervisorStatus | undefined> {
  const text = await readIfExists(statusFile);
  return text === undefined ? undefined : (JSON.parse(text) as SupervisorStatus);
}
