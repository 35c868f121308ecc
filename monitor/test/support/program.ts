import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

import { waitFor } from "./wait.ts";

const MAIN = fileURLToPath(new URL("../../src/main.ts", import.meta.url));

/** The monitor's program as a process of its own. */
export class Program {
  readonly child: ChildProcess;
  stdout = "";
  stderr = "";
  /** Settles with the exit code; a signal counts as 128. */
  readonly exited: Promise<number>;

  constructor(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
    this.child = spawn(process.execPath, [MAIN, ...args], {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, ...env },
    });
    this.child.stdout?.on("data", (chunk: Buffer) => (this.stdout += chunk.toString()));
    this.child.stderr?.on("data", (chunk: Buffer) => (this.stderr += chunk.toString()));
    this.exited = new Promise((resolve) => {
      this.child.once("close", (code) => {
        resolve(code ?? 128);
      });
    });
  }

  /** The port of a server that was started with port 0, from its log. */
  port(): Promise<number> {
    return waitFor(
      "the log line that names the port",
      () => {
        const line = this.stdout.split("\n").find((text) => text.includes('"msg":"serving"'));
        return line === undefined ? undefined : (JSON.parse(line) as { port: number }).port;
      },
      15_000,
    );
  }

  /** Sends a signal and returns the exit code and how long the end took. */
  async stop(signal: NodeJS.Signals = "SIGTERM"): Promise<{ code: number; ms: number }> {
    const started = performance.now();
    this.child.kill(signal);
    return { code: await this.exited, ms: performance.now() - started };
  }
}
