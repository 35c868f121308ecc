import assert from "node:assert/strict";

import { RestrictedNamespace } from "../../../components/restrictedNamespace.ts";
import { creationTimestamp, field, only, run, valueOf } from "../../support/mocks.ts";
import { allowed, type Endpoint } from "../../support/networkPolicies.ts";
import { kubernetesObjects } from "../../support/runStack.ts";
import { counts, types } from "./support.ts";

const namespace = () => run(() => new RestrictedNamespace("nodes", { name: "ethereum" }));

describe("a restricted namespace", () => {
  it("has these objects and no others", async () => {
    await namespace();
    assert.deepEqual(counts(), {
      "ethnode:index:RestrictedNamespace": 1,
      [types.namespace]: 1,
      [types.policy]: 2,
    });
  });

  it("enforces Pod Security, and warns and records as well", async () => {
    await namespace();
    const labels = field(only(types.namespace, "nodes"), "metadata", "labels");
    assert.deepEqual(
      Object.entries(labels as Record<string, string>).filter(([key]) => key.startsWith("pod-sec")),
      [
        ["pod-security.kubernetes.io/audit", "restricted"],
        ["pod-security.kubernetes.io/enforce", "restricted"],
        ["pod-security.kubernetes.io/warn", "restricted"],
      ].toSorted(),
    );
  });

  it("guards itself where its pods take host ports, before it is there", async () => {
    const hostPorts = [{ protocol: "TCP", port: 30303 }] as const;
    await run(() => new RestrictedNamespace("nodes", { name: "ethereum", hostPorts }));
    const labels = field(only(types.namespace, "nodes"), "metadata", "labels");
    assert.deepEqual(
      ["enforce", "warn", "audit"].map(
        (mode) => (labels as Record<string, string>)[`pod-security.kubernetes.io/${mode}`],
      ),
      ["privileged", "privileged", "restricted"],
    );
    const admission = "kubernetes:admissionregistration.k8s.io/v1:ValidatingAdmissionPolicy";
    const policy = only(admission, "nodes-host-ports");
    const binding = only(`${admission}Binding`, "nodes-host-ports");
    assert.equal(field(policy, "metadata", "name"), "ethereum-host-ports");
    assert.equal(field(binding, "spec", "policyName"), "ethereum-host-ports");
  });

  it("says its name and when it was made", async () => {
    const made = await namespace();
    assert.equal(await valueOf(made.namespaceName), "ethereum");
    assert.equal(await valueOf(made.createdAt), creationTimestamp);
  });

  it("lets its pods ask the cluster's DNS, and denies all else in both directions", async () => {
    await namespace();
    const objects = kubernetesObjects();
    const pod = (name: string, home: string, labels = {}): Endpoint => ({
      name,
      ip: "10.244.0.9",
      pod: { namespace: home, labels },
    });
    const inside = pod("inside", "ethereum", { app: "x" });
    const dns = pod("dns", "kube-system", { "k8s-app": "kube-dns" });
    const others = [
      pod("beside", "ethereum"),
      pod("elsewhere", "default"),
      pod("a system pod", "kube-system"),
      pod("a false DNS", "default", { "k8s-app": "kube-dns" }),
      { name: "the internet", ip: "203.0.113.7" },
    ];
    for (const protocol of ["TCP", "UDP"] as const) {
      assert.ok(allowed(objects, { from: inside, to: dns, port: 53, protocol }));
      assert.ok(!allowed(objects, { from: inside, to: dns, port: 54, protocol }));
      for (const other of others) {
        for (const port of [53, 80]) {
          assert.ok(!allowed(objects, { from: inside, to: other, port, protocol }), other.name);
          assert.ok(!allowed(objects, { from: other, to: inside, port, protocol }), other.name);
        }
      }
    }
  });
});
