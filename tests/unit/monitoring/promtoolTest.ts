import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { ScrapeTarget } from "../../../monitoring/jobs.ts";
import type { MonitoredNetwork } from "../../../monitoring/network.ts";
import { ruleFile } from "../../../monitoring/rules/ruleFile.ts";
import { runTool } from "../../support/tool.ts";
import { samples, scrapeSeconds, type Signals } from "./chain.ts";

/** What is to be seen at a moment. */
export interface Expectation {
  readonly second: number;
  /** Every alert that fires, beside the watchdog: `HeadStalled node-0`, the node where it has one. */
  readonly firing: readonly string[];
}

/** An alert with its text, as promtool compares it. */
export interface ExpectedAlert {
  readonly second: number;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** What happens to a stack, and which alerts come of it. */
export interface Story {
  readonly network: MonitoredNetwork;
  readonly targets: readonly ScrapeTarget[];
  readonly signals: Signals;
  readonly expect: readonly Expectation[];
  readonly alerts?: readonly ExpectedAlert[];
}

/**
 * Plays a story to the real rules in real Prometheus code (`promtool test rules`); fails with promtool's comparison.
 *
 * Source: https://prometheus.io/docs/prometheus/3.10/configuration/unit_testing_rules/
 */
export async function play(promtool: string, story: Story): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "ethnode-rules-"));
  try {
    const file = (name: string, content: unknown): string => {
      const path = join(folder, name);
      writeFileSync(path, JSON.stringify(content));
      return path;
    };
    file("rules.json", ruleFile(story.network, story.targets));
    await runTool(promtool, ["test", "rules", file("test.json", unitTest(story))]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function unitTest(story: Story): unknown {
  const seconds = [...story.expect, ...(story.alerts ?? [])].map(({ second }) => second);
  const end = Math.max(...seconds);
  return {
    rule_files: ["rules.json"],
    evaluation_interval: `${scrapeSeconds}s`,
    tests: [
      {
        interval: `${scrapeSeconds}s`,
        input_series: Object.entries(story.signals).map(([series, signal]) => ({
          series,
          values: samples(signal, end),
        })),
        promql_expr_test: story.expect.map(({ second, firing }) => ({
          expr: 'count by (alertname, node) (ALERTS{alertstate="firing"})',
          eval_time: `${second}s`,
          exp_samples: ["Watchdog", ...firing].map((alert) => ({
            labels: labels(alert),
            value: 1,
          })),
        })),
        alert_rule_test: (story.alerts ?? []).map(({ second, name, labels, annotations }) => ({
          eval_time: `${second}s`,
          alertname: name,
          exp_alerts: [{ exp_labels: labels, exp_annotations: annotations }],
        })),
      },
    ],
  };
}

function labels(alert: string): string {
  const [name = "", node] = alert.split(" ");
  return node === undefined ? `{alertname="${name}"}` : `{alertname="${name}",node="${node}"}`;
}
