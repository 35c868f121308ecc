import assert from "node:assert/strict";

import { nodeDashboard } from "../../../monitoring/dashboards/node.ts";
import { metricsPaths } from "../../../monitoring/jobs.ts";
import { recordedCapacity } from "../../../monitoring/capacity/series.ts";
import { recorded } from "../../../monitoring/rules/consensus.ts";
import { ruleFile } from "../../../monitoring/rules/ruleFile.ts";
import { createMetrics } from "../../../monitor/src/serve/metrics.ts";
import { selectors, type Selector } from "../../support/promql.ts";
import { scrape, scrapedJobs } from "../../support/scrapes.ts";
import { devnet, mainnet, targetsOf } from "./stacks.ts";

/** What Prometheus itself writes of every target. */
const ofPrometheus = new Set(["up"]);
const recordedNames = new Set<string>([
  ...Object.values(recorded),
  ...Object.values(recordedCapacity),
]);
/** Labels that the scrape configuration adds. */
const ofTarget = new Set(["job", "network", "node", "client", "layer", "machine"]);

const scrapes = new Map<string, Map<string, string[]>>(
  scrapedJobs.map((job) => [job, scrape(job)]),
);

describe("every metric that is read", () => {
  before(async () => {
    const monitor = await createMetrics({ nodes: [] }, "0.0.0").getMetricsAsJSON();
    scrapes.set("peer-monitor", new Map(monitor.map(({ name }) => [name, []])));
  });

  const rules = [devnet, mainnet].flatMap((network) =>
    ruleFile(network, targetsOf(network, 2)).groups.flatMap((group) => group.rules),
  );
  for (const expr of new Set(rules.map((rule) => rule.expr))) {
    it(`is exported: rule ${expr}`, () => {
      selectors(expr).forEach(assertExported);
    });
  }
  for (const expr of dashboardExpressions()) {
    it(`is exported: panel ${expr}`, () => {
      const found = selectors(expr);
      assert.notEqual(found.length, 0);
      found.forEach(assertExported);
    });
  }

  it("is caught when nobody exports it, and when it is another job's", () => {
    const read = (expr: string) => {
      selectors(expr).forEach(assertExported);
    };
    assert.throws(() => {
      read('geth_peer_count{job="geth"}');
    }, /geth exports no geth_peer_count/);
    assert.throws(() => {
      read('chain_head_block{job="prysm-beacon"}');
    }, /prysm-beacon exports no chain_head_block/);
    assert.throws(() => {
      read("chain_head_block > 0");
    }, /chain_head_block: no job is selected/);
    assert.throws(() => {
      read('p2p_peer_count{job="prysm-beacon",state="connected"}');
    }, /no sample of p2p_peer_count has state="connected"/);
  });
});

function assertExported({ metric, matchers }: Selector): void {
  if (recordedNames.has(metric)) return;
  const job = matchers.get("job")?.replace(/^=~?/, "");
  assert.ok(job !== undefined, `${metric}: no job is selected`);
  for (const one of job.split("|")) assert.ok(one in metricsPaths, `there is no job ${one}`);
  if (ofPrometheus.has(metric)) return;
  const samples = scrapes.get(job)?.get(metric);
  assert.ok(samples !== undefined, `${job} exports no ${metric}`);
  for (const [label, match] of matchers) {
    if (ofTarget.has(label)) continue;
    const pair = `${label}="${match.slice(1)}"`;
    const seen = samples.some((line) => line.includes(pair));
    assert.ok(seen, `no sample of ${metric} has ${pair}`);
  }
}

function dashboardExpressions(): Set<string> {
  const { panels, templating } = JSON.parse(JSON.stringify(nodeDashboard())) as {
    panels: { targets?: { expr: string }[] }[];
    templating: { list: { query: string }[] };
  };
  const queries = templating.list.map(({ query }) => query.replace(/, \w+\)$/, ")"));
  return new Set([
    ...panels.flatMap((panel) => panel.targets ?? []).map(({ expr }) => expr),
    ...queries,
  ]);
}
