import { parseArgs, type ParseArgsConfig } from "node:util";

import { UsageError } from "./usageError.ts";

/** The flags of one command, in the form of node:util's parseArgs. */
export type Flags = NonNullable<ParseArgsConfig["options"]>;

/**
 * Reads a command's flags.
 *
 * @throws {UsageError} naming a flag that is unknown, has no value or should have none, or a stray argument
 */
export function parseFlags<T extends Flags>(args: readonly string[], options: T) {
  try {
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: false }).values;
  } catch (error) {
    // Its messages name the flag or argument; the rest of them is advice on `--` that misleads here.
    const message = error instanceof Error ? error.message : String(error);
    throw new UsageError(message.split(/\. /)[0] ?? message);
  }
}
