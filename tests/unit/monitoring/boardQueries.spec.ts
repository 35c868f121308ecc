import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { networksQuery, nodesQuery } from "../../../monitoring/dashboards/select.ts";
import { panelQueries, place, sent } from "../../support/boards.ts";
import { assertExported } from "../../support/exported.ts";
import { selectors } from "../../support/promql.ts";
import { runTool, toolPath } from "../../support/tool.ts";

const queries = panelQueries();

describe("the boards' queries", function () {
  this.timeout(30_000);
  let folder = "";
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "ethnode-boards-"));
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  /** Prometheus' own parser reads them as rules. */
  async function parse(promtool: string, exprs: readonly string[]): Promise<void> {
    const rules = exprs.map((expr, index) => ({ record: `panel_${index}`, expr }));
    const file = join(folder, "queries.json");
    writeFileSync(file, JSON.stringify({ groups: [{ name: "boards", rules }] }));
    await runTool(promtool, ["check", "rules", "--lint=none", file]);
  }

  it("are PromQL", async function () {
    const promtool = toolPath(this, "promtool");
    await parse(
      promtool,
      queries.map(({ expr }) => sent(expr)),
    );
  });

  it("that were no PromQL would be seen", async function () {
    const promtool = toolPath(this, "promtool");
    await assert.rejects(
      parse(promtool, ["sum by (node) (rate(x[$interval]))"]),
      /parse error|bad/,
    );
  });

  for (const query of queries) {
    it(`read what is exported: ${place(query)}`, () => {
      const found = selectors(query.expr);
      assert.notEqual(found.length, 0);
      found.forEach(assertExported);
    });
  }

  it("for the choices at the top read what is exported", () => {
    for (const query of [networksQuery, nodesQuery])
      selectors(query.replace(/, \w+\)$/, ")")).forEach(assertExported);
  });

  it("ask for the chosen networks or nodes, but for what is of no node", () => {
    const all = queries.filter(({ expr }) => !/\$(network|node)\b/.test(expr));
    assert.deepEqual(
      all.filter(({ expr }) => !/job="(node-exporter|prometheus)"|job!=""/.test(expr)),
      [],
    );
  });

  it("never plot a histogram's sum alone: that is a total, no duration", () => {
    for (const { expr } of queries) {
      const metrics = selectors(expr).map(({ metric }) => metric);
      for (const sum of metrics.filter((metric) => metric.endsWith("_sum")))
        assert.ok(metrics.includes(sum.replace(/_sum$/, "_count")), expr);
    }
  });
});
