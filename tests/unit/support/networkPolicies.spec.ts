import assert from "node:assert/strict";

import { allowed, UnknownRuleError, type Endpoint } from "../../support/networkPolicies.ts";
import type { KubernetesObject } from "../../support/runStack.ts";

const policy = (spec: object, namespace = "a"): KubernetesObject => ({
  apiVersion: "networking.k8s.io/v1",
  kind: "NetworkPolicy",
  metadata: { name: "p", namespace },
  spec,
});
const pod = (namespace: string, labels: Record<string, string> = {}): Endpoint => ({
  name: "pod",
  ip: "10.0.0.1",
  pod: { namespace, labels },
});
const asks = (policies: KubernetesObject[], from: Endpoint, to: Endpoint) =>
  allowed(policies, { from, to, port: 80, protocol: "TCP" });

const everyPod = { podSelector: {} };
const fromX = { from: [{ podSelector: { matchLabels: { x: "1" } } }] };

/** What Kubernetes says of NetworkPolicies: the policies, who asks in namespace `a`, whether it gets through. */
const cases: readonly (readonly [string, object[], Endpoint, boolean])[] = [
  ["no policy", [], pod("b"), true],
  ["an ingress policy without rules", [{ ...everyPod, policyTypes: ["Ingress"] }], pod("a"), false],
  [
    "an egress policy only, on the target",
    [{ ...everyPod, policyTypes: ["Egress"] }],
    pod("b"),
    true,
  ],
  [
    "an egress policy on the source, too",
    [{ ...everyPod, policyTypes: ["Egress"] }],
    pod("a"),
    false,
  ],
  [
    "a policy that selects others",
    [{ podSelector: { matchLabels: { z: "1" } }, policyTypes: ["Ingress"] }],
    pod("b"),
    true,
  ],
  [
    "a rule without peers",
    [{ ...everyPod, policyTypes: ["Ingress"], ingress: [{}] }],
    pod("b"),
    true,
  ],
  [
    "a rule for labels",
    [{ ...everyPod, policyTypes: ["Ingress"], ingress: [fromX] }],
    pod("a", { x: "1" }),
    true,
  ],
  [
    "a rule for other labels",
    [{ ...everyPod, policyTypes: ["Ingress"], ingress: [fromX] }],
    pod("a", { x: "2" }),
    false,
  ],
  [
    "a rule for labels, from another namespace",
    [{ ...everyPod, policyTypes: ["Ingress"], ingress: [fromX] }],
    pod("b", { x: "1" }),
    false,
  ],
  [
    "a rule for a namespace",
    [
      {
        ...everyPod,
        policyTypes: ["Ingress"],
        ingress: [
          {
            from: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "b" } } }],
          },
        ],
      },
    ],
    pod("b"),
    true,
  ],
  [
    "a rule for another port",
    [{ ...everyPod, policyTypes: ["Ingress"], ingress: [{ ports: [{ port: 81 }] }] }],
    pod("b"),
    false,
  ],
  [
    "a rule for the port on UDP",
    [
      {
        ...everyPod,
        policyTypes: ["Ingress"],
        ingress: [{ ports: [{ port: 80, protocol: "UDP" }] }],
      },
    ],
    pod("b"),
    false,
  ],
  [
    "two policies, one of which opens",
    [
      { ...everyPod, policyTypes: ["Ingress"] },
      { ...everyPod, policyTypes: ["Ingress"], ingress: [{ ports: [{ port: 80 }] }] },
    ],
    pod("b"),
    true,
  ],
  [
    "a block of addresses",
    [
      {
        ...everyPod,
        policyTypes: ["Ingress"],
        ingress: [{ from: [{ ipBlock: { cidr: "10.0.0.0/8" } }] }],
      },
    ],
    pod("b"),
    true,
  ],
  [
    "a block without the address",
    [
      {
        ...everyPod,
        policyTypes: ["Ingress"],
        ingress: [{ from: [{ ipBlock: { cidr: "0.0.0.0/0", except: ["10.0.0.0/8"] } }] }],
      },
    ],
    pod("b"),
    false,
  ],
];

describe("the evaluator of NetworkPolicies", () => {
  for (const [what, specs, from, expected] of cases) {
    it(`says ${expected ? "yes" : "no"} to ${what}`, () => {
      const to = { ...pod("a"), ip: "10.0.0.2" };
      assert.equal(
        asks(
          specs.map((spec) => policy(spec)),
          from,
          to,
        ),
        expected,
      );
    });
  }

  for (const [what, rule] of [
    ["expressions", { from: [{ podSelector: { matchExpressions: [] } }] }],
    ["ranges of ports", { ports: [{ port: 80, endPort: 90 }] }],
    ["ports by name", { ports: [{ port: "http" }] }],
  ] as const) {
    it(`does not guess at ${what}`, () => {
      const spec = { ...everyPod, policyTypes: ["Ingress"], ingress: [rule] };
      assert.throws(() => asks([policy(spec)], pod("a"), pod("a")), UnknownRuleError);
    });
  }
});
