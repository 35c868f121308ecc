import { mkdir, readdir, readFile, rmdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isNotFound, readIfExists } from "../support/files.ts";
import { cgroupName } from "./layout.ts";

/** A mounted cgroup hierarchy: version 1 has one per controller, version 2 one in all. */
export interface Hierarchy {
  readonly path: string;
  readonly version: 1 | 2;
}

/** The hierarchies in the text of /proc/mounts. */
export function parseHierarchies(mounts: string): Hierarchy[] {
  return mounts.split("\n").flatMap((line): Hierarchy[] => {
    const [, path = "", type] = line.split(" ");
    if (type === "cgroup") return [{ path, version: 1 }];
    return type === "cgroup2" ? [{ path, version: 2 }] : [];
  });
}

async function hierarchies(): Promise<Hierarchy[]> {
  return parseHierarchies(await readFile("/proc/mounts", "utf8"));
}

/** Makes the cgroup that the kubelet puts its pods into, in every hierarchy. */
export async function createCgroups(): Promise<void> {
  for (const { path, version } of await hierarchies()) {
    const folder = join(path, cgroupName);
    if (version === 2) await enableControllers(path);
    await mkdir(folder, { recursive: true });
    if (version === 2) await enableControllers(folder);
    // In version 1 a new cpuset is empty and takes no process (cpuset(7)).
    else for (const file of ["cpuset.cpus", "cpuset.mems"]) await inherit(path, folder, file);
  }
}

/** Hands every controller that a cgroup has on to its children. */
async function enableControllers(folder: string): Promise<void> {
  const controllers = (await readFile(join(folder, "cgroup.controllers"), "utf8")).trim();
  if (controllers === "") return;
  const enable = controllers.split(" ").map((name) => `+${name}`);
  await writeFile(join(folder, "cgroup.subtree_control"), enable.join(" "));
}

async function inherit(parent: string, child: string, file: string): Promise<void> {
  const value = await readIfExists(join(parent, file));
  if (value !== undefined) await writeFile(join(child, file), value);
}

/** Ids of the processes in the cluster's pods, as the calling process's namespace counts them. */
export async function podProcesses(): Promise<number[]> {
  const pids = new Set<number>();
  for (const { path } of await hierarchies()) {
    for (const folder of await subfolders(join(path, cgroupName))) {
      const text = (await readIfExists(join(folder, "cgroup.procs"))) ?? "";
      for (const line of text.split("\n")) if (Number(line) > 0) pids.add(Number(line));
    }
  }
  return [...pids];
}

/** Removes the cluster's cgroups. @returns whether there were any */
export async function removeCgroups(): Promise<boolean> {
  let removed = false;
  for (const { path } of await hierarchies()) {
    for (const folder of (await subfolders(join(path, cgroupName))).reverse()) {
      await removeFolder(folder);
      removed = true;
    }
  }
  return removed;
}

/** A cgroup stays busy for a moment after its last process has ended. */
async function removeFolder(folder: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await rmdir(folder);
      return;
    } catch (error) {
      if (isNotFound(error)) return;
      if (attempt === 40) throw error;
      await sleep(50);
    }
  }
}

/** A folder and all below it, parents first; empty when there is no such folder. */
async function subfolders(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    const below = await Promise.all(
      entries
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => subfolders(join(folder, name))),
    );
    return [folder, ...below.flat()];
  } catch (error) {
    if (isNotFound(error)) return [];
    throw error;
  }
}
