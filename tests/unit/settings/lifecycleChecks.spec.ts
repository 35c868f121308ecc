import assert from "node:assert/strict";

import type { StackName } from "../../support/stackConfig.ts";
import { nodes, refusal, settingsOf, type Change } from "./support.ts";

const refused: readonly (readonly [StackName, Change, string])[] = [
  [
    "mainnet",
    { maxHeadAgeSeconds: "23" },
    "maxHeadAgeSeconds: came 23, expected at least 24, two slots of mainnet: every newest block gets older than one",
  ],
  [
    "dev",
    { maxHeadAgeSeconds: "3" },
    "maxHeadAgeSeconds: came 3, expected at least 4, two slots of devnet: every newest block gets older than one",
  ],
  [
    "mainnet",
    { maxHeadAgeSeconds: "1m" },
    'maxHeadAgeSeconds: came "1m", expected a whole number from 1 to 86400, or ""',
  ],
  [
    "mainnet",
    { minPeers: "0" },
    "minPeers: came 0, expected at least 1: mainnet is heard of from peers only",
  ],
  [
    "mainnet",
    { minPeers: "31", executionMaxPeers: "30" },
    "minPeers: came 31, expected at most 30, which executionMaxPeers allows",
  ],
  [
    "dev",
    { minPeers: "2" },
    "minPeers: came 2, expected at most 1: on a private chain the other nodes are all the peers there are",
  ],
  [
    "dev",
    { minPeers: "-1" },
    'minPeers: came "-1", expected a whole number from 0 to 10000, or ""',
  ],
  [
    "mainnet",
    { nodeSpread: "always" },
    'nodeSpread: came "always", expected one of preferred, required',
  ],
  [
    "mainnet",
    { priorityClassName: "High Priority" },
    'priorityClassName: came "High Priority", expected the name of a PriorityClass, such as system-cluster-critical, or ""',
  ],
  [
    "mainnet",
    { upgradeTimeoutSeconds: "59" },
    'upgradeTimeoutSeconds: came "59", expected a whole number from 60 to 86400',
  ],
  [
    "mainnet",
    { upgradeTimeoutSeconds: "30m" },
    'upgradeTimeoutSeconds: came "30m", expected a whole number from 60 to 86400',
  ],
  ["mainnet", { upgradeInOrder: "yes" }, 'upgradeInOrder: came "yes", expected true or false'],
];

describe("settings of the life cycle", () => {
  for (const [stack, change, message] of refused) {
    it(`are refused: ${stack}, ${message}`, async () => {
      assert.equal(await refusal(stack, change), `ethnode:${message}`);
    });
  }

  const accepted: readonly (readonly [string, StackName, Change])[] = [
    ["two slots", "mainnet", { maxHeadAgeSeconds: "24" }],
    ["as many peers as there may be", "mainnet", { minPeers: "30", executionMaxPeers: "30" }],
    ["all others of a private chain", "dev", { minPeers: "1" }],
    [
      "a private chain of one node",
      "dev",
      { minPeers: "0", ...nodes({ name: "alone", validators: 6 }) },
    ],
    ["nodes that must be on different machines", "mainnet", { nodeSpread: "required" }],
    ["a class of the cluster's own", "mainnet", { priorityClassName: "system-cluster-critical" }],
  ];
  for (const [what, stack, change] of accepted) {
    it(`are accepted: ${what}`, async () => {
      await settingsOf(stack, change);
    });
  }

  it("leave what follows from the network open where they are empty", async () => {
    const { maxHeadAgeSeconds, minPeers } = await settingsOf("mainnet");
    assert.deepEqual([maxHeadAgeSeconds, minPeers], [undefined, undefined]);
  });
});
