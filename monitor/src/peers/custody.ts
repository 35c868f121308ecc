import { createHash } from "node:crypto";

import { EACH_PEER, memo } from "./memo.ts";

/** NUMBER_OF_CUSTODY_GROUPS and NUMBER_OF_COLUMNS, consensus-specs specs/fulu/das-core.md: a group is one column. */
const GROUPS = 128;
const MAX_UINT256 = 2n ** 256n - 1n;

/** `uint_to_bytes`: 32 bytes, little-endian. */
const littleEndian = (id: bigint): Buffer =>
  Buffer.from(id.toString(16).padStart(64, "0"), "hex").reverse();

/** `get_custody_groups` of the specification, sorted. */
function custodyGroups(nodeId: bigint, count: number): readonly number[] {
  if (count === GROUPS) return Array.from({ length: GROUPS }, (_, group) => group);
  const groups = new Set<number>();
  for (let id = nodeId; groups.size < count; id = id === MAX_UINT256 ? 0n : id + 1n) {
    const digest = createHash("sha256").update(littleEndian(id)).digest();
    groups.add(Number(digest.readBigUInt64LE(0) % BigInt(GROUPS)));
  }
  return [...groups].sort((a, b) => a - b);
}

const remembered = memo((key) => {
  const [id = "", count] = key.split("/");
  return custodyGroups(BigInt(`0x${id}`), Number(count));
}, EACH_PEER);

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
  const id = nodeId.replace(/^0x/, "").toLowerCase();
  const usable = Number.isInteger(custodyGroupCount) && custodyGroupCount <= GROUPS;
  // Fewer than none has none anyway.
  if (!/^[0-9a-f]{64}$/.test(id) || !usable) return [];
  return remembered(`${id}/${custodyGroupCount}`);
}
