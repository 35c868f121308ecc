import { readdir, readFile, rm } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";

import { stateDir } from "../engine/layout.ts";
import { isNotFound } from "../support/files.ts";
import { printLine } from "../support/progress.ts";

interface Lock {
  readonly pid: number;
  readonly hostname: string;
}

/**
 * Removes the locks that killed runs have left in the local state. A lock counts as left only where its process on
 * this machine is gone.
 */
export async function removeStaleLocks(): Promise<void> {
  let names: string[];
  try {
    names = await readdir(join(stateDir, ".pulumi", "locks"), { recursive: true });
  } catch (error) {
    if (isNotFound(error)) return;
    throw error;
  }
  for (const name of names.filter((path) => path.endsWith(".json"))) {
    const path = join(stateDir, ".pulumi", "locks", name);
    const lock = JSON.parse(await readFile(path, "utf8")) as Lock;
    if (lock.hostname !== hostname() || isAlive(lock.pid)) continue;
    await rm(path, { force: true });
    await rm(`${path}.attrs`, { force: true });
    printLine(`removed the lock that process ${lock.pid} left when it was killed`);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Not ours to signal, but there.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
