import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { runbookPath } from "../../../monitoring/rules/rule.ts";
import { ruleFile } from "../../../monitoring/rules/ruleFile.ts";
import { selectors } from "../../support/promql.ts";
import { scrapedJobs, scrape } from "../../support/scrapes.ts";
import { createMetrics } from "../../../monitor/src/serve/metrics.ts";
import { recordedCapacity } from "../../../monitoring/capacity/series.ts";
import { recordedForks } from "../../../monitoring/rules/forks.ts";
import { recordedPeers } from "../../../monitoring/rules/peers.ts";
import { recordedResources } from "../../../monitoring/rules/resources.ts";
import { devnet, forking, mainnet, targetsOf } from "./stacks.ts";

const repo = join(import.meta.dirname, "../../..");
const alerts = new Set(
  [devnet, forking, mainnet].flatMap((network) =>
    ruleFile(network, targetsOf(network, 2)).groups.flatMap((group) =>
      group.rules.flatMap((rule) => ("alert" in rule ? [rule.alert] : [])),
    ),
  ),
);
const pages = readdirSync(join(repo, "docs/runbooks"));
const exported = new Set([
  ...scrapedJobs.flatMap((job) => [...scrape(job).keys()]),
  ...["up", "ALERTS", "ethnode:beacon_slots_behind", "ethnode:beacon_epochs_unfinalized"],
  ...[recordedForks, recordedPeers, recordedResources, recordedCapacity].flatMap(
    Object.values<string>,
  ),
  ...(await createMetrics({ nodes: [] }, "0.0.0").getMetricsAsJSON()).map(({ name }) => name),
]);

describe("the runbooks", () => {
  it("are one for each alert, and no more", () => {
    assert.deepEqual(
      pages.map((page) => `docs/runbooks/${page}`).sort(),
      [...alerts].map(runbookPath).sort(),
    );
  });

  for (const alert of alerts) {
    const text = readFileSync(join(repo, runbookPath(alert)), "utf8");

    it(`${alert} says what it means, what it does to whom, how to look and what to do`, () => {
      const headings = text.split("\n").filter((line) => line.startsWith("#"));
      assert.deepEqual(headings, [
        `# ${alert}`,
        "## Meaning",
        "## Impact",
        "## Diagnosis",
        "## Mitigation",
      ]);
    });

    it(`${alert} asks for metrics that there are`, () => {
      const queries = [...text.matchAll(/query instant \S+ '([^']+)'/g)].map(
        ([, query = ""]) => query,
      );
      assert.notEqual(queries.length, 0);
      for (const { metric } of queries.flatMap(selectors)) assert.ok(exported.has(metric), metric);
    });

    it(`${alert} leads to pages that there are`, () => {
      for (const [, page = ""] of text.matchAll(/\]\(([^)]+)\)/g))
        assert.ok(pages.includes(page), page);
    });
  }
});
