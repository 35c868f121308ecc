import { access, constants } from "node:fs/promises";
import { delimiter, dirname, resolve } from "node:path";
import { runUnchecked } from "../support/command.ts";
import { isStaticElf } from "../support/elf.ts";
import { CommandError } from "../support/errors.ts";
import { binDir } from "../support/paths.ts";
import type { Tool } from "./catalog.ts";

/**
 * The programs of a tool that are already on PATH in the catalog's version, by name; undefined unless all are. Those
 * that go into images must be static too, since an image has nothing beside them.
 */
export async function findOnPath(tool: Tool): Promise<ReadonlyMap<string, string> | undefined> {
  const found = new Map<string, string>();
  const proven = new Set<string>();
  for (const { name, versionArgs } of tool.binaries) {
    const path = await which(name);
    if (path === undefined) return undefined;
    if (tool.groups.includes("images") && !(await isStaticElf(path))) return undefined;
    if (versionArgs !== undefined) {
      if (!(await hasVersion(path, versionArgs, tool.version))) return undefined;
      proven.add(dirname(path));
    }
    found.set(name, path);
  }
  return [...found.values()].every((path) => proven.has(dirname(path))) ? found : undefined;
}

/** Whether a version text names a version, with or without its `v`, and not merely one that begins like it. */
export function namesVersion(text: string, version: string): boolean {
  const plain = version.replace(/^v/, "").replaceAll(".", "\\.");
  return new RegExp(`(?<![0-9.])${plain}(?![0-9]|\\.[0-9]|-(?:rc|alpha|beta))`).test(text);
}

async function which(name: string): Promise<string | undefined> {
  for (const directory of (process.env["PATH"] ?? "").split(delimiter)) {
    // Our own bin folder is judged by its stamps.
    if (directory === "" || resolve(directory) === binDir) continue;
    const path = resolve(directory, name);
    try {
      await access(path, constants.X_OK);
      return path;
    } catch {
      // Not in this folder: look in the next.
    }
  }
  return undefined;
}

async function hasVersion(
  path: string,
  versionArgs: readonly string[],
  version: string,
): Promise<boolean> {
  try {
    const { stdout, stderr } = await runUnchecked(path, versionArgs, { timeout: 10_000 });
    return namesVersion(`${stdout}\n${stderr}`, version);
  } catch (error) {
    // Something else of that name, which cannot even say its version.
    if (error instanceof CommandError) return false;
    throw error;
  }
}
