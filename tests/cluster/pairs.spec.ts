import assert from "node:assert/strict";

import { restrictedNamespaceLabels } from "../../components/kubernetes/podSecurity.ts";
import { createNamespace, deleteNamespaces } from "../support/clusterNamespaces.ts";
import { note } from "../support/clusterReport.ts";
import { ensureStack } from "../support/clusterStack.ts";
import { assertAccepted, podsOf } from "../support/dryRun.ts";
import { pairObjects, pairs } from "../support/pairs.ts";

const namespace = "ethnode-test-pairs";

describe("every pair of clients, shown to the real API server in a dry run", () => {
  before(async function () {
    this.timeout("15m");
    await ensureStack();
    await createNamespace(namespace, restrictedNamespaceLabels);
  });
  after(async function () {
    this.timeout("3m");
    await deleteNamespaces(namespace);
  });

  it("is accepted with strict validation and without a warning, and its pods where only restricted ones are", async function () {
    this.timeout("5m");
    const objects = [];
    for (const [index, pair] of pairs.entries()) {
      const made = await pairObjects(`pair-${index}`, pair);
      objects.push(
        ...made.map((object) => ({ ...object, metadata: { ...object.metadata, namespace } })),
      );
    }
    const pods = objects.flatMap(podsOf);
    assert.equal(pods.length, 2 * pairs.length);
    await assertAccepted([...objects, ...pods]);
    note(this, `${pairs.length} pairs, ${objects.length} objects, ${pods.length} pods`);
  });
});
