import assert from "node:assert/strict";

import { note, reportFailures } from "../support/clusterReport.ts";
import { ensureStack } from "../support/clusterStack.ts";
import { flowTable } from "../support/flowTable.ts";
import { type Flows, MainnetFlows } from "../support/flows.ts";

describe("the policies of mainnet, enforced: pods with its labels, other people's, and a host of the internet", () => {
  let flows: MainnetFlows | undefined;
  let reached: Flows;

  before(async function () {
    this.timeout("15m");
    await ensureStack();
    flows = await MainnetFlows.open();
    reached = await flows.measure();
  });
  after(async function () {
    this.timeout("5m");
    await flows?.[Symbol.asyncDispose]();
  });
  reportFailures();

  it("are tried by everybody whom the table speaks of", function () {
    assert.deepEqual([...reached.keys()].sort(), Object.keys(flowTable).sort());
    note(this, `${flows?.cells ?? 0} cells`);
  });

  for (const [who, reaches] of Object.entries(flowTable))
    it(`let ${who} reach ${reaches.length} targets, and nothing else`, () => {
      assert.deepEqual([...(reached.get(who) ?? [])].sort(), [...reaches].sort());
    });
});
