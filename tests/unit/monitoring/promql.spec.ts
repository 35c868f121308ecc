import assert from "node:assert/strict";

import { selectors } from "../../support/promql.ts";

describe("finding the selectors of an expression", () => {
  const cases: readonly [string, readonly string[]][] = [
    ["vector(1)", []],
    ["up", ["up"]],
    ['up{job="geth"} == 0', ["up job=geth"]],
    ['changes(a{job="x",n=~"$n"}[5m]) == 0 and b > 0', ["a job=x n=~$n", "b"]],
    ['max by (network) (a{j="1"}) - on (network) group_right () a{j="2"} > 5', ["a j=1", "a j=2"]],
    ["histogram_quantile(0.95, sum by (le) (rate(h_bucket[5m])))", ["h_bucket"]],
    ["scalar(floor((time() - 30) / 2)) - ethnode:x", ["ethnode:x"]],
    ['(count(up{job="}"}) or vector(0)) < 2', ["up job=}"]],
  ];
  for (const [expr, expected] of cases) {
    it(expr, () => {
      const found = selectors(expr).map(({ metric, matchers }) =>
        [metric, ...[...matchers].map(([label, match]) => label + match)].join(" "),
      );
      assert.deepEqual(found, expected);
    });
  }
});
