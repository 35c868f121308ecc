import assert from "node:assert/strict";

import { columnHolders, custodyColumns } from "../../src/peers/custody.ts";

const id = (decimal: string): string => BigInt(decimal).toString(16).padStart(64, "0");

/** tests/mainnet/fulu/networking/get_custody_groups of ethereum/consensus-spec-tests. */
const VECTORS: readonly (readonly [id: string, count: number, columns: readonly number[]])[] = [
  [
    id("51781405571328938149219259614021022118347017557305093857689627172914154745642"),
    47,
    [
      3, 6, 7, 8, 9, 12, 25, 26, 29, 30, 32, 40, 42, 47, 52, 53, 54, 55, 56, 57, 69, 70, 71, 72, 74,
      77, 80, 81, 83, 88, 93, 94, 95, 98, 101, 105, 106, 112, 114, 116, 118, 120, 121, 123, 124,
      125, 127,
    ],
  ],
  [
    id("62524992026686681062927724650084164361416283301810167550777687366062873585350"),
    93,
    [
      0, 1, 2, 4, 5, 6, 7, 9, 10, 13, 14, 16, 19, 20, 21, 22, 23, 24, 25, 26, 29, 30, 31, 34, 36,
      37, 38, 39, 40, 41, 42, 44, 45, 46, 49, 50, 53, 54, 55, 56, 57, 58, 60, 62, 66, 67, 68, 70,
      71, 72, 74, 75, 76, 77, 78, 79, 80, 81, 82, 83, 84, 86, 87, 88, 89, 90, 91, 92, 93, 95, 96,
      98, 99, 100, 101, 103, 104, 105, 107, 108, 109, 111, 112, 113, 114, 115, 117, 118, 120, 122,
      123, 126, 127,
    ],
  ],
  // The number after the largest is 0.
  ["f".repeat(64), 4, [1, 47, 87, 102]],
];

describe("reckoning the columns that a node keeps", () => {
  for (const [nodeId, count, columns] of VECTORS) {
    it(`agrees with the specification's vector of ${count} groups`, () => {
      assert.deepEqual(custodyColumns(nodeId, count), columns);
      assert.deepEqual(custodyColumns(`0x${nodeId.toUpperCase()}`, count), columns);
    });
  }

  it("has all of them for a supernode, and none for a node that keeps none", () => {
    const all = Array.from({ length: 128 }, (_, column) => column);
    assert.deepEqual(custodyColumns("0".repeat(64), 128), all);
    assert.deepEqual(custodyColumns("0".repeat(64), 0), []);
  });

  it("does not run away with numbers that there cannot be", () => {
    for (const count of [129, 2 ** 40, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY])
      assert.deepEqual(custodyColumns("0".repeat(64), count), [], String(count));
    for (const nodeId of ["", "0x", "zz".repeat(32), "0".repeat(63)])
      assert.deepEqual(custodyColumns(nodeId, 4), [], nodeId);
  });
});

describe("who holds what", () => {
  const [nodeId, custodyGroupCount] = ["f".repeat(64), 4];

  it("counts the nodes of each column, of those whose record tells it", () => {
    const found = columnHolders([
      { nodeId, custodyGroupCount },
      { nodeId, custodyGroupCount: 128 },
      { nodeId, custodyGroupCount: null },
      { nodeId: null, custodyGroupCount },
      null,
    ]);
    assert.equal(found?.knownPeers, 2);
    assert.deepEqual(
      found.holders,
      Array.from({ length: 128 }, (_, column) => ([1, 47, 87, 102].includes(column) ? 2 : 1)),
    );
  });

  it("is not known where no record tells it", () => {
    assert.equal(columnHolders([]), null);
    assert.equal(columnHolders([null, { nodeId, custodyGroupCount: null }]), null);
  });
});
