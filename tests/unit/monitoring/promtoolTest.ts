import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { runUnchecked } from "../../../local/support/command.ts";
import type { ScrapeTarget } from "../../../monitoring/jobs.ts";
import type { MonitoredNetwork } from "../../../monitoring/network.ts";
import { ruleFile } from "../../../monitoring/rules/ruleFile.ts";
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
  /** Seconds from one scrape and evaluation to the next, in stories of many hours. Default: as the stacks scrape. */
  readonly step?: number;
}

/**
 * Plays stories to the real rules in real Prometheus code (`promtool test rules`), all in one process.
 *
 * Source: https://prometheus.io/docs/prometheus/3.10/configuration/unit_testing_rules/
 *
 * @returns promtool's comparison of each story that did not go as expected, by its title
 */
export async function play(
  promtool: string,
  stories: Readonly<Record<string, Story>>,
): Promise<ReadonlyMap<string, string>> {
  const folder = mkdtempSync(join(tmpdir(), "ethnode-rules-"));
  try {
    const tests = testFiles(folder, Object.entries(stories));
    const results = join(folder, "results.xml");
    const { stderr } = await runUnchecked(promtool, [
      "test",
      "rules",
      `--junit=${results}`,
      ...tests,
    ]);
    const cases = readCases(readFileSync(results, "utf8"));
    for (const title of Object.keys(stories)) {
      if (!cases.has(title)) throw new Error(`promtool did not play "${title}":\n${stderr}`);
    }
    return new Map([...cases].filter(([, failure]) => failure !== ""));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** One test file for each rule file and pace. */
function testFiles(folder: string, stories: readonly (readonly [string, Story])[]): string[] {
  const files = new Map<string, { rules: string; step: number; tests: unknown[] }>();
  for (const [title, story] of stories) {
    const step = story.step ?? scrapeSeconds;
    const rules = JSON.stringify(
      ruleFile(story.network, story.targets, { nodes: [] }, { resources: true }),
    );
    const file = files.get(`${step} ${rules}`) ?? { rules, step, tests: [] };
    file.tests.push(unitTest(title, story, step));
    files.set(`${step} ${rules}`, file);
  }
  return [...files.values()].map(({ rules, step, tests }, index) => {
    const path = join(folder, `test-${index}.json`);
    writeFileSync(join(folder, `rules-${index}.json`), rules);
    const content = { rule_files: [`rules-${index}.json`], evaluation_interval: `${step}s`, tests };
    writeFileSync(path, JSON.stringify(content));
    return path;
  });
}

/** What failed in each case of promtool's JUnit file; nothing where the case is as expected. */
function readCases(xml: string): Map<string, string> {
  const entities: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&" };
  const text = (escaped: string): string =>
    escaped
      .replaceAll(/&#x?([0-9A-Fa-f]+);/g, (all, code: string) =>
        String.fromCodePoint(Number.parseInt(code, all.startsWith("&#x") ? 16 : 10)),
      )
      .replaceAll(/&(lt|gt|amp);/g, (all, name: string) => entities[name] ?? all);
  const cases = [...xml.matchAll(/<testcase name="([^"]*)">(.*?)<\/testcase>/gs)];
  return new Map(
    cases.map(([, name = "", inside = ""]) => [
      text(name),
      text(inside.replaceAll(/<\/?(failure|error)>/g, "\n")).trim(),
    ]),
  );
}

function unitTest(title: string, story: Story, step: number): unknown {
  const seconds = [...story.expect, ...(story.alerts ?? [])].map(({ second }) => second);
  const end = Math.max(...seconds);
  return {
    name: title,
    interval: `${step}s`,
    input_series: Object.entries(story.signals).map(([series, signal]) => ({
      series,
      values: samples(signal, end, step),
    })),
    promql_expr_test: story.expect.map(({ second, firing }) => ({
      // An alert of two severities is one here.
      expr: 'group by (alertname, node) (ALERTS{alertstate="firing"})',
      eval_time: `${second}s`,
      exp_samples: ["Watchdog", ...firing].map((alert) => ({ labels: labels(alert), value: 1 })),
    })),
    alert_rule_test: (story.alerts ?? []).map(({ second, name, labels, annotations }) => ({
      eval_time: `${second}s`,
      alertname: name,
      exp_alerts: [{ exp_labels: labels, exp_annotations: annotations }],
    })),
  };
}

function labels(alert: string): string {
  const [name = "", node] = alert.split(" ");
  return node === undefined ? `{alertname="${name}"}` : `{alertname="${name}",node="${node}"}`;
}
