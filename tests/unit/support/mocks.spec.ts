import assert from "node:assert/strict";

import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";

import { all, field, only, registered, run, valueOf } from "../../support/mocks.ts";

class Pair extends pulumi.ComponentResource {
  readonly name: pulumi.Output<string>;

  constructor(name: string) {
    super("ethnode:index:Pair", name);
    const bytes = new random.RandomBytes(`${name}-key`, { length: 32 }, { parent: this });
    const secret = new k8s.core.v1.Secret(
      `${name}-secret`,
      { stringData: { key: bytes.hex } },
      { parent: this },
    );
    this.name = secret.metadata.name;
    this.registerOutputs({ name: this.name });
  }
}

describe("the mocks", () => {
  it("have every resource when run returns, with parents and without secret wrappers", async () => {
    const pair = await run(() => new Pair("pair"));
    assert.equal(registered.length, 3);
    const secret = only("kubernetes:core/v1:Secret", "pair-secret");
    assert.match(String(field(secret, "stringData", "key")), /^[0-9a-f]{64}$/);
    assert.equal(field(secret, "data", "key"), undefined);
    assert.deepEqual(secret.secretInputs, ["stringData"]);
    assert.equal(secret.parentType, "ethnode:index:Pair");
    assert.equal(await valueOf(pair.name), "pair-secret-1a2b3c4d");
  });

  it("give what only a cluster knows", async () => {
    const namespace = await run(
      () => new k8s.core.v1.Namespace("ns", { metadata: { name: "ethereum" } }),
    );
    assert.equal(await valueOf(namespace.metadata.name), "ethereum");
    assert.equal(await valueOf(namespace.metadata.creationTimestamp), "2026-01-02T03:04:05Z");
  });

  it("make a random value secret", async () => {
    const password = await run(() => new random.RandomPassword("password", { length: 20 }));
    assert.equal(await pulumi.isSecret(password.result), true);
  });

  it("forget what an earlier run asked for", async () => {
    await run(() => new Pair("first"));
    await run(() => new Pair("second"));
    assert.deepEqual(
      all("ethnode:index:Pair").map((r) => r.name),
      ["second"],
    );
  });

  it("say what was there when a resource is missing", () => {
    assert.throws(() => only("kubernetes:core/v1:Service", "geth"), /expected one .* got 0 in/);
  });
});
