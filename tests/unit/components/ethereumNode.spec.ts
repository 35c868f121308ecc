import assert from "node:assert/strict";

import {
  EthereumNode,
  ValidatorNetworkError,
  type EthereumNodeArgs,
} from "../../../components/ethereumNode.ts";
import { mainnet } from "../../../networks/mainnet.ts";
import { all, field, only, registered, run, valueOf } from "../../support/mocks.ts";
import { kubernetesObjects } from "../../support/runStack.ts";
import { mountedSecrets, pods } from "../../support/pods.ts";
import { counts, flag, fleetNode, privateChain, types, validatorArgs } from "./support.ts";

const args = { namespace: "ethereum", network: mainnet, ...fleetNode("") };
const node = (change: Partial<EthereumNodeArgs> = {}) =>
  run(() => new EthereumNode("node-0", { ...args, ...change }));

describe("an EthereumNode", () => {
  it("has these objects and no others", async () => {
    await node();
    assert.deepEqual(counts(), {
      "ethnode:index:EthereumNode": 1,
      "ethnode:index:GethNode": 1,
      "ethnode:index:PrysmBeacon": 1,
      "ethnode:index:JwtSecret": 1,
      "ethnode:index:P2pIdentity": 2,
      "random:index/randomBytes:RandomBytes": 3,
      [types.secret]: 3,
      [types.claim]: 2,
      [types.configMap]: 1,
      [types.service]: 4,
      [types.policy]: 2,
      [types.statefulSet]: 2,
    });
  });

  it("is two clients that share one JWT, and each has an engine URL for the other's", async () => {
    const made = await node();
    const jwt = "node-0-jwt-secret-1a2b3c4d";
    for (const pod of pods(kubernetesObjects())) {
      assert.equal(mountedSecrets(pod).filter((name) => name.includes("jwt"))[0], jwt, pod.name);
    }
    assert.equal(
      flag("node-0-prysm", "execution-endpoint"),
      await valueOf(made.execution.engineUrl),
    );
    const secret = only(types.secret, "node-0-jwt-secret");
    assert.match(String(field(secret, "stringData", "jwt.hex")), /^[0-9a-f]{64}$/);
    assert.equal(secret.inputs["immutable"], true);
    assert.deepEqual(secret.secretInputs, ["stringData"]);
    assert.equal(field(secret, "metadata", "name"), undefined);
  });

  it("gets a new JWT for a new rotation, and only then", async () => {
    const keepers = async (jwtRotation?: string) => {
      await node({ jwtRotation });
      return only("random:index/randomBytes:RandomBytes", "node-0-jwt-bytes").inputs["keepers"];
    };
    assert.deepEqual(await keepers(), { rotation: "" });
    assert.deepEqual(await keepers("2026-11"), { rotation: "2026-11" });
    assert.equal(
      only("random:index/randomBytes:RandomBytes", "node-0-jwt-bytes").inputs["length"],
      32,
    );
  });

  it("names its children after itself", async () => {
    await run(
      () =>
        new EthereumNode("node-0", { ...args, ...privateChain(), validator: validatorArgs(8, 0) }),
    );
    const children = registered.filter(({ name }) => !name.startsWith("devnet"));
    for (const { name } of children) assert.match(name, /^node-0(-|$)/);
  });

  it("has no validators on a public network, and says so when asked for some", async () => {
    await assert.rejects(
      node({ validator: validatorArgs(8, 0) }),
      new ValidatorNetworkError("node-0", mainnet),
    );
    assert.deepEqual(all(types.statefulSet), []);
  });
});

describe("validators", () => {
  it("sign through their own node's beacon node, for the numbers that they are given", async () => {
    const made = await run(
      () =>
        new EthereumNode("node-0", { ...args, ...privateChain(), validator: validatorArgs(5, 11) }),
    );
    assert.equal(flag("node-0-validator", "interop-num-validators"), "5");
    assert.equal(flag("node-0-validator", "interop-start-index"), "11");
    assert.equal(
      flag("node-0-validator", "beacon-rpc-provider"),
      await valueOf(made.consensus.grpcAddress),
    );
    assert.equal(made.validator?.serviceName, "node-0-validator");
    assert.equal(
      await valueOf(made.validator.metricsUrl),
      "http://node-0-validator.ethereum.svc.cluster.local:8081/metrics",
    );
  });

  it("keep what they signed on a volume of their own, and mount no secret", async () => {
    await run(
      () =>
        new EthereumNode("node-0", { ...args, ...privateChain(), validator: validatorArgs(5, 0) }),
    );
    const pod = pods(kubernetesObjects()).find(({ name }) => name === "node-0-validator");
    assert.ok(pod !== undefined);
    assert.deepEqual(pod.volumes[0], {
      name: "data",
      persistentVolumeClaim: { claimName: "node-0-validator-data" },
    });
    assert.deepEqual(mountedSecrets(pod), []);
    assert.equal(field(only(types.statefulSet, "node-0-validator"), "spec", "replicas"), 1);
  });
});
