import { accessSync, constants } from "node:fs";
import { join } from "node:path";

import type { Context } from "mocha";

import { binDir } from "../../local/support/paths.ts";
import { runUnchecked } from "../../local/support/command.ts";

/** A tool that the local cluster's set-up builds; the calling test is skipped, and says why, where it is not there yet. */
export function toolPath(test: Context, name: string): string {
  const path = join(binDir, name);
  try {
    accessSync(path, constants.X_OK);
  } catch {
    // Mocha prints a skipped test's title only, so the title says what is missing.
    if (test.test !== undefined) test.test.title += ` (skipped: ${name} is not built)`;
    test.skip();
  }
  return path;
}

/** Runs a tool; fails with all that it printed when it does not end with 0. */
export async function runTool(path: string, args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await runUnchecked(path, args);
  if (code !== 0)
    throw new Error(`${path} ${args.join(" ")}: exit code ${code}\n${stdout}${stderr}`);
  return stdout + stderr;
}
