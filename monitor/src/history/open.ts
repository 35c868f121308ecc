import type { Logger } from "pino";

import type { History } from "./history.ts";
import { DirectLink } from "./link.ts";
import { QueuedHistory } from "./queuedHistory.ts";
import type { HistorySettings } from "./settings.ts";
import { ThreadLink } from "./threadLink.ts";

/**
 * Nodes up to which the database is written and read by the thread that polls. A thread of its own takes some 20 MB; up
 * to here no write, and no question of the page, takes longer than a poll's own parsing may (docs/benchmarks.md).
 */
const DIRECT_NODES = 3;

/**
 * Begins to keep history where the settings say so.
 *
 * @param nodes how many nodes are watched
 * @param threaded whether the database has a thread of its own. Default: by the number of nodes
 * @param flushMs pause between two writes, default a second
 * @param closeMs longest wait for the last writes, default three seconds
 */
export function openHistory(
  settings: HistorySettings | undefined,
  log: Logger,
  nodes: number,
  {
    threaded = nodes > DIRECT_NODES,
    ...times
  }: {
    readonly threaded?: boolean;
    readonly flushMs?: number;
    readonly closeMs?: number;
  } = {},
): History | null {
  if (settings === undefined) return null;
  const { folder, retentionDays, maxMegabytes } = settings;
  const options = {
    folder,
    retentionMs: retentionDays * 86_400_000,
    maxBytes: maxMegabytes * 1_000_000,
  };
  const notice = (text: string): void => {
    log.error({ folder }, `history begins anew: ${text}`);
  };
  const link = threaded ? new ThreadLink(options, notice) : new DirectLink(options, notice);
  return new QueuedHistory(link, log, times);
}
