import assert from "node:assert/strict";

import { parseSettings } from "../../../settings/parse.ts";
import { stackConfig, stacks } from "../../support/stackConfig.ts";
import { nodes, refusal, settingsOf, type Change } from "./support.ts";

describe("the settings of every stack", () => {
  for (const stack of stacks) {
    it(`are accepted: ${stack}`, async () => {
      const settings = await settingsOf(stack);
      assert.equal(settings.network.name, stack === "dev" ? "devnet" : stack);
      assert.equal(settings.protectData, stack !== "dev");
    });
  }

  it("have the types that the program wants", async () => {
    const settings = await settingsOf("dev");
    assert.equal(settings.executionCacheMb, undefined);
    assert.equal(settings.blobRetentionEpochs, 4096);
    assert.equal(settings.grafanaEnabled, false);
    assert.deepEqual(settings.nodes, [
      { name: "node-0", validators: 14 },
      { name: "node-1", validators: 2 },
    ]);
    assert.deepEqual(settings.clientFlags, {});
    assert.deepEqual(settings.clientVersions, { geth: "1.17.5", prysm: "7.0.0" });
  });
});

const aNode = { name: "node-0", validators: 8 };
const nodeFields =
  "a node with nothing but name, validators, executionClient, consensusClient, p2p, history, executionStorage, consensusStorage, storageClass, volumeAccessMode, restore";
const p2pFields = "an object with nothing but address, executionPort, consensusPort, discoveryPort";
const nodeName = "a name of at most 40 lower-case letters, digits and dashes, such as node-0";
const networkNames = "mainnet, sepolia, hoodi, ephemery, custom, devnet";
const executions = "geth, nethermind, besu, erigon, reth";
const consensuses = "prysm, lighthouse, teku, nimbus, lodestar, grandine";
const byClient = `by the client's name, one of ${executions}, ${consensuses}`;
const size = "a size with its unit, such as 500Gi";
const version = "a version without v, such as 1.17.5";
const url = 'an http or https URL, or ""';
const image = "an image with its tag, such as ethnode/peer-monitor:0.1.0";

/** One wrong setting each, and all that is said of it. */
const refused: readonly (readonly [Change, string])[] = [
  [{ network: "sepoli" }, `network: came "sepoli", expected one of ${networkNames}`],
  [{ network: undefined }, `network: came nothing, expected one of ${networkNames}`],
  [{ executionClient: "parity" }, `executionClient: came "parity", expected one of ${executions}`],
  [{ executionClient: undefined }, `executionClient: came nothing, expected one of ${executions}`],
  [{ consensusClient: "geth" }, `consensusClient: came "geth", expected one of ${consensuses}`],
  [{ clientVersions: undefined }, `clientVersions: came nothing, expected versions ${byClient}`],
  [{ clientVersions: "1.2.3" }, `clientVersions: came "1.2.3", expected versions ${byClient}`],
  [
    { clientVersions: '{"gteh":"1.17.5"}' },
    `clientVersions: came {"gteh":"1.17.5"}, expected versions ${byClient}`,
  ],
  [
    { clientVersions: '{"geth":"v1.17.5"}' },
    `clientVersions.geth: came "v1.17.5", expected ${version}`,
  ],
  [{ clientVersions: '{"prysm":7}' }, `clientVersions.prysm: came 7, expected ${version}`],
  [{ executionStorage: "1000" }, `executionStorage: came "1000", expected ${size}`],
  [{ consensusStorage: "-5Gi" }, `consensusStorage: came "-5Gi", expected ${size}`],
  [{ prometheusStorage: "0Gi" }, `prometheusStorage: came "0Gi", expected ${size}`],
  [{ executionMemory: "8 Gi" }, `executionMemory: came "8 Gi", expected ${size}`],
  [{ custody: "some" }, 'custody: came "some", expected one of regular, semi, super'],
  [{ backfill: "yes" }, 'backfill: came "yes", expected true or false'],
  [
    { blobRetentionEpochs: "18 days" },
    'blobRetentionEpochs: came "18 days", expected a whole number from 1 up',
  ],
  [
    { volumeAccessMode: "ReadWriteMany" },
    'volumeAccessMode: came "ReadWriteMany", expected one of ReadWriteOnce, ReadWriteOncePod',
  ],
  [{ retainData: "1" }, 'retainData: came "1", expected true or false'],
  [
    nodes({ ...aNode, restore: "monday" }),
    'nodes[0].restore: came "monday", expected a restore with nothing but execution, consensus',
  ],
  [
    nodes({ ...aNode, restore: { execution: { snapshot: "a", claim: "b" } } }),
    'nodes[0].restore.execution: came {"snapshot":"a","claim":"b"}, expected one of snapshot and claim, the name of a VolumeSnapshot or of another node\'s claim',
  ],
  [{ executionMaxPeers: "-1" }, 'executionMaxPeers: came "-1", expected a whole number from 0 up'],
  [
    { consensusMaxPeers: "1.5" },
    'consensusMaxPeers: came "1.5", expected a whole number from 0 up',
  ],
  [{ executionCacheMb: "15" }, 'executionCacheMb: came "15", expected a whole number from 16 up'],
  [
    { executionCacheMb: "many" },
    'executionCacheMb: came "many", expected a whole number from 16 up',
  ],
  [
    { genesisDelaySeconds: "3601" },
    'genesisDelaySeconds: came "3601", expected a whole number from 1 to 3600',
  ],
  [
    { scrapeIntervalSeconds: "0" },
    'scrapeIntervalSeconds: came "0", expected a whole number from 1 to 300',
  ],
  [{ protectData: "yes" }, 'protectData: came "yes", expected true or false'],
  [{ grafanaEnabled: undefined }, "grafanaEnabled: came nothing, expected true or false"],
  [{ executionCpu: "0" }, 'executionCpu: came "0", expected CPUs, such as 2 or 500m'],
  [
    { prometheusRetention: "30" },
    'prometheusRetention: came "30", expected a length of time with its unit, such as 15s or 30d',
  ],
  [
    { p2pExposure: "hostNetwork" },
    'p2pExposure: came "hostNetwork", expected one of none, nodePort, loadBalancer, hostPort',
  ],
  [{ history: "some" }, 'history: came "some", expected one of all, postMerge, postPrague'],
  [{ monitoringSize: "big" }, 'monitoringSize: came "big", expected one of small, production'],
  [{ deadMansSwitchUrl: undefined }, `deadMansSwitchUrl: came nothing, expected ${url}`],
  [
    { checkpointSyncUrls: '["https://a","ftp://a"]' },
    'checkpointSyncUrls[1]: came "ftp://a", expected an http or https URL',
  ],
  [{ checkpointSyncUrls: "{}" }, "checkpointSyncUrls: came {}, expected a list of URLs"],
  [{ checkpointQuorum: "0" }, 'checkpointQuorum: came "0", expected a whole number from 1 to 100'],
  [
    { weakSubjectivityCheckpoint: "0x12:3" },
    'weakSubjectivityCheckpoint: came "0x12:3", expected 0x, the block root in 64 hexadecimal digits, a colon and the epoch, such as 0x12…ef:411392, or ""',
  ],
  [
    { feeRecipient: "0xf39F" },
    'feeRecipient: came "0xf39F", expected an account: 0x and 40 hex characters',
  ],
  [{ storageClass: "" }, 'storageClass: came "", expected the name of a StorageClass'],
  [{ jwtRotation: undefined }, "jwtRotation: came nothing, expected text"],
  [{ nodesNamespace: "Ethereum" }, `nodesNamespace: came "Ethereum", expected ${nodeName}`],
  [{ peerMonitorImage: "a/b" }, `peerMonitorImage: came "a/b", expected ${image}`],
  [{ clientImages: '{"a":"b:1"}' }, `clientImages: came {"a":"b:1"}, expected images ${byClient}`],
  [
    { clientImages: '{"geth":"a/b:latest"}' },
    `clientImages.geth: came "a/b:latest", expected ${image}`,
  ],
  [{ clientFlags: '["--a"]' }, `clientFlags: came ["--a"], expected lists of flags ${byClient}`],
  [{ clientFlags: '{"teku":["--a",1]}' }, "clientFlags.teku[1]: came 1, expected a flag"],
  [{ clientFlags: '{"prysm":"--a"}' }, 'clientFlags.prysm: came "--a", expected a list of flags'],
  [
    nodes({ ...aNode, executionClient: "prysm" }),
    `nodes[0].executionClient: came "prysm", expected one of ${executions}`,
  ],
  [
    nodes({ ...aNode, consensusClient: 1 }),
    `nodes[0].consensusClient: came 1, expected one of ${consensuses}`,
  ],
  [{ nodes: undefined }, "nodes: came nothing, expected a list of nodes"],
  [{ nodes: "node-0" }, 'nodes: came "node-0", expected a list of nodes'],
  [nodes(), "nodes: came [], expected at least one node"],
  [nodes("a"), `nodes[0]: came "a", expected ${nodeFields}`],
  [nodes({ validators: 8 }), `nodes[0].name: came nothing, expected ${nodeName}`],
  [nodes({ ...aNode, name: "Node_0" }), `nodes[0].name: came "Node_0", expected ${nodeName}`],
  [nodes({ ...aNode, name: 5 }), `nodes[0].name: came 5, expected ${nodeName}`],
  [
    nodes(aNode, { ...aNode, size: 1 }),
    `nodes[1]: came {"name":"node-0","validators":8,"size":1}, expected ${nodeFields}`,
  ],
  [
    nodes({ ...aNode, validators: -1 }),
    "nodes[0].validators: came -1, expected a whole number from 1 up",
  ],
  [
    nodes({ ...aNode, validators: "8" }),
    'nodes[0].validators: came "8", expected a whole number from 1 up',
  ],
  [nodes({ ...aNode, p2p: "x" }), `nodes[0].p2p: came "x", expected ${p2pFields}`],
  [nodes({ ...aNode, p2p: { ip: 1 } }), `nodes[0].p2p: came {"ip":1}, expected ${p2pFields}`],
  [
    nodes({ ...aNode, p2p: { address: "node.example.org" } }),
    'nodes[0].p2p.address: came "node.example.org", expected an IPv4 address, such as 203.0.113.7',
  ],
  [
    nodes({ ...aNode, p2p: { consensusPort: 65536 } }),
    "nodes[0].p2p.consensusPort: came 65536, expected a port from 1 to 65535",
  ],
];

describe("a wrong setting", () => {
  for (const [change, message] of refused) {
    it(`is refused: ${message}`, async () => {
      assert.equal(await refusal("dev", change), `ethnode:${message}`);
    });
  }

  it("does not hide another one", async () => {
    assert.deepEqual(
      (await refusal("dev", { executionStorage: "1", protectData: "on", executionMaxPeers: "-1" }))
        .split("\n")
        .map((line) => line.split(":", 2).join(":")),
      ["ethnode:executionMaxPeers", "ethnode:executionStorage", "ethnode:protectData"],
    );
  });

  it("is refused whichever it is, when it is missing", async () => {
    const config = await stackConfig("dev");
    for (const key of Object.keys(config).map((full) => full.slice("ethnode:".length))) {
      const message = await refusal("dev", { [key]: undefined });
      assert.match(message, new RegExp(`^ethnode:${key}: came nothing, expected \\S`), key);
      assert.doesNotMatch(message, /invalid|undefined/i, key);
    }
  });
});

describe("a secret setting", () => {
  it("is not shown when it is wrong", async () => {
    assert.equal(
      await refusal("dev", { deadMansSwitchUrl: "hooks.example.org/s3cret" }),
      `ethnode:deadMansSwitchUrl: came "[secret]", expected ${url}`,
    );
  });

  it("is not shown when the user made it one, also where only the whole is wrong", async () => {
    const right = await stackConfig("dev");
    const secret: Record<string, string> = {
      "ethnode:nodes": '[{"name":"s3cret"}]',
      "ethnode:executionMemory": "s3cret",
    };
    for (const wrong of ["nodes", "executionMemory"]) {
      const key = `ethnode:${wrong}`;
      const config = { ...right, [key]: secret[key] };
      assert.throws(
        () =>
          parseSettings(
            (one) => config[`ethnode:${one}`],
            "ethnode:",
            (one) => one === wrong,
          ),
        (error: Error) =>
          error.message.startsWith(`ethnode:${wrong}: came "[secret]", expected `) &&
          !error.message.includes("s3cret"),
      );
    }
  });
});
