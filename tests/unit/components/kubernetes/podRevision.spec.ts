import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { podRevision, revisionAnnotation } from "../../../../components/kubernetes/podRevision.ts";
import { revisionOf, singlePod } from "../../../../components/kubernetes/singlePod.ts";
import { field, only, run, valueOf } from "../../../support/mocks.ts";
import { types } from "../support.ts";

const labels = { app: "geth" };
const container = { name: "geth", image: "geth:1" };
const template = { metadata: { labels }, spec: { containers: [container] } };
const of = (changed: object) => valueOf(podRevision({ ...template, ...changed }));

describe("a pod's revision", () => {
  it("is the same for the same template, in whatever order and whether its parts are known at once or later", async () => {
    const revision = await of({});
    assert.match(revision ?? "", /^[0-9a-f]{10}$/);
    const reordered = { image: "geth:1", name: "geth" };
    assert.equal(await of({ spec: { containers: [reordered] } }), revision);
    assert.equal(await of({ spec: pulumi.output({ containers: [container] }) }), revision);
    assert.equal(await of({ spec: { containers: [container], volumes: undefined } }), revision);
  });

  it("changes with every part of it, and with the order of a list", async () => {
    const two = [container, { name: "agent", image: "agent:1" }];
    const changes = [
      {},
      { metadata: { labels: { app: "reth" } } },
      { metadata: { labels, annotations: { a: "b" } } },
      { spec: { containers: [{ ...container, image: "geth:2" }] } },
      { spec: { containers: two } },
      { spec: { containers: two.toReversed() } },
    ];
    const revisions = await Promise.all(changes.map(of));
    assert.equal(new Set(revisions).size, changes.length);
  });

  it("is told to the pod, and known of its StatefulSet", async () => {
    const workload = await run(() =>
      singlePod(
        {
          name: "node-0-geth",
          namespace: "ethereum",
          labels,
          selector: labels,
          serviceName: "node-0-geth-internal",
          annotations: { a: "b" },
          pod: { containers: [container] },
        },
        {},
      ),
    );
    const revision = await of({ metadata: { labels, annotations: { a: "b" } } });
    assert.deepEqual(
      field(only(types.statefulSet, "node-0-geth"), "spec", "template", "metadata", "annotations"),
      { a: "b", [revisionAnnotation]: revision },
    );
    assert.equal(await valueOf(revisionOf(workload)), revision);
  });
});
