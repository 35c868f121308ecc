import { UsageError } from "../cli/usageError.ts";
import type { SyncReading } from "./syncReading.ts";
import type { SyncLimits } from "./syncVerdict.ts";

/** The flags of the `agent` command that the verdict on the sync is made from. */
export const syncFlags = {
  beacon: { type: "string" },
  "chain-id": { type: "string" },
  "seconds-per-slot": { type: "string" },
  "max-head-age": { type: "string" },
  "min-peers": { type: "string" },
  state: { type: "string" },
  revision: { type: "string" },
} as const;

/** What {@link syncFlags} came as. */
export type SyncFlagValues = Readonly<Partial<Record<keyof typeof syncFlags, string>>>;

/** What the verdict needs to be told. */
export interface SyncSettings {
  /** The consensus client's beacon API. */
  readonly beaconUrl: string;
  readonly limits: SyncLimits;
  /** Folder on the data volume; null to remember nothing. */
  readonly stateFolder: string | null;
  readonly revision: SyncReading["revision"];
}

function count(flags: SyncFlagValues, name: keyof SyncFlagValues, least: number): number {
  const text = flags[name];
  const value = /^\d{1,15}$/.test(text ?? "") ? Number(text) : NaN;
  if (!(value >= least)) {
    const came = text === undefined ? "nothing" : JSON.stringify(text);
    throw new UsageError(
      `--${name}: ${came} came, expected a whole number from ${least} up, as --beacon is there`,
    );
  }
  return value;
}

/**
 * Reads the flags. Without `--beacon` there is no consensus client to ask, and so no verdict: null.
 *
 * @throws {UsageError} naming the flag, what came and what was expected
 */
export function parseSyncFlags(flags: SyncFlagValues): SyncSettings | null {
  const { beacon, state, revision } = flags;
  if (beacon === undefined) return null;
  const url = URL.canParse(beacon) ? new URL(beacon) : null;
  if (url?.protocol !== "http:" || url.search !== "" || url.hash !== "")
    throw new UsageError(
      `--beacon: ${JSON.stringify(beacon)} came, expected an http URL such as http://node-0-prysm:3500`,
    );
  return {
    beaconUrl: beacon.replace(/\/+$/, ""),
    limits: {
      chainId: count(flags, "chain-id", 1),
      secondsPerSlot: count(flags, "seconds-per-slot", 1),
      maxHeadAgeSeconds: count(flags, "max-head-age", 1),
      minPeers: count(flags, "min-peers", 0),
    },
    stateFolder: state ?? null,
    revision: revision === undefined || revision === "" ? null : revision,
  };
}
