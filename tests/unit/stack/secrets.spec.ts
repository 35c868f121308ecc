import assert from "node:assert/strict";

import { mountedSecrets } from "../../support/pods.ts";
import { registered } from "../../support/mocks.ts";
import { runStack } from "../../support/runStack.ts";
import { everyKind, secretsOf } from "../monitoring/receivers.ts";
import { inEveryStack, type BuiltStack } from "./allStacks.ts";

const secretType = "kubernetes:core/v1:Secret";

/** All values in the Kubernetes Secrets of a stack. */
const secretValues = ({ registered: all }: Pick<BuiltStack, "registered">) =>
  all
    .filter(({ type }) => type === secretType)
    .flatMap(({ inputs }) => Object.values(inputs["stringData"] as Record<string, string>));

describe("every Secret", () => {
  inEveryStack("is secret to the engine as well", ({ registered: all }) => {
    for (const { type, name, inputs, secretInputs } of all) {
      if (type !== secretType) continue;
      assert.deepEqual(secretInputs, ["stringData"], name);
      assert.equal(inputs["data"], undefined, name);
    }
  });

  inEveryStack("has values that are nowhere else", (built) => {
    const values = secretValues(built);
    assert.equal(values.length, 3 * built.nodes.length + (built.name === "dev" ? 0 : 1));
    assert.equal(new Set(values).size, values.length);
    for (const { type, name, inputs } of built.registered) {
      const text = JSON.stringify({
        ...inputs,
        ...(type === secretType ? { stringData: {} } : {}),
      });
      for (const value of values) assert.ok(!text.includes(value), `${type} ${name}`);
    }
  });

  inEveryStack("is mounted by somebody", (built) => {
    const made = built.objects.filter(({ kind }) => kind === "Secret");
    assert.deepEqual(
      new Set(built.pods.flatMap(mountedSecrets)),
      new Set(made.map(({ metadata }) => metadata.name)),
    );
  });
});

describe("a node's JWT", () => {
  inEveryStack("is mounted by exactly the two pods of the pair", (built) => {
    for (const node of built.nodes) {
      const holders = built.pods.filter((pod) =>
        mountedSecrets(pod).includes(`${node}-jwt-secret-1a2b3c4d`),
      );
      assert.deepEqual(holders.map(({ name }) => name).toSorted(), [
        `${node}-geth`,
        `${node}-prysm`,
      ]);
    }
  });

  inEveryStack("is mounted by the client alone, not by the agent beside it", (built) => {
    for (const { name, containers, initContainers } of built.pods) {
      const holders = [...initContainers, ...containers].filter(({ volumeMounts = [] }) =>
        volumeMounts.some((mount) => mount.mountPath === "/secrets"),
      );
      const client = /-(geth|prysm)$/.test(name);
      assert.deepEqual(
        holders.map((one) => one.name),
        client ? [name.endsWith("-geth") ? "geth" : "prysm-beacon"] : [],
        name,
      );
    }
  });
});

describe("a P2P key", () => {
  inEveryStack("is mounted by its own client alone", (built) => {
    for (const node of built.nodes) {
      for (const [layer, pod] of [
        ["execution", `${node}-geth`],
        ["consensus", `${node}-prysm`],
      ]) {
        const secret = `${node}-${layer ?? ""}-identity-secret-1a2b3c4d`;
        const holders = built.pods.filter((one) => mountedSecrets(one).includes(secret));
        assert.deepEqual(
          holders.map(({ name }) => name),
          [pod],
        );
      }
    }
  });
});

describe("the keys of receivers", () => {
  it("are in Alertmanager's Secret only, which is secret to the engine with it", async () => {
    await runStack("dev", {
      "ethnode:alertReceivers": JSON.stringify(everyKind.receivers),
      "ethnode:alertReceiverKeys": JSON.stringify(everyKind.keys),
      "ethnode:deadMansSwitchUrl": everyKind.deadMansSwitchUrl,
    });
    for (const value of secretsOf(everyKind)) {
      const holders = registered.filter(({ inputs }) => JSON.stringify(inputs).includes(value));
      assert.deepEqual(
        holders.map(({ type, name, secretInputs }) => [type, name, secretInputs]),
        [[secretType, "alertmanager-keys", ["stringData"]]],
        value,
      );
    }
  });
});

describe("what is secret about a stack", () => {
  inEveryStack("is in no output but Grafana's password", (built) => {
    const outputs = JSON.stringify({ ...built.outputs, grafanaAdminPassword: undefined });
    for (const value of secretValues(built)) assert.ok(!outputs.includes(value));
    assert.deepEqual(built.secretOutputs, built.name === "dev" ? [] : ["grafanaAdminPassword"]);
  });
});
