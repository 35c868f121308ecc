import { chmod, copyFile, link, mkdir, rm, stat, utimes } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";

import { isNotFound, readIfExists, writeAtomic } from "../support/files.ts";
import { cacheDir, repoDir } from "../support/paths.ts";
import type { ProviderPlugin } from "./sdkVersions.ts";

const compileCache = resolve(cacheDir, "node-compile-cache");
const pluginsDir = resolve(repoDir, "local/plugins");

/** Where the plugin cache of a Pulumi home keeps a provider. */
export function pluginFolder(home: string, { name, version }: ProviderPlugin): string {
  return join(home, "plugins", `resource-${name}-v${version}`);
}

/** Puts the stand-in for a provider into the plugin cache of a Pulumi home, under the version that the SDK asks for. */
export async function installStandIn(home: string, plugin: ProviderPlugin): Promise<void> {
  const program = join(pluginsDir, plugin.name, "main.ts");
  await writeShim(join(pluginFolder(home, plugin), `pulumi-resource-${plugin.name}`), program);
}

/**
 * Puts the CLI and the stand-in language host side by side. The CLI is a hard link or a copy: the engine looks beside
 * the real file, so a symbolic link would have it look at the wrong place.
 */
export async function installCliWithLanguageHost(directory: string, cli: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  await linkOrCopy(cli, join(directory, "pulumi"));
  await writeShim(
    join(directory, "pulumi-language-nodejs"),
    join(pluginsDir, "language", "main.ts"),
  );
}

/** Node strips types by a file's ending, which a plugin's executable may not have: hence a script that names the file. */
async function writeShim(path: string, program: string): Promise<void> {
  const text = [
    "#!/bin/sh",
    // Node keeps what it has compiled, for the plugin and for the program that the language host starts.
    `[ -n "\${NODE_COMPILE_CACHE+set}" ] || NODE_COMPILE_CACHE=${quote(compileCache)}`,
    "export NODE_COMPILE_CACHE",
    // exec keeps the process id, so that the engine's signals reach Node.
    `exec ${quote(process.execPath)} ${quote(program)} "$@"`,
    "",
  ].join("\n");
  if ((await readIfExists(path)) === text) return;
  await writeAtomic(path, text, 0o755);
}

function quote(path: string): string {
  return `'${path.replaceAll("'", `'\\''`)}'`;
}

/** Makes `to` the same file as `from`, or a copy where they are on different file systems; nothing if it is already. */
export async function linkOrCopy(from: string, to: string): Promise<void> {
  const source = await stat(from);
  try {
    const present = await stat(to);
    const same = present.ino === source.ino && present.dev === source.dev;
    const copied = present.size === source.size && present.mtimeMs === source.mtimeMs;
    if (same || copied) return;
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
  await mkdir(dirname(to), { recursive: true });
  await rm(to, { force: true });
  try {
    await link(from, to);
  } catch {
    await copyFile(from, to);
    await chmod(to, source.mode);
    await utimes(to, source.atime, source.mtime);
  }
}
