import assert from "node:assert/strict";

import type { Manifest } from "../../../policy/manifest.ts";
import { rules } from "../../../policy/rules.ts";
import { denyAll } from "../../../policy/rules/denyAll.ts";
import { allStacks, inEveryStack } from "../stack/allStacks.ts";
import { badObjects, env, hostPort } from "../../support/badObjects.ts";
import { claim, role, service, workload } from "../../support/policyFixtures.ts";

/** The rules that have something against an object, on a stack of a public network where nothing is protected. */
const refusing = (object: Manifest, { stack = "mainnet", isProtected = false } = {}): string[] =>
  rules
    .filter(({ check }) => check(object, { stack, isProtected }).length > 0)
    .map(({ name }) => name);

describe("the policy pack's rules", () => {
  for (const [what, rule, object] of badObjects) {
    it(`refuse ${what}, by ${rule} alone`, () => {
      assert.deepEqual(refusing(object), [rule]);
    });
  }

  it("are each needed by one of these", () => {
    assert.deepEqual(
      new Set(badObjects.map(([, rule]) => rule)),
      new Set(rules.map(({ name }) => name)),
    );
  });

  const good: readonly (readonly [string, Manifest])[] = [
    ["what is as it should be", workload({})],
    ["P2P ports outside", service("LoadBalancer", 30303)],
    ["P2P ports of the machine", workload(hostPort(13000))],
    ["internal ports inside", service("ClusterIP", 8545)],
    ["a path to a secret", workload(env({ name: "ADMIN_PASSWORD__FILE", value: "/secrets/p" }))],
    ["a volume that is not a chain's", claim("monitoring")],
    ["a right by its name", role({})],
    [
      "folders of the machine for those who read it",
      workload({
        namespace: "monitoring-host",
        pod: { volumes: [{ name: "proc", hostPath: { path: "/proc" } }] },
      }),
    ],
  ];
  for (const [what, object] of good) {
    it(`let ${what} be`, () => {
      assert.deepEqual(refusing(object), []);
    });
  }

  it("let a chain's volume be that is protected, or is of the stack dev", () => {
    assert.deepEqual(refusing(claim("consensus"), { isProtected: true }), []);
    assert.deepEqual(refusing(claim("consensus"), { stack: "dev" }), []);
  });

  // Whether a volume is protected only the engine knows: tests/engine/policyPack.spec.ts.
  inEveryStack("find nothing in a stack of this program", ({ objects, name: stack }) => {
    const found = objects.flatMap((object) =>
      rules.flatMap(({ name, check }) =>
        check(object as Manifest, { stack, isProtected: true }).map(
          (fault) => `${name}: ${object.kind} ${object.metadata.name}: ${fault}`,
        ),
      ),
    );
    assert.deepEqual(found, []);
    assert.deepEqual(denyAll.check(objects as readonly Manifest[]), []);
  });

  it("miss the policy that closes a namespace, in each namespace with pods", async () => {
    for (const { objects } of await allStacks()) {
      const closing = objects.filter(
        ({ kind, metadata }) => kind === "NetworkPolicy" && metadata.name === "default-deny",
      );
      assert.ok(closing.length >= 2);
      for (const policy of closing) {
        const rest = objects.filter((one) => one !== policy) as readonly Manifest[];
        assert.equal(denyAll.check(rest).length, 1, policy.metadata.namespace);
      }
    }
  });
});
