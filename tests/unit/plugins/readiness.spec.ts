import assert from "node:assert/strict";

import type { PropertyMap } from "../../../local/plugins/grpc/values.ts";
import { describePod, diagnose } from "../../../local/plugins/kubernetes/await/diagnosis.ts";
import * as rules from "../../../local/plugins/kubernetes/await/rules.ts";
import type { AwaitRule, Lookup } from "../../../local/plugins/kubernetes/await/rules.ts";

const nothing: Lookup = () => Promise.resolve(undefined);

/** Answers with what stands at a path, whatever the query. */
function lookupIn(objects: Record<string, PropertyMap>): Lookup {
  return (path) => Promise.resolve(objects[path]);
}

async function look(rule: AwaitRule, live: PropertyMap, lookup: Lookup = nothing): Promise<string> {
  const readiness = await rule(live, lookup);
  if (readiness.state === "ready") return "ready";
  return readiness.state === "failed" ? `failed: ${readiness.reason}` : readiness.missing;
}

const rolled = {
  observedGeneration: 2,
  replicas: 1,
  readyReplicas: 1,
  updatedReplicas: 1,
  currentRevision: "b",
  updateRevision: "b",
};

describe("a StatefulSet", () => {
  const cases: [title: string, spec: PropertyMap, status: PropertyMap, expected: string][] = [
    ["rolled out", {}, {}, "ready"],
    ["of an older generation", {}, { observedGeneration: 1 }, "not yet seen by its controller"],
    ["without a ready pod", {}, { readyReplicas: 0 }, "0/1 ready"],
    ["with a pod of the old revision", {}, { updatedReplicas: 0 }, "0/1 updated"],
    ["whose controller is not done", {}, { currentRevision: "a" }, "finishing its rollout"],
    ["with a pod too many", {}, { replicas: 2 }, "1/1 ready"],
    [
      "of no replicas",
      { replicas: 0 },
      { replicas: 0, readyReplicas: 0, updatedReplicas: 0 },
      "ready",
    ],
    [
      "renewed by hand",
      { updateStrategy: { type: "OnDelete" } },
      { currentRevision: "a", updatedReplicas: 0 },
      "ready",
    ],
    [
      "with all pods kept by a partition",
      { updateStrategy: { rollingUpdate: { partition: 1 } } },
      { currentRevision: "a", updatedReplicas: 0 },
      "ready",
    ],
  ];
  for (const [title, spec, status, expected] of cases) {
    it(`${title}: ${expected}`, async () => {
      const live = {
        metadata: { generation: 2 },
        spec: { replicas: 1, ...spec },
        status: { ...rolled, ...status },
      };
      assert.equal(await look(rules.statefulSetReady, live), expected);
    });
  }
});

describe("a Deployment", () => {
  const done = { observedGeneration: 1, replicas: 2, updatedReplicas: 2, availableReplicas: 2 };
  const cases: [title: string, status: PropertyMap, expected: string][] = [
    ["rolled out", {}, "ready"],
    ["with old pods", { replicas: 3 }, "1 old replicas still to end"],
    ["with a pod not available", { availableReplicas: 1 }, "1/2 available"],
    ["with a pod not made", { updatedReplicas: 1, replicas: 2 }, "1/2 updated"],
    [
      "without progress",
      {
        conditions: [
          { type: "Progressing", reason: "ProgressDeadlineExceeded", message: "timed out" },
        ],
      },
      "failed: timed out",
    ],
  ];
  for (const [title, status, expected] of cases) {
    it(`${title}: ${expected}`, async () => {
      const live = {
        metadata: { generation: 1 },
        spec: { replicas: 2 },
        status: { ...done, ...status },
      };
      assert.equal(await look(rules.deploymentReady, live), expected);
    });
  }
});

describe("a Service", () => {
  const slices = "/apis/discovery.k8s.io/v1/namespaces/n/endpointslices";
  const service = (spec: PropertyMap, status: PropertyMap = {}): PropertyMap => ({
    metadata: { name: "s", namespace: "n" },
    spec: { selector: { a: "b" }, ...spec },
    status,
  });
  const endpoints = (ready: boolean): Lookup =>
    lookupIn({ [slices]: { items: [{ endpoints: [{ conditions: { ready } }] }] } });
  const cases: [title: string, live: PropertyMap, lookup: Lookup, expected: string][] = [
    ["headless", service({ clusterIP: "None" }), nothing, "ready"],
    ["without a selector", service({ selector: {} }), nothing, "ready"],
    ["of an external name", service({ type: "ExternalName" }), nothing, "ready"],
    ["with nobody behind it", service({}), nothing, "no ready endpoint yet"],
    ["with somebody unready behind it", service({}), endpoints(false), "no ready endpoint yet"],
    ["with somebody behind it", service({}), endpoints(true), "ready"],
    [
      "that balances without an address",
      service({ type: "LoadBalancer" }),
      endpoints(true),
      "no load balancer address yet",
    ],
    [
      "that balances",
      service({ type: "LoadBalancer" }, { loadBalancer: { ingress: [{ ip: "192.0.2.1" }] } }),
      endpoints(true),
      "ready",
    ],
  ];
  for (const [title, live, lookup, expected] of cases) {
    it(`${title}: ${expected}`, async () => {
      assert.equal(await look(rules.serviceReady, live, lookup), expected);
    });
  }
});

describe("a claim", () => {
  const classes = (volumeBindingMode: string): Lookup =>
    lookupIn({ "/apis/storage.k8s.io/v1/storageclasses/fast": { volumeBindingMode } });
  const claim = (phase: string): PropertyMap => ({
    spec: { storageClassName: "fast" },
    status: { phase },
  });
  const cases: [title: string, live: PropertyMap, lookup: Lookup, expected: string][] = [
    ["bound", claim("Bound"), nothing, "ready"],
    ["that waits for its first pod", claim("Pending"), classes("WaitForFirstConsumer"), "ready"],
    ["that is bound at once, and is not", claim("Pending"), classes("Immediate"), "phase Pending"],
    ["of a class that is not there", claim("Pending"), nothing, 'there is no StorageClass "fast"'],
    ["whose volume is lost", claim("Lost"), nothing, "failed: its volume is lost"],
  ];
  for (const [title, live, lookup, expected] of cases) {
    it(`${title}: ${expected}`, async () => {
      assert.equal(await look(rules.claimReady, live, lookup), expected);
    });
  }
});

describe("other kinds", () => {
  it("a Job is ready when it is complete, and fails with its message", async () => {
    const job = (type: string): PropertyMap => ({
      status: { conditions: [{ type, status: "True", message: "why" }] },
    });
    assert.equal(await look(rules.jobReady, job("Complete")), "ready");
    assert.equal(await look(rules.jobReady, job("Failed")), "failed: why");
    assert.equal(await look(rules.jobReady, { status: { active: 1 } }), "1 running");
  });

  it("a DaemonSet is ready when every node runs the newest pod", async () => {
    const daemonSet = (numberAvailable: number): PropertyMap => ({
      status: { desiredNumberScheduled: 2, updatedNumberScheduled: 2, numberAvailable },
    });
    assert.equal(await look(rules.daemonSetReady, daemonSet(2)), "ready");
    assert.equal(await look(rules.daemonSetReady, daemonSet(1)), "1/2 available");
  });

  it("a Namespace is ready when it is active", async () => {
    assert.equal(await look(rules.namespaceReady, { status: { phase: "Active" } }), "ready");
    assert.equal(
      await look(rules.namespaceReady, { status: { phase: "Terminating" } }),
      "phase Terminating",
    );
  });
});

describe("what a pod's status says", () => {
  const pod = (...containerStatuses: PropertyMap[]): PropertyMap => ({
    metadata: { name: "p" },
    status: { phase: "Running", containerStatuses },
  });
  it("quotes why a container waits, and how it ended before", () => {
    const waiting = { reason: "CrashLoopBackOff", message: "back-off 10s" };
    const lastState = { terminated: { exitCode: 137, reason: "OOMKilled" } };
    assert.equal(
      describePod(pod({ name: "geth", state: { waiting }, lastState })),
      "pod p: geth CrashLoopBackOff (back-off 10s), last ended with OOMKilled, exit code 137",
    );
  });

  it("tells a container that runs and is not ready from one that is", () => {
    const running = { state: { running: {} } };
    assert.equal(
      describePod(
        pod({ name: "a", ready: true, ...running }, { name: "b", ready: false, ...running }),
      ),
      "pod p: b running, not ready",
    );
    const ready = { status: { conditions: [{ type: "Ready", status: "True" }] } };
    assert.equal(describePod(ready), undefined);
  });

  it("quotes the scheduler", () => {
    const conditions = [
      { type: "PodScheduled", status: "False", message: "0/1 nodes: Insufficient memory" },
    ];
    const text = describePod({ metadata: { name: "p" }, status: { phase: "Pending", conditions } });
    assert.equal(text, "pod p: 0/1 nodes: Insufficient memory");
  });

  it("says which pod has to be deleted by hand where Kubernetes does not renew it", async () => {
    const old = {
      metadata: {
        name: "p-0",
        namespace: "n",
        uid: "1",
        labels: { "controller-revision-hash": "a" },
      },
      status: { phase: "Pending" },
    };
    const live = {
      kind: "StatefulSet",
      metadata: { name: "p", namespace: "n", uid: "2" },
      spec: { selector: { matchLabels: { app: "p" } } },
      status: { updateRevision: "b" },
    };
    const { details } = await diagnose(
      live,
      lookupIn({ "/api/v1/namespaces/n/pods": { items: [old] } }),
    );
    assert.match(details.join("\n"), /kubectl delete pod -n n p-0/);
  });
});
