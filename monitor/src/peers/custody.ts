import { hash } from "node:crypto";

import type { DecodedRecord } from "./decodedRecord.ts";

/** NUMBER_OF_CUSTODY_GROUPS and NUMBER_OF_COLUMNS, consensus-specs specs/fulu/das-core.md: a group is one column. */
export const COLUMNS = 128;

/** `get_custody_groups` of the specification, sorted. */
function custodyGroups(nodeId: string, count: number): readonly number[] {
  if (count === COLUMNS) return Array.from({ length: COLUMNS }, (_, group) => group);
  const groups = new Set<number>();
  // `uint_to_bytes`: 32 bytes, little-endian.
  const id = Buffer.from(nodeId, "hex").reverse();
  while (groups.size < count) {
    // The first eight bytes are a little-endian number, of which the rest modulo 128 counts.
    groups.add((hash("sha256", id, "buffer")[0] ?? 0) % COLUMNS);
    increment(id);
  }
  return [...groups].sort((a, b) => a - b);
}

/** The little-endian number and one, in its place; 0 after the largest. */
function increment(bytes: Buffer): void {
  for (let at = 0; at < bytes.length; at++) {
    const sum = (bytes[at] ?? 0) + 1;
    bytes[at] = sum;
    if (sum < 256) return;
  }
}

/**
 * The columns of blob data that a node keeps, 0 to 127 and sorted, by its id and its number of custody groups: anyone can
 * reckon them. Empty when there can be no such node.
 *
 * Source: `get_custody_groups` and `compute_columns_for_custody_group`, consensus-specs specs/fulu/das-core.md.
 *
 * @param nodeId 64 hexadecimal digits, with or without 0x
 * @param custodyGroupCount 0 to 128, as `cgc` of the node's record
 */
export function custodyColumns(nodeId: string, custodyGroupCount: number): readonly number[] {
  const id = nodeId.replace(/^0x/, "");
  const usable = Number.isInteger(custodyGroupCount) && custodyGroupCount <= COLUMNS;
  // Fewer than none has none anyway.
  return /^[0-9a-f]{64}$/i.test(id) && usable ? custodyGroups(id, custodyGroupCount) : [];
}

/** How many nodes hold each column of blob data. */
export interface ColumnHolders {
  /** By column. */
  readonly holders: readonly number[];
  /** Nodes whose columns are known: the others could hold more. */
  readonly knownPeers: number;
}

type Custodian = Pick<DecodedRecord, "nodeId" | "custodyGroupCount">;

/** Reckons who holds what of those whose record tells it. Null when none does. */
export function columnHolders(records: readonly (Custodian | null)[]): ColumnHolders | null {
  const holders = new Array<number>(COLUMNS).fill(0);
  let knownPeers = 0;
  for (const { nodeId, custodyGroupCount } of records.filter((record) => record !== null)) {
    if (nodeId === null || custodyGroupCount === null) continue;
    knownPeers++;
    for (const column of custodyColumns(nodeId, custodyGroupCount))
      holders[column] = (holders[column] ?? 0) + 1;
  }
  return knownPeers === 0 ? null : { holders, knownPeers };
}
