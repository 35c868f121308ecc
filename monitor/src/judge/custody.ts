import type { CustodyCoverage } from "./model.ts";
import { COLUMNS } from "./thresholds.ts";

/**
 * Which columns of blob data the peers hold between them. Null when no peer's are known.
 *
 * @param peers the columns of each peer whose record tells them
 */
export function custody(peers: readonly (readonly number[])[] | null): CustodyCoverage | null {
  if (peers === null || peers.length === 0) return null;
  const holders = new Array<number>(COLUMNS).fill(0);
  for (const columns of peers) {
    for (const column of columns)
      if (column in holders) holders[column] = (holders[column] ?? 0) + 1;
  }
  const uncovered = holders.flatMap((count, column) => (count === 0 ? [column] : []));
  return {
    covered: COLUMNS - uncovered.length,
    of: COLUMNS,
    uncovered,
    holders,
    knownPeers: peers.length,
  };
}
