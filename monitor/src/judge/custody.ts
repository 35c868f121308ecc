import { type ColumnHolders, COLUMNS } from "../peers/custody.ts";
import type { CustodyCoverage } from "./model.ts";

/** Which columns of blob data the peers hold between them. Null when no peer's are known. */
export function custody(columns: ColumnHolders | null): CustodyCoverage | null {
  if (columns === null) return null;
  const { holders, knownPeers } = columns;
  const uncovered = holders.flatMap((count, column) => (count === 0 ? [column] : []));
  return { covered: COLUMNS - uncovered.length, of: COLUMNS, uncovered, holders, knownPeers };
}
