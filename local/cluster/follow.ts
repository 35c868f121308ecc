import { setTimeout as sleep } from "node:timers/promises";
import { StepError } from "../support/errors.ts";
import { formatDuration, type Print } from "../support/progress.ts";
import { findInstance } from "./instance.ts";
import { logFile, logTail } from "./logs.ts";
import { type ComponentStatus, readStatus } from "./supervisorStatus.ts";

const retry = "make cluster-up (a cluster that did not start is cleaned up first)";

/** A program of the cluster did not become ready. */
export function componentError(component: ComponentStatus): StepError {
  const { name, lastEnd, restarts } = component;
  const how = lastEnd === undefined ? "it was not ready in time" : `${lastEnd}, ${restarts} times`;
  return new StepError(`${name} (${how})`, `${logTail(name, 15)}\nlog: ${logFile(name)}`, retry);
}

/**
 * Prints a line for each program of the cluster as it becomes ready.
 * @param names the programs to wait for; default: all
 * @returns false when the cluster ended by itself, true when all are ready
 * @throws StepError that names the program that failed, with the end of its log
 */
export async function followStart(
  told: Set<string>,
  print: Print,
  names?: readonly string[],
): Promise<boolean> {
  for (;;) {
    const components = (await readStatus())?.components ?? [];
    for (const { name, state, readyAfter, restarts } of components) {
      if (state !== "ready" || told.has(name)) continue;
      told.add(name);
      const again = restarts === 0 ? "" : ` (started ${restarts + 1} times)`;
      print(`${name} … ready ${formatDuration(readyAfter ?? 0)}${again}`);
    }
    const failed = components.find(({ state }) => state === "failed");
    if (failed !== undefined) throw componentError(failed);
    const wanted = components.filter(({ name }) => names?.includes(name) ?? true);
    if (wanted.length > 0 && wanted.every(({ state }) => state === "ready")) return true;
    if (findInstance() === undefined) return false;
    await sleep(100);
  }
}
