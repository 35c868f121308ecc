import assert from "node:assert/strict";

import {
  ask,
  call,
  keyHash,
  startDevGeth,
  startGateway,
  userKeys,
  type DevGeth,
  type RunningGateway,
} from "../../support/gateway.ts";

const seconds = 5;

describe("how many calls of a user the gateway lets through", () => {
  let geth: DevGeth;
  before(async function () {
    this.timeout(120_000);
    geth = await startDevGeth();
  });
  after(() => geth[Symbol.asyncDispose]());

  /** Asks as fast as eight can. @returns the answers' statuses by how often, after the first second */
  async function hammer(gateway: RunningGateway, key: string): Promise<Record<string, number>> {
    const counts: Record<string, number> = {};
    const [from, until] = [performance.now() + 1_000, performance.now() + (seconds + 1) * 1_000];
    const one = async (): Promise<void> => {
      while (performance.now() < until) {
        const { status } = await ask(gateway.url, call("eth_chainId"), { "x-api-key": key });
        if (performance.now() > from) counts[status] = (counts[status] ?? 0) + 1;
      }
    };
    await Promise.all(Array.from({ length: 8 }, one));
    return counts;
  }

  for (const [what, own, expected] of [
    ["what the gateway says", undefined, 50],
    ["what the user's own setting says", 20, 20],
  ] as const)
    it(`${what}, within 10 %: ${expected} a second`, async function () {
      this.timeout(60_000);
      const alice = { name: "alice", sha256: keyHash(userKeys.alice), requestsPerSecond: own };
      const change = { requestsPerSecond: 50, keys: [alice] };
      await using gateway = await startGateway([geth.address], change);
      const counts = await hammer(gateway, userKeys.alice);
      const rate = (counts["200"] ?? 0) / seconds;
      assert.ok(Math.abs(rate - expected) <= expected / 10, `${rate} a second`);
      // Far more was asked.
      assert.ok((counts["429"] ?? 0) > (counts["200"] ?? 0), JSON.stringify(counts));
      assert.deepEqual(Object.keys(counts).toSorted(), ["200", "429"]);
    });

  it("one user's haste is not another's", async function () {
    this.timeout(60_000);
    await using gateway = await startGateway([geth.address], { requestsPerSecond: 50 });
    const hurried = hammer(gateway, userKeys.alice);
    for (let turn = 0; turn < 10; turn++) {
      const { status } = await ask(gateway.url, call("eth_chainId"), {
        "x-api-key": userKeys.bob,
      });
      assert.equal(status, 200);
    }
    assert.ok(((await hurried)["429"] ?? 0) > 0);
  });
});
