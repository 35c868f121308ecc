import assert from "node:assert/strict";

import { field, only } from "../../support/mocks.ts";
import { runStack } from "../../support/runStack.ts";
import type { StackName } from "../../support/stackConfig.ts";

const statefulSet = "kubernetes:apps/v1:StatefulSet";
const claim = "kubernetes:core/v1:PersistentVolumeClaim";

interface Container {
  readonly name: string;
  readonly args: readonly string[];
  readonly env?: readonly { name: string; value?: string }[];
  readonly volumeMounts: readonly { name: string }[];
  readonly resources: { readonly limits: { readonly memory: string } };
}

/** A workload's containers of a kind. */
const containers = (name: string, kind: "containers" | "initContainers"): Container[] =>
  field(only(statefulSet, name), "spec", "template", "spec", kind) as Container[];

/** A workload's client, its first container. */
function client(name: string): Container {
  const [first] = containers(name, "containers");
  assert.ok(first !== undefined, name);
  return first;
}

const memoryLimit = ({ env = [] }: Container): string | undefined =>
  env.find(({ name }) => name === "GOMEMLIMIT")?.value;

const run = (stack: StackName, change: Record<string, string> = {}) =>
  runStack(
    stack,
    Object.fromEntries(Object.entries(change).map(([key, value]) => [`ethnode:${key}`, value])),
  );

describe("a node's size", () => {
  it("is the preset's where the stack says nothing, and says why", async () => {
    const outputs = await run("hoodi");
    const geth = client("node-0-geth");
    assert.ok(geth.args.includes("--cache=2048"));
    assert.ok(geth.args.includes("--history.chain=postprague"));
    assert.equal(geth.resources.limits.memory, "8Gi");
    assert.equal(memoryLimit(geth), "5836MiB");
    const size = ["spec", "resources", "requests", "storage"];
    assert.equal(field(only(claim, "node-0-geth-data"), ...size), "300Gi");
    assert.equal(field(only(claim, "node-0-prysm-data"), ...size), "200Gi");
    const { "node-0": line } = outputs["sizing"] as Record<string, string>;
    assert.match(line ?? "", /^geth postPrague: 300Gi disk, 8Gi memory.*: an estimate:.*; prysm/);
  });

  it("is the stack's own where it says so, and Go's memory follows", async () => {
    await run("mainnet", { executionMemory: "32Gi", executionCacheMb: "8192" });
    for (const node of ["node-0", "node-1"]) {
      const geth = client(`${node}-geth`);
      assert.ok(geth.args.includes("--cache=8192"));
      assert.equal(memoryLimit(geth), "23347MiB");
    }
  });

  it("may be one node's own", async () => {
    const nodes = [{ name: "a" }, { name: "b", executionStorage: "4Ti", storageClass: "fast" }];
    await run("mainnet", { nodes: JSON.stringify(nodes) });
    const of = (name: string) => {
      const spec = field(only(claim, name), "spec") as {
        storageClassName: string;
        resources: { requests: { storage: string } };
      };
      return [spec.resources.requests.storage, spec.storageClassName];
    };
    assert.deepEqual(of("a-geth-data"), ["2Ti", "standard"]);
    assert.deepEqual(of("b-geth-data"), ["4Ti", "fast"]);
    assert.deepEqual(of("b-prysm-data"), ["200Gi", "fast"]);
  });
});

describe("Geth's history", () => {
  it("is kept by a step before it, which sees the data and no secret, and is written on the claim", async () => {
    await run("mainnet");
    const steps = containers("node-0-geth", "initContainers");
    const step = steps.at(-1);
    assert.equal(step?.name, "history");
    assert.deepEqual(step.args, ["postMerge", "/data"]);
    assert.deepEqual(
      step.volumeMounts.map(({ name }) => name),
      ["data"],
    );
    const annotations = field(only(claim, "node-0-geth-data"), "metadata", "annotations");
    assert.equal((annotations as Record<string, string>)["ethnode.dev/history"], "postMerge");
  });

  it("has no such step where there is no choice", async () => {
    await run("dev");
    const names = containers("node-0-geth", "initContainers").map(({ name }) => name);
    assert.ok(!names.includes("history"), names.join());
  });
});

describe("Prysm's blobs", () => {
  const flags = async (change: Record<string, string>): Promise<readonly string[]> => {
    await run("mainnet", change);
    const prysm = client("node-0-prysm");
    return prysm.args.filter((flag) => /super|subnets|backfill|retention/.test(flag));
  };

  it("are Prysm's own matter by default", async () => {
    assert.deepEqual(await flags({}), []);
  });

  it("are kept as the stack says", async () => {
    assert.deepEqual(
      await flags({ custody: "semi", backfill: "true", blobRetentionEpochs: "8192" }),
      ["--semi-supernode", "--enable-backfill", "--blob-retention-epochs=8192"],
    );
    assert.deepEqual(await flags({ custody: "super" }), ["--subscribe-all-data-subnets"]);
  });
});

describe("a node that begins with another's data", () => {
  const restored = {
    nodes: JSON.stringify([
      { name: "a" },
      {
        name: "b",
        restore: { execution: { snapshot: "monday" }, consensus: { claim: "a-prysm-data" } },
      },
    ]),
  };

  it("has it in its volumes, and a P2P key of its own", async () => {
    await run("mainnet", restored);
    const source = (name: string) => field(only(claim, name), "spec", "dataSource");
    assert.deepEqual(source("b-geth-data"), {
      apiGroup: "snapshot.storage.k8s.io",
      kind: "VolumeSnapshot",
      name: "monday",
    });
    assert.deepEqual(source("b-prysm-data"), {
      kind: "PersistentVolumeClaim",
      name: "a-prysm-data",
    });
    assert.equal(source("a-geth-data"), undefined);
    const keys = ["a", "b"].map((node) => {
      const volumes = field(
        only(statefulSet, `${node}-geth`),
        "spec",
        "template",
        "spec",
        "volumes",
      );
      return JSON.stringify((volumes as { name: string }[]).find(({ name }) => name === "secrets"));
    });
    assert.notEqual(keys[0], keys[1]);
  });
});
