import assert from "node:assert/strict";

import type { NodeCase } from "../../../sizing/node.ts";
import { networks, said } from "./support.ts";

/** Sizes that cannot work, and what is said of each. */
const refused: readonly (readonly [string, Partial<NodeCase>, RegExp])[] = [
  [
    "Geth's volume under what its history takes",
    { history: "all", execution: { storage: "1Ti" } },
    /^executionStorage: at least 1560Gi for geth with history all on mainnet: 1229 GiB/,
  ],
  [
    "one GiB below the floor",
    { execution: { storage: "909Gi" } },
    /^executionStorage: at least 910Gi for geth with history postPrague on mainnet/,
  ],
  [
    "a supernode on a regular node's volume",
    { custody: "super", consensus: { storage: "200Gi" } },
    /^consensusStorage: at least 480Gi for prysm with super custody on mainnet: 20 GiB .* 457 GiB of blobs/,
  ],
  [
    "blobs kept for long on a small volume",
    { blobRetentionEpochs: 40_960, consensus: { storage: "300Gi" } },
    /^consensusStorage: at least 310Gi .* 289 GiB of blobs: regular custody for 182 days \(40960 epochs/,
  ],
  [
    "memory under three times the cache",
    { execution: { memory: "8Gi" } },
    /^executionMemory: at least 12288Mi, 3 times executionCacheMb \(4096\)/,
  ],
  [
    "a cache of its own that the preset's memory is too small for",
    { execution: { cacheMb: 6000 } },
    /^executionCacheMb: at most 5461, a third of executionMemory \(16Gi\)/,
  ],
  [
    "blobs kept for too short a time",
    { blobRetentionEpochs: 4095 },
    /^blobRetentionEpochs: at least 4096, which/,
  ],
];

describe("a size of one's own", () => {
  for (const [title, change, expected] of refused) {
    it(`is refused with the floor: ${title}`, () => {
      const problems = said(change);
      assert.equal(problems.length, 1, problems.join("\n"));
      assert.match(problems[0] ?? "", expected);
    });
  }

  it("is taken from the floor up", () => {
    assert.deepEqual(
      said({
        execution: { storage: "910Gi", memory: "12Gi", cacheMb: 4096 },
        consensus: { storage: "50Gi" },
      }),
      [],
    );
  });

  it("is the stack's own matter where no cache of Geth's is at stake", () => {
    assert.deepEqual(said({ executionClient: "reth", execution: { memory: "4Gi" } }), []);
  });

  it("may be small on a private chain", () => {
    assert.deepEqual(
      said({ network: networks.devnet, history: "all", execution: { storage: "1Gi" } }),
      [],
    );
  });
});
