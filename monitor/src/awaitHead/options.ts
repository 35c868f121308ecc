import type { parseFlags } from "../cli/parse.ts";
import { httpUrl } from "../cli/httpUrl.ts";
import { UsageError } from "../cli/usageError.ts";

/** The flags of the `await-head` command. */
export const awaitHeadFlags = {
  beacon: { type: "string", default: "" },
  slots: { type: "string", default: "3" },
} as const;

/** What the command works with. */
export interface AwaitHeadOptions {
  /** Base URL of the beacon API, without a slash at its end. */
  readonly beaconUrl: string;
  /** How many slots old the head may be: some are empty on any network. */
  readonly slots: number;
}

/**
 * Checks the flags.
 *
 * @throws {UsageError} naming the flag, what came and what was expected
 */
export function readOptions(
  flags: ReturnType<typeof parseFlags<typeof awaitHeadFlags>>,
): AwaitHeadOptions {
  if (!/^\d{1,4}$/.test(flags.slots)) {
    throw new UsageError(
      `--slots: ${JSON.stringify(flags.slots)} came, expected a whole number from 0 to 9999`,
    );
  }
  return {
    beaconUrl: httpUrl("--beacon", flags.beacon, "such as http://node-0-prysm:3500").replace(
      /\/+$/,
      "",
    ),
    slots: Number(flags.slots),
  };
}
