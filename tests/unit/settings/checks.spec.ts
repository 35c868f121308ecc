import assert from "node:assert/strict";

import { compareVersions } from "../../../networks/versions.ts";
import type { StackName } from "../../support/stackConfig.ts";
import { nodes, refusal, settingsOf, type Change } from "./support.ts";

const versions = (list: Readonly<Record<string, string>>): Change => ({
  clientVersions: JSON.stringify(list),
});

/** Settings that are right by themselves and wrong beside the others, and all that is said of them. */
const refused: readonly (readonly [StackName, Change, string])[] = [
  [
    "dev",
    nodes({ name: "a", validators: 6 }, { name: "b" }, { name: "a" }),
    'nodes[2].name: came "a", expected a name that no other node has; nodes[0] has it already',
  ],
  [
    "dev",
    { monitoringNamespace: "ethereum" },
    'monitoringNamespace: came "ethereum", expected another namespace than nodesNamespace',
  ],
  [
    "dev",
    versions({ geth: "1.16.6" }),
    'clientVersions.geth: came "1.16.6", expected 1.16.7 or newer on devnet: 1.16.7 brought --override.genesis',
  ],
  [
    "mainnet",
    versions({ geth: "1.16.99" }),
    'clientVersions.geth: came "1.16.99", expected 1.17.0 or newer on mainnet: 1.17.0 fixes CVE-2026-26313 to 26315 (its release notes)',
  ],
  [
    "mainnet",
    versions({ prysm: "6.99.0" }),
    'clientVersions.prysm: came "6.99.0", expected 7.0.0 or newer on mainnet: the fork Fusaka (Osaka and Fulu) since 3 December 2025 needs 7.0.0',
  ],
  [
    "hoodi",
    versions({ prysm: "7.3.0" }),
    'clientVersions.prysm: came "7.3.0", expected 7.3.1 or newer on hoodi: it begins the fork Glamsterdam on 26 October 2026, which was withdrawn',
  ],
  [
    "hoodi",
    { history: "postMerge" },
    'history: came "postMerge", expected one of all, postPrague with geth on hoodi',
  ],
  [
    "dev",
    { history: "postPrague" },
    'history: came "postPrague", expected one of all with geth on devnet',
  ],
  [
    "dev",
    nodes({ name: "a", validators: 5 }),
    'nodes: came [{"name":"a","validators":5}], expected at least 6 validators in all on devnet, one a slot of an epoch',
  ],
  [
    "mainnet",
    nodes({ name: "a" }, { name: "b", validators: 1 }),
    "nodes[1].validators: came 1, expected none on mainnet: validators with keys of yours are not supported yet",
  ],
  [
    "dev",
    { executionCacheMb: "257" },
    "executionCacheMb: came 257, expected at most 256, a third of executionMemory (768Mi): Geth would lower it by itself",
  ],
  [
    "mainnet",
    { executionMemory: "8Gi" },
    'executionMemory: came "8Gi", expected at least 12288Mi, 3 times executionCacheMb (4096): Geth would lower its caches by itself',
  ],
  [
    "dev",
    { executionStorage: "500Mi" },
    'executionStorage: came "500Mi", expected at least 1Gi for geth with history all on devnet: a private chain of a few days',
  ],
  [
    "mainnet",
    { custody: "super", consensusStorage: "200Gi" },
    'consensusStorage: came "200Gi", expected at least 480Gi for prysm with super custody on mainnet: 20 GiB and 9 GiB of memory on mainnet (in 2026-04, prysm 7.1.3, eth-docker\'s ResourceUsage page), and 457 GiB of blobs: super custody for 18 days',
  ],
  [
    "mainnet",
    { custody: "semi", ...versions({ prysm: "7.0.0" }) },
    'custody: came "semi", expected regular or super with Prysm 7.0.0: semi-supernodes came with 7.1.0',
  ],
  [
    "mainnet",
    nodes(
      { name: "a" },
      { name: "b", history: "all", executionStorage: "2Ti" },
      { name: "c", executionStorage: "1Ti" },
    ),
    'nodes[2].executionStorage: came "1Ti", expected at least 1160Gi for geth with history postMerge on mainnet: 830 GiB and 8 GiB of memory in 2026-04 (geth 1.17.2, eth-docker\'s ResourceUsage page), up to 50 GB more each month',
  ],
  [
    "hoodi",
    nodes({ name: "a", history: "postMerge" }),
    'nodes[0].history: came "postMerge", expected one of all, postPrague with geth on hoodi',
  ],
  [
    "dev",
    { custody: "super" },
    'custody: came "super", expected regular on devnet, a private chain',
  ],
  [
    "mainnet",
    { consensusClient: "teku", backfill: "true" },
    "backfill: came true, expected false with teku",
  ],
  [
    "mainnet",
    { blobRetentionEpochs: "4095" },
    "blobRetentionEpochs: came 4095, expected at least 4096, which the network's rules ask for and Prysm does not start below",
  ],
  [
    "mainnet",
    nodes({ name: "a", restore: { consensus: { claim: "a-prysm-data" } } }),
    'nodes[0].restore.consensus.claim: came "a-prysm-data", expected the claim of another node; this is its own',
  ],
  [
    "mainnet",
    nodes(
      { name: "a" },
      { name: "b", consensusClient: "teku", restore: { consensus: { claim: "a-prysm-data" } } },
    ),
    "nodes[1].restore.consensus.claim: came \"a-prysm-data\", expected a claim with teku's data; this one has another client's",
  ],
  [
    "dev",
    { grafanaDisabledReason: "  " },
    'grafanaDisabledReason: came "  ", expected the reason why Grafana is off, since grafanaEnabled is false',
  ],
  [
    "dev",
    { consensusClient: "teku" },
    'consensusClient: came "teku", expected a client that can run on devnet; teku can on mainnet, sepolia, hoodi',
  ],
  [
    "dev",
    nodes({ name: "a", validators: 6, executionClient: "reth" }, { name: "b" }),
    'nodes[0].executionClient: came "reth", expected a client that can run on devnet; reth can on mainnet, sepolia, hoodi',
  ],
  [
    "mainnet",
    { executionClient: "reth", ...versions({ reth: "2.1.9" }) },
    'clientVersions.reth: came "2.1.9", expected 2.2.0 or newer: an older one does not know all flags that it is started with',
  ],
];

/** Settings that are just right. */
const accepted: readonly (readonly [string, StackName, Change])[] = [
  ["a cache of a third of the memory", "dev", { executionCacheMb: "256" }],
  [
    "a cache of a third of 1 GB, rounded down",
    "dev",
    { executionCacheMb: "317", executionMemory: "1G" },
  ],
  ["the newest Prysm as a semi-supernode", "mainnet", { custody: "semi" }],
  [
    "another node's data, and somebody else's",
    "mainnet",
    nodes(
      { name: "a" },
      {
        name: "b",
        restore: { execution: { claim: "a-geth-data" }, consensus: { claim: "old-prysm-data" } },
      },
    ),
  ],
  ["blobs for longer", "mainnet", { blobRetentionEpochs: "8192", backfill: "true" }],
  ["a volume of the floor", "mainnet", { executionStorage: "1160Gi" }],
  ["one validator a slot of an epoch", "dev", nodes({ name: "a", validators: 6 })],
  [
    "another client on one node",
    "mainnet",
    nodes({ name: "a" }, { name: "b", executionClient: "besu", consensusClient: "nimbus" }),
  ],
  ["an old version of a client that nobody runs", "mainnet", versions({ reth: "1.0.0" })],
  ["the oldest good versions", "mainnet", versions({ geth: "1.17.0", prysm: "7.0.0" })],
  ["a version that is blocked on another network", "mainnet", versions({ prysm: "7.3.0" })],
  ["old blocks from the Merge on mainnet", "mainnet", { history: "postMerge" }],
  ["no reason where Grafana is on", "dev", { grafanaEnabled: "true", grafanaDisabledReason: "" }],
];

describe("settings that do not fit together", () => {
  for (const [stack, change, message] of refused) {
    it(`are refused: ${stack}, ${message}`, async () => {
      assert.equal(await refusal(stack, change), `ethnode:${message}`);
    });
  }

  it("are all named at once", async () => {
    const message = await refusal("dev", {
      ...versions({ geth: "1.0.0" }),
      executionCacheMb: "9999",
    });
    assert.deepEqual(
      message.split("\n").map((line) => line.slice(0, line.indexOf(": "))),
      ["ethnode:clientVersions.geth", "ethnode:executionCacheMb"],
    );
  });
});

describe("settings that fit just so", () => {
  for (const [what, stack, change] of accepted) {
    it(`are accepted: ${what}`, () => settingsOf(stack, change));
  }
});

describe("versions", () => {
  const inOrder = ["0.9.99", "1.0.0", "1.2.3", "1.2.10", "1.10.0", "2.0.0", "10.0.0"];

  it("are compared by number, not by letter", () => {
    for (const [i, a] of inOrder.entries()) {
      for (const [j, b] of inOrder.entries()) {
        assert.equal(Math.sign(compareVersions(a, b)), Math.sign(i - j), `${a} and ${b}`);
      }
    }
  });

  it("are the same with and without what follows a dash", () => {
    assert.equal(compareVersions("1.2.3-rc.1", "1.2.3"), 0);
    assert.ok(compareVersions("1.2.3-rc.1", "1.2.4") < 0);
  });
});
