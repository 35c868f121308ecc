import { existsSync } from "node:fs";
import { mkdir, readFile, rm, rmdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { run } from "../support/command.ts";
import { removeCgroups } from "./cgroups.ts";
import { cniCacheDir, runDir, stateDir } from "./layout.ts";
import { disconnectNetwork } from "./network.ts";

/** Says that {@link cniCacheDir} is ours to remove. */
const cniCacheMarker = join(stateDir, "made-cni-cache");

/** Makes the folders of the cluster, and the one mount point outside them. */
export async function createFolders(): Promise<void> {
  await mkdir(stateDir, { recursive: true, mode: 0o700 });
  await mkdir(runDir, { recursive: true, mode: 0o700 });
  if (!existsSync(cniCacheDir)) {
    await writeFile(cniCacheMarker, "");
    await mkdir(cniCacheDir);
  }
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
  if (existsSync(cniCacheMarker)) {
    // Another program's files would keep it.
    await rmdir(cniCacheDir).catch(() => undefined);
  }
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
