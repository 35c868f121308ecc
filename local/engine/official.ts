import { readdir, stat } from "node:fs/promises";
import { connect } from "node:net";
import { homedir } from "node:os";
import { join, resolve } from "node:path";

import { runUnchecked } from "../support/command.ts";
import { CommandError } from "../support/errors.ts";
import { isNotFound, readIfExists, writeAtomic } from "../support/files.ts";
import { homeDir, officialRecord } from "./layout.ts";
import type { ProviderPlugin } from "./sdkVersions.ts";
import { linkOrCopy, pluginFolder } from "./standIns.ts";

/** Where Pulumi downloads its plugins from. */
const downloadHost = "get.pulumi.com";
/** How long the host may take to answer; a machine without a network loses this much, once. */
const probeTimeoutMs = 3000;
const installTimeoutMs = 120_000;
/** A proxy cannot be probed, so the download itself has to be tried, and may not take long to fail. */
const proxiedTimeoutMs = 20_000;

interface Remembered {
  /** Plugins that could not be had, as `name@version`, each with the reason. */
  readonly missing: Readonly<Record<string, string>>;
}

/** Whether a plugin's official form is there, and if not, why. */
export type OfficialPlugin =
  { readonly found: true } | { readonly found: false; readonly reason: string };

/**
 * Puts the official plugin into this project's Pulumi home: from the user's own home if it is there, else by download.
 * A download that failed is remembered and not tried again until the plugin's version changes or `.cache/pulumi-home`
 * is removed.
 */
export async function provideOfficial(
  plugin: ProviderPlugin,
  cli: string,
  env: NodeJS.ProcessEnv,
): Promise<OfficialPlugin> {
  const userHome = env["PULUMI_HOME"] ?? join(homedir(), ".pulumi");
  if (resolve(userHome) !== homeDir && (await adopt(pluginFolder(userHome, plugin), plugin))) {
    return { found: true };
  }
  if (await isOfficial(plugin)) return { found: true };
  const key = `${plugin.name}@${plugin.version}`;
  const { missing } = await readRecord();
  const known = missing[key];
  if (known !== undefined) return { found: false, reason: known };
  if (env["PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION"] === "true") {
    return { found: false, reason: "not installed, and downloads are off" };
  }
  const reason = await download(plugin, cli, env);
  if (reason === undefined) return { found: true };
  await writeAtomic(
    officialRecord,
    `${JSON.stringify({ missing: { ...missing, [key]: reason } }, undefined, 2)}\n`,
  );
  return { found: false, reason };
}

async function readRecord(): Promise<Remembered> {
  const text = await readIfExists(officialRecord);
  return text === undefined ? { missing: {} } : (JSON.parse(text) as Remembered);
}

/** The stand-in is a script of a few lines; the official plugin is a program of many megabytes. */
async function isOfficial(plugin: ProviderPlugin): Promise<boolean> {
  const path = join(pluginFolder(homeDir, plugin), `pulumi-resource-${plugin.name}`);
  try {
    return (await stat(path)).size > 100_000;
  } catch (error) {
    if (isNotFound(error)) return false;
    throw error;
  }
}

async function adopt(folder: string, plugin: ProviderPlugin): Promise<boolean> {
  let names: string[];
  try {
    names = await readdir(folder);
  } catch (error) {
    if (isNotFound(error)) return false;
    throw error;
  }
  if (!names.includes(`pulumi-resource-${plugin.name}`)) return false;
  const target = pluginFolder(homeDir, plugin);
  for (const name of names) await linkOrCopy(join(folder, name), join(target, name));
  return true;
}

/** @returns why it could not be downloaded, or undefined when it is there. */
async function download(
  plugin: ProviderPlugin,
  cli: string,
  env: NodeJS.ProcessEnv,
): Promise<string | undefined> {
  const proxied = env["HTTPS_PROXY"] ?? env["https_proxy"];
  if (proxied === undefined) {
    const problem = await probe();
    if (problem !== undefined) return `${downloadHost} does not answer: ${problem}`;
  }
  try {
    const { code, stderr } = await runUnchecked(
      cli,
      ["plugin", "install", "resource", plugin.name, `v${plugin.version}`],
      {
        env: { ...env, PULUMI_HOME: homeDir, PULUMI_SKIP_UPDATE_CHECK: "true" },
        timeout: proxied === undefined ? installTimeoutMs : proxiedTimeoutMs,
      },
    );
    if (code === 0) return undefined;
    return stderr.trim().split("\n").at(-1) ?? `exit code ${code}`;
  } catch (error) {
    if (error instanceof CommandError) return error.message;
    throw error;
  }
}

function probe(): Promise<string | undefined> {
  return new Promise((settle) => {
    // The timer is our own: a socket's does not cover the search for the name.
    const timer = setTimeout(() => {
      socket.destroy();
      settle(`no answer within ${probeTimeoutMs / 1000} s`);
    }, probeTimeoutMs);
    const socket = connect(443, downloadHost, () => {
      clearTimeout(timer);
      socket.destroy();
      settle(undefined);
    });
    socket.on("error", (error) => {
      clearTimeout(timer);
      settle(error.message);
    });
  });
}
