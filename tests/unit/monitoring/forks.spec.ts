import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { forkRules } from "../../../monitoring/rules/forks.ts";
import { ruleFile } from "../../../monitoring/rules/ruleFile.ts";
import { runTool, toolPath } from "../../support/tool.ts";
import { devnet, forking, targetsOf } from "./stacks.ts";

const hour = 3600;
const day = 24 * hour;

/** Days on promtool's clock, the alerts that fire then, and how many days the next fork is away. */
const story: readonly (readonly [
  day: number,
  firing: readonly string[],
  next: number | undefined,
])[] = [
  [0, [], 31],
  [1, ["ForkAhead New 30d"], 30],
  [23, ["ForkAhead New 30d"], 8],
  [24, ["ForkAhead New 7d"], 7],
  [30, ["ForkAhead New 7d", "ForkAhead Newer 30d"], 1],
  [31, ["ForkAhead Newer 30d"], 29],
  [53, ["ForkAhead Newer 7d"], 7],
  [60, [], undefined],
  [61, ["NetworkReset"], undefined],
];

describe("the rules on forks", function () {
  this.timeout(30_000);

  it("count the days without a deployment, and warn 30 and 7 days before", async function () {
    const promtool = toolPath(this, "promtool");
    const folder = mkdtempSync(join(tmpdir(), "ethnode-forks-"));
    try {
      const rules = join(folder, "rules.json");
      const test = join(folder, "test.json");
      writeFileSync(rules, JSON.stringify({ groups: [forkRules(forking)] }));
      writeFileSync(test, JSON.stringify(unitTest()));
      await runTool(promtool, ["test", "rules", test]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("are in the rule file where something has a date, and only there", () => {
    const groups = (network: typeof devnet) =>
      ruleFile(network, targetsOf(network, 1)).groups.map(({ name }) => name);
    assert.ok(groups(forking).includes("forks-devnet"));
    assert.ok(!groups(devnet).includes("forks-devnet"));
  });

  it("know of no reset where the network stays", () => {
    const schedule = forking.schedule.filter(({ kind }) => kind === "fork");
    const rules = forkRules({ ...devnet, schedule })?.rules ?? [];
    assert.deepEqual(
      [...new Set(rules.flatMap((rule) => ("alert" in rule ? [rule.alert] : [])))],
      ["ForkAhead"],
    );
  });
});

function unitTest(): unknown {
  return {
    rule_files: ["rules.json"],
    evaluation_interval: "1h",
    tests: [
      {
        interval: "1h",
        input_series: [],
        promql_expr_test: story.flatMap(([at, firing, next]) => [
          {
            expr: 'count by (alertname, fork, within) (ALERTS{alertstate="firing",fork!="reset"})',
            eval_time: `${at * day}s`,
            exp_samples: firing
              .filter((alert) => alert.startsWith("ForkAhead"))
              .map((alert) => ({ labels: labels(alert), value: 1 })),
          },
          {
            expr: 'count(ALERTS{alertname="NetworkReset",alertstate="firing",network="devnet"}) or vector(0)',
            eval_time: `${at * day}s`,
            exp_samples: [{ labels: "{}", value: firing.includes("NetworkReset") ? 1 : 0 }],
          },
          {
            expr: "ethnode:days_to_next_fork",
            eval_time: `${at * day}s`,
            exp_samples:
              next === undefined
                ? []
                : [{ labels: 'ethnode:days_to_next_fork{network="devnet"}', value: next }],
          },
          {
            expr: 'ethnode:days_to_fork{fork="Old"}',
            eval_time: `${at * day}s`,
            exp_samples: [
              {
                labels: 'ethnode:days_to_fork{fork="Old",kind="fork",network="devnet"}',
                value: -100 - at,
              },
            ],
          },
        ]),
        alert_rule_test: [
          {
            eval_time: `${24 * day}s`,
            alertname: "ForkAhead",
            exp_alerts: [
              {
                exp_labels: {
                  severity: "warning",
                  within: "7d",
                  network: "devnet",
                  fork: "New",
                  kind: "fork",
                },
                exp_annotations: {
                  summary: "devnet forks in 7.0 days: New",
                  description:
                    "The fork New of devnet is less than 7 days away. A node whose clients do not know it, or know " +
                    "another date, leaves the network on that day.",
                  runbook: "docs/runbooks/forkahead.md",
                },
              },
            ],
          },
        ],
      },
    ],
  };
}

function labels(alert: string): string {
  const [name = "", fork = "", within = ""] = alert.split(" ");
  return `{alertname="${name}",fork="${fork}",within="${within}"}`;
}
