import { mkdir } from "node:fs/promises";

import { findCli } from "./cli.ts";
import { cliDir, homeDir } from "./layout.ts";
import { provideOfficial } from "./official.ts";
import { readProviderPlugins } from "./sdkVersions.ts";
import { installCliWithLanguageHost, installStandIn } from "./standIns.ts";

/** The engine, ready to run this project's program. */
export interface Engine {
  /** The folder of the CLI that is to be used. */
  readonly binDir: string;
  /** Which plugins are used, in one line for people. */
  readonly summary: string;
}

let prepared: Promise<Engine> | undefined;

/**
 * Fills this project's Pulumi home with the plugins that the program needs: the official ones where they are installed
 * or can be installed, and stand-ins for the rest. Quick when it has been done before.
 */
export function prepareEngine(): Promise<Engine> {
  return (prepared ??= prepare(process.env));
}

async function prepare(env: NodeJS.ProcessEnv): Promise<Engine> {
  await mkdir(homeDir, { recursive: true });
  const cli = await findCli(env);
  const official: string[] = [];
  const standIns: string[] = [];
  const reasons = new Set<string>();
  if (cli.hasLanguageHost) official.push("nodejs");
  else standIns.push("nodejs");
  for (const plugin of await readProviderPlugins()) {
    const label = `${plugin.name} ${plugin.version}`;
    const found = await provideOfficial(plugin, cli.path, env);
    if (found.found) {
      official.push(label);
      continue;
    }
    await installStandIn(homeDir, plugin);
    standIns.push(label);
    reasons.add(found.reason);
  }
  if (!cli.hasLanguageHost) await installCliWithLanguageHost(cliDir, cli.path);
  return {
    binDir: cli.hasLanguageHost ? cli.path.replace(/\/pulumi$/, "") : cliDir,
    summary: summarize(official, standIns, [...reasons]),
  };
}

function summarize(
  official: readonly string[],
  standIns: readonly string[],
  reasons: readonly string[],
): string {
  const parts = [
    ...(official.length === 0 ? [] : [`official ${official.join(", ")}`]),
    ...(standIns.length === 0 ? [] : [`stand-ins from local/plugins for ${standIns.join(", ")}`]),
  ];
  const why = reasons.length === 0 ? "" : ` (${reasons.join("; ")})`;
  return `plugins: ${parts.join("; ")}${why}`;
}
