import { spawn } from "node:child_process";

import { run, runUnchecked } from "../support/command.ts";
import type { RunResult } from "../support/command.ts";
import { repoDir } from "../support/paths.ts";

/** Pulumi with an environment, in the folder of the project. */
export class Pulumi {
  readonly #env: NodeJS.ProcessEnv;
  readonly #directory: string;

  /** @param env the whole environment; @param directory the folder with Pulumi.yaml, default the repository's root */
  constructor(env: NodeJS.ProcessEnv, directory = repoDir) {
    this.#env = env;
    this.#directory = directory;
  }

  /** The same Pulumi in another folder. */
  in(directory: string): Pulumi {
    return new Pulumi(this.#env, directory);
  }

  /** Runs a command to its end and returns its standard output. @throws CommandError when it fails */
  read(...args: string[]): Promise<string> {
    return run("pulumi", args, { env: this.#env, cwd: this.#directory });
  }

  /** Runs a command to its end and returns all that it said, whatever its exit code. */
  try(...args: string[]): Promise<RunResult> {
    return runUnchecked("pulumi", args, { env: this.#env, cwd: this.#directory });
  }

  /**
   * Runs a command on this terminal and returns its exit code. Ctrl-C reaches Pulumi itself, which ends its operations
   * in order; this process only waits for that.
   */
  show(...args: string[]): Promise<number> {
    const ignore = (): void => undefined;
    process.on("SIGINT", ignore);
    return new Promise<number>((resolve, reject) => {
      const child = spawn("pulumi", args, {
        env: this.#env,
        cwd: this.#directory,
        stdio: "inherit",
      });
      const stop = (): void => void child.kill("SIGTERM");
      process.once("SIGTERM", stop);
      child.once("error", reject);
      child.once("exit", (code) => {
        process.off("SIGTERM", stop);
        resolve(code ?? 1);
      });
    }).finally(() => process.off("SIGINT", ignore));
  }
}
