import assert from "node:assert/strict";

import { refusal, settingsOf, type Change } from "./support.ts";

const twenty = JSON.stringify(Array.from({ length: 20 }, (_, i) => ({ name: `node-${i}` })));
const forty = JSON.stringify(Array.from({ length: 40 }, (_, i) => ({ name: `node-${i}` })));

const refused: readonly [string, Change, RegExp][] = [
  [
    "a retention that cannot fit",
    { nodes: twenty, prometheusRetention: "90d" },
    /^ethnode:prometheusStorage: came "50Gi", expected \d+Gi or more, to keep 20 node\(s\) scraped every 15 s for prometheusRetention 90d; or a prometheusRetention of \d+d or less$/,
  ],
  ["a fleet that cannot fit", { nodes: forty }, /to keep 40 node\(s\) .* 30d; or .* \d+d or less$/],
  [
    "an interval at which it cannot fit",
    { nodes: twenty, scrapeIntervalSeconds: "5" },
    /every 5 s for prometheusRetention 30d/,
  ],
  [
    "a volume in which no day fits",
    { nodes: twenty, prometheusStorage: "1Gi" },
    /^ethnode:prometheusStorage: came "1Gi", .* of \d+h or less$/,
  ],
  [
    "no reason for no resource metrics",
    { resourceMetrics: "false" },
    /^ethnode:resourceMetricsDisabledReason: came "", expected the reason/,
  ],
  [
    "a range that is none",
    { machineCidrs: '["10.0.0.1"]' },
    /^ethnode:machineCidrs\[0\]: came "10\.0\.0\.1", expected a list of address ranges/,
  ],
  [
    "nodes where the machines' exporters are",
    { nodesNamespace: "monitoring-host", monitoringNamespace: "monitoring" },
    /^ethnode:nodesNamespace: came "monitoring-host", expected another namespace/,
  ],
];

describe("the settings of Prometheus and its exporters", () => {
  for (const [what, change, message] of refused) {
    it(`refuse ${what}`, async () => {
      assert.match(await refusal("mainnet", change), message);
    });
  }

  it("let twenty nodes be kept for a month on the default volume", async () => {
    const { nodes, prometheusStorage } = await settingsOf("mainnet", { nodes: twenty });
    assert.deepEqual([nodes.length, prometheusStorage], [20, "50Gi"]);
  });

  it("ask no Prometheus of the cluster's own for room", async () => {
    const settings = await settingsOf("mainnet", {
      nodes: forty,
      monitoringMode: "operator",
      scraperNamespace: "observability",
    });
    assert.equal(settings.monitoringMode, "operator");
  });

  it("mean what they say: the retention that a refusal names is taken", async () => {
    const said = await refusal("mainnet", { nodes: twenty, prometheusRetention: "90d" });
    const fits = /of (\d+d) or less/.exec(said)?.[1] ?? "";
    const taken = await settingsOf("mainnet", { nodes: twenty, prometheusRetention: fits });
    assert.equal(taken.prometheusRetention, fits);
    const size = /expected (\d+Gi)/.exec(said)?.[1] ?? "";
    await settingsOf("mainnet", {
      nodes: twenty,
      prometheusRetention: "90d",
      prometheusStorage: size,
    });
  });
});
