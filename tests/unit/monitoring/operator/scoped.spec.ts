import assert from "node:assert/strict";

import { PromqlError, scoped, selectorsOf } from "../../../../monitoring/operator/scoped.ts";
import { ruleFile } from "../../../../monitoring/rules/ruleFile.ts";
import { runTool, toolPath } from "../../../support/tool.ts";
import { devnet, forking, mainnet, targetsOf } from "../stacks.ts";

const own = () => ({ namespace: "ethereum" });

const examples: readonly [string, string][] = [
  ["up", 'up{namespace="ethereum"}'],
  ["up{}", 'up{namespace="ethereum"}'],
  ['up{job="geth"}', 'up{namespace="ethereum",job="geth"}'],
  ['up{job="a}b"}', 'up{namespace="ethereum",job="a}b"}'],
  ["rate(up[5m] offset 1h)", 'rate(up{namespace="ethereum"}[5m] offset 1h)'],
  [
    "sum by (node) (a) / on (node) group_left () ethnode:b > bool 1",
    'sum by (node) (a{namespace="ethereum"}) / on (node) group_left () ethnode:b{namespace="ethereum"} > bool 1',
  ],
  ["time() - 5", "time() - 5"],
  ["vector(1)", "vector(1)"],
];

describe("an expression that is kept to one namespace", () => {
  for (const [expr, expected] of examples) {
    it(expr, () => {
      assert.equal(scoped(expr, own), expected);
    });
  }

  it("is refused where it is no PromQL", () => {
    assert.throws(() => scoped("sum by (a (b)", own), PromqlError);
  });

  it("tells which job a metric is of", () => {
    const [first, second] = selectorsOf('a{job="geth",x!="y"} and b{job=~"c|d"}');
    assert.deepEqual([first?.metric, first?.equals.get("job")], ["a", "geth"]);
    assert.equal(first?.equals.has("x"), false);
    assert.deepEqual([second?.metric, second?.equals.size], ["b", 0]);
  });

  // Prometheus' own parser adds a matcher to every selector, too: an oracle for all of the rules there are.
  for (const network of [devnet, mainnet, forking]) {
    it(`is what promtool makes of each rule: ${network.name}`, async function () {
      this.timeout(120_000);
      const promtool = toolPath(this, "promtool");
      const rules = ruleFile(network, targetsOf(network, 2)).groups.flatMap(({ rules }) => rules);
      const exprs = [...new Set(rules.map(({ expr }) => expr))];
      for (const expr of exprs) {
        const printed = (query: string) =>
          runTool(promtool, ["--experimental", "promql", "format", query]);
        const set = ["--experimental", "promql", "label-matchers", "set", expr];
        const theirs = await runTool(promtool, [...set, "namespace", "ethereum"]);
        assert.deepEqual(inOrder(await printed(scoped(expr, own))), inOrder(theirs), expr);
      }
      assert.ok(exprs.length > 10);
    });
  }
});

/** The order of matchers in braces says nothing; promtool puts its own last. */
const inOrder = (text: string): string =>
  text
    .replaceAll(
      /\{([^{}]*)\}/g,
      (_, inner: string) =>
        `{${(inner.match(/\w+[=!~]+"(?:[^"\\]|\\.)*"/g) ?? []).toSorted().join(",")}}`,
    )
    .replaceAll(/\s+/g, " ");
