import assert from "node:assert/strict";

import {
  hostPortBinding,
  hostPortPolicy,
} from "../../../../components/kubernetes/hostPortPolicy.ts";

const policy = hostPortPolicy("ethereum", [
  { protocol: "TCP", port: 30303 },
  { protocol: "UDP", port: 30303 },
]);
const selector = { matchLabels: { "kubernetes.io/metadata.name": "ethereum" } };

describe("the policy of a namespace whose pods take host ports", () => {
  it("is for that namespace alone, and lets nobody in where a rule fails", () => {
    const { matchConstraints, failurePolicy } = policy as {
      matchConstraints: { namespaceSelector: unknown };
      failurePolicy: string;
    };
    assert.deepEqual([matchConstraints.namespaceSelector, failurePolicy], [selector, "Fail"]);
    assert.deepEqual(hostPortBinding("ethereum", "x"), {
      policyName: "x",
      validationActions: ["Deny"],
      matchResources: {
        matchPolicy: "Equivalent",
        namespaceSelector: selector,
        objectSelector: {},
      },
    });
  });

  it("names the ports that may be taken, each with its protocol", () => {
    const { expression, message } = (
      policy.validations as { expression: string; message: string }[]
    ).at(-1) ?? { expression: "", message: "" };
    assert.match(expression, / in \['TCP\/30303', 'UDP\/30303'\]\)\)$/);
    assert.equal(message, "hostPort must be one of 30303/TCP, 30303/UDP");
  });

  it("lets no pod have a folder of the machine's, but for those that are named, to be read", () => {
    const rulesOf = (spec: typeof policy) =>
      (spec.validations as { expression: string; message: string }[]).filter(({ expression }) =>
        expression.includes("volumes"),
      );
    assert.ok(rulesOf(policy).every(({ expression }) => !expression.includes("hostPath")));
    const [kinds, mounts] = rulesOf(hostPortPolicy("monitoring-host", [], ["/proc", "/sys"]));
    assert.match(
      kinds?.expression ?? "",
      / \|\| \(has\(v\.hostPath\) && v\.hostPath\.path in \['\/proc', '\/sys'\]\)\)$/,
    );
    assert.match(mounts?.expression ?? "", /m\.\?readOnly\.orValue\(false\)/);
    assert.equal(mounts?.message, "mounts of a hostPath must be readOnly");
  });

  it("has balanced expressions, and says in each message what must be", () => {
    for (const { expression, message } of policy.validations as {
      expression: string;
      message: string;
    }[]) {
      const count = (sign: string) => expression.split(sign).length;
      assert.equal(count("("), count(")"), expression);
      assert.match(message, /must|hostPort/);
    }
  });
});
