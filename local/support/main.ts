import { MachineError } from "./errors.ts";

/**
 * Runs a command-line program and sets the exit code: 0 ok, 1 failed, 2 this machine or this usage can't.
 * Call it under `if (import.meta.main)`, so that importing the module runs nothing. Errors are printed as their message; the stack only when `DEBUG` is set, since every message says what to do.
 */
export async function runMain(main: (args: readonly string[]) => Promise<void>): Promise<void> {
  try {
    await main(process.argv.slice(2));
  } catch (error) {
    const debug = process.env["DEBUG"] !== undefined;
    const text = error instanceof Error ? (debug ? error.stack : error.message) : String(error);
    process.stderr.write(`error: ${text ?? "unknown"}\n`);
    process.exitCode = error instanceof MachineError ? 2 : 1;
  }
}
