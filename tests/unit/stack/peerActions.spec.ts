import assert from "node:assert/strict";

import { field, only, registered } from "../../support/mocks.ts";
import { mountedSecrets, pods, type Container, type Pod } from "../../support/pods.ts";
import { kubernetesObjects, runStack } from "../../support/runStack.ts";
import { parseConfig } from "../../../monitor/src/serve/config.ts";
import { stack } from "./allStacks.ts";

const on = {
  "ethnode:peerMonitorActions": "true",
  "ethnode:peerMonitorTokens": JSON.stringify([{ name: "root", role: "admin" }]),
};
const secret = "peer-actions-secret-1a2b3c4d";
const secretType = "kubernetes:core/v1:Secret";

const holders = (built: readonly Pod[]) =>
  built.filter((pod) => mountedSecrets(pod).includes(secret)).map(({ name }) => name);
const containerOf = (built: readonly Pod[], pod: string, name: string): Container | undefined =>
  built.find((one) => one.name === pod)?.containers.find((one) => one.name === name);
const mounts = (one: Container | undefined) =>
  (one?.volumeMounts ?? []).filter(({ name }) => name === "actions-token");
const actionFlags = (one: Container | undefined) =>
  (one?.args ?? []).filter((flag) => flag.includes("actions"));
const config = () =>
  parseConfig(
    "nodes.json",
    String(
      field(only("kubernetes:core/v1:ConfigMap", "peer-monitor-config"), "data", "nodes.json"),
    ),
  );

describe("acting on peers", () => {
  it("is off unless asked: no token, no flag, no setting", async () => {
    const built = await stack("mainnet");
    assert.deepEqual(holders(built.pods), []);
    for (const { containers } of built.pods)
      for (const one of containers) assert.deepEqual(actionFlags(one), [], one.name);
    assert.deepEqual(
      built.registered.filter(({ name }) => name.includes("actions")),
      [],
    );
  });

  it("gives the monitor and every agent one token, as a file, and nobody else", async () => {
    await runStack("mainnet", on);
    const built = pods(kubernetesObjects());
    assert.deepEqual(holders(built).toSorted(), ["node-0-geth", "node-1-geth", "peer-monitor"]);
    const mount = [{ name: "actions-token", mountPath: "/actions", readOnly: true }];
    assert.deepEqual(mounts(containerOf(built, "peer-monitor", "peer-monitor")), mount);
    assert.equal(config().actions?.agentTokenFile, "/actions/token");
    for (const pod of ["node-0-geth", "node-1-geth"]) {
      const agent = containerOf(built, pod, "peer-agent");
      assert.deepEqual(mounts(agent), mount);
      assert.deepEqual(actionFlags(agent), [
        "--allow-actions",
        "--actions-token-file=/actions/token",
      ]);
      assert.deepEqual(
        mounts(containerOf(built, pod, "geth")),
        [],
        "Geth itself has no use for it",
      );
    }
  });

  it("has its token in one Secret and in nothing else", async () => {
    await runStack("mainnet", on);
    const { inputs, secretInputs } = only(secretType, "peer-actions-secret");
    const { token = "" } = inputs["stringData"] as Record<string, string>;
    assert.ok(token.length >= 40 && /^[\w-]+$/.test(token));
    assert.deepEqual(secretInputs, ["stringData"]);
    const found = registered.filter((one) => JSON.stringify(one.inputs).includes(token));
    assert.deepEqual(
      found.map(({ type, name }) => [type, name]),
      [[secretType, "peer-actions-secret"]],
    );
  });

  it("leaves to its reading an agent that has no socket", async () => {
    const nodes = [{ name: "node-0" }, { name: "node-1", executionClient: "besu" }];
    await runStack("hoodi", { ...on, "ethnode:nodes": JSON.stringify(nodes) });
    const built = pods(kubernetesObjects());
    assert.deepEqual(holders(built).toSorted(), ["node-0-geth", "peer-monitor"]);
    assert.deepEqual(actionFlags(containerOf(built, "node-1-besu", "peer-agent")), []);
  });

  it("opens no port: the monitor reaches its agents as before, and others as little", async () => {
    const policies = () =>
      kubernetesObjects()
        .filter(({ kind }) => kind === "NetworkPolicy")
        .map(({ metadata, spec }) => ({ name: metadata.name, spec }));
    await runStack("mainnet");
    const before = policies();
    await runStack("mainnet", on);
    assert.deepEqual(policies(), before);
  });
});
