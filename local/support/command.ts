import { spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { CommandError } from "./errors.ts";

/** How a command is run. */
export interface RunOptions {
  /** Working directory. Default: this process's. */
  readonly cwd?: string;
  /** The whole environment. Default: this process's. Spread `process.env` to add to it. */
  readonly env?: NodeJS.ProcessEnv;
  /** What the command reads from its standard input. Default: nothing. */
  readonly input?: string | Uint8Array;
  /** A file that gets standard output and error, from its beginning; both are then empty in the result. */
  readonly logFile?: string;
  /** Milliseconds until the command is killed. Default: none. */
  readonly timeout?: number;
  /** Ends the command (SIGTERM) when aborted. */
  readonly signal?: AbortSignal;
}

/** What a command left behind. */
export interface RunResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a command to its end and returns what it printed, whatever its exit code.
 * @throws CommandError when it cannot start, or ends by a signal or the time limit
 */
export async function runUnchecked(
  command: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<RunResult> {
  const log = options.logFile === undefined ? undefined : openSync(options.logFile, "w", 0o644);
  try {
    return await collect(command, args, options, log);
  } finally {
    if (log !== undefined) closeSync(log);
  }
}

/**
 * Runs a command to its end and returns its standard output.
 * @throws CommandError when it ends with another code than 0
 */
export async function run(
  command: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<string> {
  const { code, stdout, stderr } = await runUnchecked(command, args, options);
  if (code !== 0) {
    throw new CommandError([command, ...args], code, `exit code ${code}, expected 0`, stderr);
  }
  return stdout;
}

function collect(
  command: string,
  args: readonly string[],
  options: RunOptions,
  log: number | undefined,
): Promise<RunResult> {
  return new Promise((resolve, reject) => {
    const output = log ?? "pipe";
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: options.env,
      stdio: [options.input === undefined ? "ignore" : "pipe", output, output],
      timeout: options.timeout,
      signal: options.signal,
    });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout?.on("data", (chunk: Buffer) => stdout.push(chunk));
    child.stderr?.on("data", (chunk: Buffer) => stderr.push(chunk));
    // A command that ends before it has read its input is judged by its exit code, not by the broken pipe.
    child.stdin?.on("error", () => undefined);
    child.stdin?.end(options.input);
    const fail = (reason: string): void => {
      reject(new CommandError([command, ...args], undefined, reason, text(stderr)));
    };
    child.on("error", (error) => {
      fail(error.message);
    });
    child.on("close", (code, signal) => {
      if (code === null) fail(`ended by ${signal ?? "a signal"}${timeLimit(options.timeout)}`);
      else resolve({ code, stdout: text(stdout), stderr: text(stderr) });
    });
  });
}

function timeLimit(timeout: number | undefined): string {
  return timeout === undefined ? "" : ` (time limit ${timeout / 1000} s)`;
}

function text(chunks: readonly Buffer[]): string {
  return Buffer.concat(chunks).toString("utf8");
}
