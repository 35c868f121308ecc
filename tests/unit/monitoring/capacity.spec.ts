import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Capacity } from "../../../monitoring/capacity/cost.ts";
import { capacityRules } from "../../../monitoring/capacity/rules.ts";
import { recordedCapacity } from "../../../monitoring/capacity/series.ts";
import type { MonitoredNetwork } from "../../../monitoring/network.ts";
import { runTool, toolPath } from "../../support/tool.ts";
import { devnet, mainnet } from "./stacks.ts";

const gib = 2 ** 30;
const day = 86_400;
const { volumeDaysLeft, volumeGrowth, nodeMonthlyCost } = recordedCapacity;

const priced: Capacity = {
  prices: { currency: "EUR", diskGibMonth: 0.1, cpuMonth: 20, memoryGibMonth: 3 },
  nodes: [{ name: "node-0", diskGib: 1700, cpu: 4, memoryGib: 24 }],
};

const at = (claim: string) => ({
  claim,
  labels: `job="kubelet",node="node-0",layer="execution",namespace="ethereum",persistentvolumeclaim="${claim}"`,
});

/** A volume of 1000 GiB with 500 used at second 0, that grows by some GiB a day. */
const volume = (name: string, gibADay: number, minutes: number, before = "") => {
  const { labels } = at(name);
  const step = (gibADay * gib) / (day / 60);
  const go = (from: number, by: number) =>
    `${before} ${from}${by < 0 ? "-" : "+"}${Math.abs(by)}x${minutes}`;
  return [
    { series: `kubelet_volume_stats_used_bytes{${labels}}`, values: go(500 * gib, step) },
    { series: `kubelet_volume_stats_available_bytes{${labels}}`, values: go(500 * gib, -step) },
  ];
};

const container = (metric: string, more: string, values: string) => ({
  series: `${metric}{job="cadvisor",${more}}`,
  values,
});

interface Sample {
  readonly labels: string;
  readonly value: number;
}

describe("the capacity rules", function () {
  this.timeout(60_000);

  /** Rounded, since a slope is a sum of many floating-point numbers. */
  const check = async (
    test: Mocha.Context,
    network: MonitoredNetwork,
    capacity: Capacity,
    series: readonly unknown[],
    expected: readonly (readonly [minute: number, expr: string, samples: readonly Sample[]])[],
  ): Promise<void> => {
    const promtool = toolPath(test, "promtool");
    const folder = mkdtempSync(join(tmpdir(), "ethnode-capacity-"));
    try {
      const rules = join(folder, "rules.json");
      const story = join(folder, "test.json");
      writeFileSync(rules, JSON.stringify({ groups: [capacityRules(network, capacity)] }));
      writeFileSync(
        story,
        JSON.stringify({
          rule_files: ["rules.json"],
          evaluation_interval: "1m",
          tests: [
            {
              interval: "1m",
              input_series: series,
              promql_expr_test: expected.map(([minute, expr, samples]) => ({
                expr: `round(${expr}, 0.01)`,
                eval_time: `${minute}m`,
                exp_samples: samples,
              })),
            },
          ],
        }),
      );
      assert.match(await runTool(promtool, ["check", "rules", rules]), /SUCCESS/);
      await runTool(promtool, ["test", "rules", story]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  };

  const labels = (network: string, claim: string) =>
    `{layer="execution",network="${network}",node="node-0",persistentvolumeclaim="${claim}"}`;

  it("tell the days until a volume is full, and how much it grows a day", async function () {
    // 500 GiB are left at the start; a day and 10 GiB later 490 are, for 49 days.
    await check(this, mainnet, { nodes: [] }, volume("node-0-geth-data", 10, 1500), [
      [1440, volumeDaysLeft, [{ labels: labels("mainnet", "node-0-geth-data"), value: 49 }]],
      [
        1440,
        `${volumeGrowth} / ${gib}`,
        [{ labels: labels("mainnet", "node-0-geth-data"), value: 10 }],
      ],
    ]);
  });

  it("say nothing while the history is short, and go on through a gap in it", async function () {
    await check(this, mainnet, { nodes: [] }, volume("node-0-geth-data", 10, 1500, "_x30"), [
      // No sample is as old as the window's first tenth.
      [1290, volumeGrowth, []],
      [1290, volumeDaysLeft, []],
      [
        1480,
        `${volumeGrowth} > bool 0`,
        [{ labels: labels("mainnet", "node-0-geth-data"), value: 1 }],
      ],
    ]);
  });

  for (const [what, gibADay, growth] of [
    ["stays as it is", 0, 0],
    ["shrinks", -5, -5],
    ["would need more than ten years", 0.1, 0.1],
  ] as const) {
    it(`know no day for a volume that ${what}`, async function () {
      await check(this, mainnet, { nodes: [] }, volume("node-0-prysm-data", gibADay, 1500), [
        [
          1440,
          `${volumeGrowth} / ${gib}`,
          [{ labels: labels("mainnet", "node-0-prysm-data"), value: growth }],
        ],
        [1440, volumeDaysLeft, []],
      ]);
    });
  }

  it("look at ten minutes of a private chain, which lives no longer than hours", async function () {
    await check(this, devnet, { nodes: [] }, volume("node-0-geth-data", 14.4, 20), [
      [8, volumeGrowth, []],
      [
        10,
        `${volumeGrowth} / ${gib}`,
        [{ labels: labels("devnet", "node-0-geth-data"), value: 14.4 }],
      ],
    ]);
  });

  it("leave out volumes of no node, such as the monitoring's own", async function () {
    const series = volume("prometheus-data", 10, 1500).map((one) => ({
      ...one,
      series: one.series.replace('node="node-0",layer="execution",', ""),
    }));
    await check(this, mainnet, { nodes: [] }, series, [[1440, volumeGrowth, []]]);
  });

  const cost = (part: string, basis: string, value: number): Sample => ({
    labels: `{basis="${basis}",currency="EUR",network="mainnet",node="node-0",part="${part}"}`,
    value,
  });

  it("tell what a node costs by what it asks for, and by what it uses", async function () {
    await check(
      this,
      mainnet,
      priced,
      [
        ...volume("node-0-geth-data", 0, 90),
        container("container_cpu_usage_seconds_total", 'node="node-0",container="geth"', "0+90x90"),
        // The whole pod's: counted in its containers' already.
        container("container_cpu_usage_seconds_total", 'node="node-0",container=""', "0+95x90"),
        container(
          "container_memory_working_set_bytes",
          'node="node-0",container="geth"',
          `${8 * gib}x90`,
        ),
        container("container_memory_working_set_bytes", 'container="grafana"', `${gib}x90`),
      ],
      [
        [
          80,
          nodeMonthlyCost,
          [
            cost("disk", "requested", 170),
            cost("cpu", "requested", 80),
            cost("memory", "requested", 72),
            cost("disk", "used", 50),
            cost("cpu", "used", 30),
            cost("memory", "used", 24),
          ],
        ],
      ],
    );
  });

  it("know no cost without prices", async function () {
    await check(this, mainnet, { nodes: priced.nodes }, volume("node-0-geth-data", 0, 90), [
      [80, nodeMonthlyCost, []],
    ]);
  });
});
