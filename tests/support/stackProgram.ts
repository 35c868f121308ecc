import { join } from "node:path";
import { runUnchecked, type RunResult } from "../../local/support/command.ts";
import { repoDir } from "../../local/support/paths.ts";

/** A run of `local/stack.ts`, and how long it took. */
export interface StackRun extends RunResult {
  readonly seconds: number;
  /** Standard output and error, for a failure's message. */
  readonly all: string;
}

/**
 * Runs `make up`, `preview`, `down` or `output` as the Makefile does, on the local cluster.
 *
 * @param env what replaces or adds to the environment; KUBECONFIG is taken out unless it is here
 */
export async function stackProgram(
  operation: string,
  args: readonly string[] = [],
  env: NodeJS.ProcessEnv = {},
): Promise<StackRun> {
  const inherited = { ...process.env };
  delete inherited["KUBECONFIG"];
  const start = performance.now();
  const result = await runUnchecked(
    process.execPath,
    [join(repoDir, "local/stack.ts"), operation, ...args],
    { cwd: repoDir, env: { ...inherited, ...env } },
  );
  const seconds = (performance.now() - start) / 1000;
  return { ...result, seconds, all: `${result.stdout}\n${result.stderr}` };
}
