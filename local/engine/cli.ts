import { accessSync, constants } from "node:fs";
import { delimiter, join, resolve } from "node:path";

import { runUnchecked } from "../support/command.ts";
import { MachineError } from "../support/errors.ts";
import { binDir } from "../support/paths.ts";
import { cliDir } from "./layout.ts";

/** The oldest CLI that this project is tested with. */
const oldestMinor = 259;

/** The Pulumi CLI that is used. */
export interface Cli {
  readonly path: string;
  /** Whether the official language host for Node.js lies beside it, as every release of Pulumi has it. */
  readonly hasLanguageHost: boolean;
}

/**
 * Finds the CLI: an installed release with its language host if it is new enough, else the one that `make tools` builds.
 *
 * @throws {MachineError} where there is none.
 */
export async function findCli(env: NodeJS.ProcessEnv): Promise<Cli> {
  const folders = (env["PATH"] ?? "")
    .split(delimiter)
    .filter((folder) => folder !== "" && ![binDir, cliDir].includes(resolve(folder)));
  const found = folders.find((folder) => isExecutable(join(folder, "pulumi")));
  if (found !== undefined) {
    const path = join(found, "pulumi");
    const complete = isExecutable(join(found, "pulumi-language-nodejs"));
    if (complete && (await isNewEnough(path))) return { path, hasLanguageHost: true };
  }
  const built = resolve(binDir, "pulumi");
  if (isExecutable(built)) return { path: built, hasLanguageHost: false };
  throw new MachineError(
    `there is no Pulumi CLI: neither a release of at least 3.${oldestMinor} on PATH, nor the one that \`make tools\` ` +
      `builds (${built}). Run \`make tools\`, or install Pulumi`,
  );
}

async function isNewEnough(path: string): Promise<boolean> {
  const env = { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" };
  const { stdout } = await runUnchecked(path, ["version"], { env, timeout: 10_000 });
  const [, major = "0", minor = "0"] = /^v?(\d+)\.(\d+)/.exec(stdout) ?? [];
  return major === "3" && Number(minor) >= oldestMinor;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
