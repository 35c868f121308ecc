import assert from "node:assert/strict";

import { ruleFile } from "../../../monitoring/rules/ruleFile.ts";
import { assertExported, recordedAfterAll } from "../../support/exported.ts";
import { selectors } from "../../support/promql.ts";
import { devnet, mainnet, targetsOf } from "./stacks.ts";

describe("every metric that is read", () => {
  const rules = [devnet, mainnet].flatMap((network) =>
    ruleFile(network, targetsOf(network, 2), { nodes: [] }, { resources: true }).groups.flatMap(
      (group) => group.rules,
    ),
  );
  for (const expr of new Set(rules.map((rule) => rule.expr))) {
    it(`is exported: rule ${expr}`, () => {
      selectors(expr).forEach(assertExported);
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

  it("is in a recorded scrape, or on the list of those that are not, never both", () => {
    assert.deepEqual(recordedAfterAll(), []);
  });
});
