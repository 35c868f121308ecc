import assert from "node:assert/strict";

import { cpus } from "../../../monitoring/capacity/cost.ts";
import { capacity, monthlyCost } from "../../../stack/capacity.ts";
import { refusal, settingsOf } from "../settings/support.ts";

const prices = { currency: "EUR", diskGibMonth: 0.08, cpuMonth: 25, memoryGibMonth: 3.5 };
const priced = { prices: JSON.stringify(prices) };

describe("what nodes cost", () => {
  it("is unknown without prices, and the output says so", async () => {
    assert.equal(
      monthlyCost(await settingsOf("mainnet")),
      "unknown: no prices are set (ethnode:prices)",
    );
  });

  it("is counted from all that a node asks for", async () => {
    // Geth 2 TiB, 4 CPUs, 24 GiB; Prysm 200 GiB, 4 CPUs, 16 GiB; the agent 10m and 64 MiB.
    const settings = await settingsOf("mainnet", priced);
    assert.deepEqual(capacity(settings).nodes[0], {
      name: "node-0",
      diskGib: 2048 + 200,
      cpu: 8.01,
      memoryGib: 24 + 16 + 1 / 16,
    });
    const node = { disk: 179.84, cpu: 200.25, memory: 140.22, total: 520.31 };
    assert.deepEqual(monthlyCost(settings), {
      currency: "EUR",
      total: 1040.62,
      nodes: { "node-0": node, "node-1": node },
    });
  });

  it("has a private chain's validators in it", async () => {
    const [node] = capacity(await settingsOf("dev")).nodes;
    const alone = capacity(
      await settingsOf("dev", {
        nodes: JSON.stringify([{ name: "node-0" }, { name: "node-1", validators: 16 }]),
      }),
    ).nodes[0];
    assert.equal((node?.diskGib ?? 0) - (alone?.diskGib ?? 0), 1);
    assert.equal((node?.memoryGib ?? 0) - (alone?.memoryGib ?? 0), 0.5);
  });

  it("reads CPUs whole, in fractions and in thousandths", () => {
    assert.deepEqual(["2", "0.5", "500m"].map(cpus), [2, 0.5, 0.5]);
  });

  for (const [came, message] of [
    [
      { currency: "EUR" },
      ["diskGibMonth", "cpuMonth", "memoryGibMonth"]
        .map(
          (part) =>
            `ethnode:prices.${part}: came nothing, expected all of currency, diskGibMonth, cpuMonth, memoryGibMonth, or no prices`,
        )
        .join("\n"),
    ],
    [
      { ...prices, cpuMonth: -1 },
      "ethnode:prices.cpuMonth: came -1, expected a price, a number from 0 up",
    ],
    [
      { ...prices, diskGibMonth: "0.1" },
      'ethnode:prices.diskGibMonth: came "0.1", expected a price, a number from 0 up',
    ],
    [
      { ...prices, currency: "euro" },
      'ethnode:prices.currency: came "euro", expected a currency, such as EUR',
    ],
    [
      { ...prices, gpu: 1 },
      `ethnode:prices: came ${JSON.stringify({ ...prices, gpu: 1 })}, expected prices with nothing but currency, diskGibMonth, cpuMonth, memoryGibMonth`,
    ],
  ] as const) {
    it(`refuses prices such as ${JSON.stringify(came)}`, async () => {
      assert.equal(await refusal("mainnet", { prices: JSON.stringify(came) }), message);
    });
  }
});
