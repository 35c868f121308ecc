import assert from "node:assert/strict";

import { note } from "../support/clusterReport.ts";
import { ensureStack } from "../support/clusterStack.ts";
import { waitFor } from "../../local/support/wait.ts";
import { flowTable } from "../support/flowTable.ts";
import { applyPolicy, deletePolicy, type Flows, MainnetFlows } from "../support/flows.ts";

/** Cells that differ from the table: `+` reached and should not be, `-` the other way. */
function differences(reached: Flows): string[] {
  return Object.entries(flowTable).flatMap(([who, reaches]) => {
    const seen = reached.get(who) ?? new Set();
    const wanted = new Set(reaches);
    return [
      ...[...seen].filter((one) => !wanted.has(one)).map((one) => `+ ${who} → ${one}`),
      ...[...wanted].filter((one) => !seen.has(one)).map((one) => `- ${who} → ${one}`),
    ];
  });
}

// Not in `make test`: some seven minutes. What it shows on a cluster, tests/unit/stack/eachPolicy shows on a model.
describe("each policy of mainnet, deleted", function () {
  this.timeout("30m");
  let flows: MainnetFlows | undefined;

  before(async () => {
    await ensureStack();
    flows = await MainnetFlows.open();
  });
  after(() => flows?.[Symbol.asyncDispose]());

  it("changes what somebody reaches, and made again puts it right", async function () {
    const all = flows;
    assert.ok(all !== undefined);
    const asDeclared = () =>
      waitFor(
        "the table",
        async () => (differences(await all.measure()).length === 0 ? true : undefined),
        { timeout: 60_000, interval: 500 },
      );
    await asDeclared();
    for (const policy of all.policies) {
      const title = `${policy.metadata.namespace ?? ""}/${policy.metadata.name}`;
      await deletePolicy(policy);
      try {
        let before: string[] = [];
        // The same cells twice, one after the other: while rules are put in place, a packet may meet others.
        const changed = await waitFor(
          `a change without ${title}`,
          async () => {
            const now = differences(await all.measure());
            const stays = now.filter((one) => before.includes(one));
            before = now;
            return stays.length > 0 ? stays : undefined;
          },
          { timeout: 60_000, interval: 500 },
        );
        console.log(`${title}: ${changed.length} cells, ${changed[0] ?? ""}`);
      } finally {
        await applyPolicy(policy);
      }
      await asDeclared();
    }
    note(this, `${all.policies.length} policies, ${all.cells} cells`);
  });
});
