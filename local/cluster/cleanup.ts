import { existsSync } from "node:fs";
import { mkdir, readFile, rm, rmdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { run } from "../support/command.ts";
import { readIfExists } from "../support/files.ts";
import { removeCgroups } from "./cgroups.ts";
import { coveredDirs, runDir, stateDir } from "./layout.ts";
import { disconnectNetwork } from "./network.ts";

/** Says which of {@link coveredDirs} are ours to remove: one path a line. */
const madeFile = join(stateDir, "made-folders");

/** Makes the folders of the cluster, and the mount points outside them that are missing. */
export async function createFolders(): Promise<void> {
  await mkdir(stateDir, { recursive: true, mode: 0o700 });
  await mkdir(runDir, { recursive: true, mode: 0o700 });
  const missing = coveredDirs.filter((folder) => !existsSync(folder));
  await writeFile(madeFile, missing.join("\n"));
  for (const folder of missing) await mkdir(folder, { recursive: true });
}

/** Whether a cluster that no longer runs left something behind: it was killed, or its start failed. */
export function hasLeftovers(): boolean {
  return existsSync(stateDir) || existsSync(runDir);
}

/**
 * Removes everything that a cluster which no longer runs has on the machine: interface, routes, rules, cgroups, files.
 * Nothing when there is nothing. Must not be called while it runs.
 */
export async function removeEverything(): Promise<void> {
  await disconnectNetwork();
  await removeCgroups();
  await unmountBelow(stateDir);
  await unmountBelow(runDir);
  const made = ((await readIfExists(madeFile)) ?? "").split("\n").filter((line) => line !== "");
  // What another program has put there since keeps the folder.
  for (const folder of made) await rmdir(folder).catch(() => undefined);
  await rm(runDir, { recursive: true, force: true });
  await rm(stateDir, { recursive: true, force: true });
}

/**
 * The cluster's mounts are inside its own namespace and gone with it. What someone else mounted below its folders must
 * go before the files do, or they would be deleted on whatever is mounted there.
 */
async function unmountBelow(folder: string): Promise<void> {
  const points = mountPoints(await readFile("/proc/self/mountinfo", "utf8"), folder);
  for (const point of points.reverse()) await run("umount", [point]);
}

/** The mount points at or below a folder, in the order of mounting, from the text of /proc/self/mountinfo. */
export function mountPoints(mountinfo: string, folder: string): string[] {
  return mountinfo
    .split("\n")
    .map((line) => line.split(" ")[4] ?? "")
    .filter((point) => point === folder || point.startsWith(`${folder}/`));
}
