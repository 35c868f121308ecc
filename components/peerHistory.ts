import { bytes } from "../sizing/quantity.ts";
import type { VolumeArgs } from "./kubernetes/claim.ts";

/** What of the past the peer monitor keeps over its restarts. */
export interface PeerHistoryArgs {
  /** Where. It is never precious: without it the monitor begins anew. */
  readonly volume: Pick<VolumeArgs, "size" | "storageClass" | "accessMode">;
  /** How long, days from 1 to 90. */
  readonly retentionDays: number;
}

/** Where the history's volume is mounted. */
export const historyPath = "/history";

/**
 * The part of the volume that the database may take. Beside it lie its write-ahead log and, for as long as it is kept, a
 * database that was found damaged.
 */
export const historyShare = 0.4;

/** The key `history` of the monitor's configuration. Its schema is the monitor's: `monitor/src/history/settings.ts`. */
export const historyConfig = ({ volume, retentionDays }: PeerHistoryArgs) => ({
  folder: historyPath,
  retentionDays,
  maxMegabytes: Math.floor((bytes(volume.size) * historyShare) / 1e6),
});
