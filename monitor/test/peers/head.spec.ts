import assert from "node:assert/strict";

import { executionHead } from "../../src/peers/head.ts";

const protocol = (name: string, latestBlock: number | null) =>
  ({ name, latestBlock, state: "ready", version: null, earliestBlock: null }) as const;

describe("an execution peer's head", () => {
  it("is what its eth protocol tells, and no other's", () => {
    assert.deepEqual(executionHead([protocol("snap", 9), protocol("eth", 5)]), { block: 5 });
    assert.deepEqual(executionHead([protocol("eth", 0)]), { block: 0 });
  });

  it("is not known when it is not told", () => {
    for (const protocols of [[], [protocol("eth", null)], [protocol("snap", 9)]])
      assert.equal(executionHead(protocols), null);
  });
});
