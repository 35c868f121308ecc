import type { Logger } from "pino";

import type { History } from "./history.ts";
import type { HistorySettings } from "./settings.ts";
import { ThreadHistory } from "./threadHistory.ts";

/** Begins to keep history where the settings say so. */
export function openHistory(settings: HistorySettings | undefined, log: Logger): History | null {
  if (settings === undefined) return null;
  const { folder, retentionDays, maxMegabytes } = settings;
  const options = {
    folder,
    retentionMs: retentionDays * 86_400_000,
    maxBytes: maxMegabytes * 1_000_000,
  };
  return new ThreadHistory(options, log);
}
