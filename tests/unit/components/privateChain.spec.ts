import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { objectLabels } from "../../../components/kubernetes/labels.ts";
import {
  checkChain,
  ChainMismatchError,
  genesisFlags,
  genesisTime,
  PrivateChain,
} from "../../../components/privateChain.ts";
import { devnet, devnetConsensusConfig, devnetExecutionGenesis } from "../../../networks/devnet.ts";
import { mainnet } from "../../../networks/mainnet.ts";
import { field, only, registered, run, valueOf } from "../../support/mocks.ts";
import { runTool, toolPath } from "../../support/tool.ts";

const chain = (createdAt = "2026-01-02T03:04:05Z") =>
  new PrivateChain("devnet", {
    namespace: "ethereum",
    createdAt,
    genesisDelay: 30,
    validators: 16,
    prysmVersion: "7.0.0",
    labels: objectLabels({ name: "genesis", instance: "devnet", component: "genesis" }),
  });

describe("the time of genesis", () => {
  for (const [createdAt, delay, expected] of [
    ["1970-01-01T00:00:00Z", 0, 0],
    ["1970-01-01T00:00:00Z", 30, 30],
    ["2026-01-02T03:04:05Z", 30, 1767323075],
    ["2026-01-02T04:04:05+01:00", 30, 1767323075],
    ["2026-01-02T03:04:05.999Z", 30, 1767323075],
  ] as const) {
    it(`is ${expected}, ${delay} s after ${createdAt}`, () => {
      assert.equal(genesisTime(createdAt, delay), expected);
    });
  }
});

describe("a private chain", () => {
  it("is one immutable ConfigMap, and nothing in the cluster besides", async () => {
    const made = await run(() => chain());
    assert.deepEqual(
      registered.map(({ type }) => type),
      ["ethnode:index:PrivateChain", "kubernetes:core/v1:ConfigMap"],
    );
    const config = only("kubernetes:core/v1:ConfigMap", "devnet-config");
    assert.equal(config.inputs["immutable"], true);
    assert.deepEqual(config.inputs["data"], {
      "config.yaml": devnetConsensusConfig,
      "bootnodes.yaml": "[]\n",
      "genesis-base.json": JSON.stringify(devnetExecutionGenesis, null, 2),
    });
    // Auto-named, so that another configuration rolls the pods.
    assert.equal(field(config, "metadata", "name"), undefined);
    assert.equal(await valueOf(made.genesisTime), 1767323075);
  });

  it("makes its genesis in every pod, of the same inputs", async () => {
    const made = await run(() => chain());
    const [first, second] = await Promise.all(
      [made.genesis(), made.genesis()].map(({ initContainers }) =>
        valueOf(initContainers[0] ?? {}),
      ),
    );
    assert.deepEqual(first, second);
    assert.deepEqual((first as { args: unknown }).args, [
      "testnet",
      "generate-genesis",
      "--fork=electra",
      "--num-validators=16",
      "--genesis-time=1767323075",
      "--chain-config-file=/config/config.yaml",
      "--geth-genesis-json-in=/config/genesis-base.json",
      "--geth-genesis-json-out=/genesis/genesis.json",
      "--output-ssz=/genesis/genesis.ssz",
    ]);
    assert.equal((first as { image: unknown }).image, "offchainlabs/prysm-prysmctl:v7.0.0");
  });

  it("gives clients the genesis to read only", async () => {
    const made = await run(() => chain());
    assert.deepEqual(made.genesis().mounts, [
      { name: "genesis", mountPath: "/genesis", readOnly: true },
    ]);
    assert.deepEqual(made.configMount, {
      name: "chain-config",
      mountPath: "/config",
      readOnly: true,
    });
  });
});

describe("a node's network and its chain", () => {
  it("go together", async () => {
    await run(() => {
      const made = chain();
      checkChain("a", devnet, made);
      checkChain("a", mainnet, undefined);
      assert.throws(
        () => {
          checkChain("a", devnet, undefined);
        },
        new ChainMismatchError("a", devnet),
      );
      assert.throws(
        () => {
          checkChain("a", mainnet, made);
        },
        {
          message:
            "a: came a private chain with network mainnet, expected none: the network has its own genesis",
        },
      );
    });
  });
});

describe("the real prysmctl", () => {
  it("makes the same genesis of the same inputs, whenever it is asked", async function () {
    const prysmctl = toolPath(this, "prysmctl");
    const first = await genesis(prysmctl, 1_790_000_000);
    const second = await genesis(prysmctl, 1_790_000_000);
    const later = await genesis(prysmctl, 1_790_000_001);
    assert.deepEqual(second, first);
    assert.notEqual(later.state, first.state);
    assert.equal(first.execution.timestamp, "0x6ab13b80");
    assert.equal(first.execution.config["pragueTime"], 1_790_000_000);
    assert.equal(first.execution.config["chainId"], 32382);
  }).timeout(60_000);
});

/** Runs prysmctl with the program's flags, with its folders in a temporary one. */
async function genesis(prysmctl: string, time: number) {
  const folder = await mkdtemp(join(tmpdir(), "ethnode-genesis-"));
  try {
    await writeFile(join(folder, "config.yaml"), devnetConsensusConfig);
    await writeFile(join(folder, "genesis-base.json"), JSON.stringify(devnetExecutionGenesis));
    await runTool(
      prysmctl,
      genesisFlags(time, 16).map((flag) => flag.replace(/=\/(config|genesis)\//, `=${folder}/`)),
    );
    const execution = JSON.parse(await readFile(join(folder, "genesis.json"), "utf8")) as {
      readonly timestamp: string;
      readonly config: Readonly<Record<string, unknown>>;
    };
    const state = createHash("sha256").update(await readFile(join(folder, "genesis.ssz")));
    return { execution, state: state.digest("hex") };
  } finally {
    await rm(folder, { recursive: true });
  }
}
