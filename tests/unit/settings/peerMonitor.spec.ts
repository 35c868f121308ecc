import assert from "node:assert/strict";

import { stacks } from "../../support/stackConfig.ts";
import { refusal, settingsOf, type Change } from "./support.ts";

const hundred = JSON.stringify(Array.from({ length: 100 }, (_, i) => ({ name: `node-${i}` })));
const fits = { prometheusStorage: "1Ti" };

/** Tokens as the setting is written. */
const tokens = (...list: readonly unknown[]): Change => ({
  peerMonitorTokens: JSON.stringify(list),
});
const alice = { name: "alice", role: "viewer" };
const root = { name: "root", role: "admin" };
const sha256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
const clear = "a-token-that-was-taken-for-its-hash";

const refused: readonly [string, Change, RegExp][] = [
  [
    "a retention of less than a day",
    { peerMonitorHistoryRetention: "12h" },
    /^ethnode:peerMonitorHistoryRetention: came "12h", expected a time from 1d to 90d$/,
  ],
  ["one of more than 90 days", { peerMonitorHistoryRetention: "91d" }, /"91d", expected a time/],
  [
    "a volume that cannot hold it",
    { ...fits, nodes: hundred, peerMonitorHistoryRetention: "30d" },
    /^ethnode:peerMonitorHistoryStorage: came "1Gi", expected 2146Mi or more, to keep 100 node\(s\) for peerMonitorHistoryRetention 30d; or "" to keep nothing$/,
  ],
  ["a volume in which none fits", { peerMonitorHistoryStorage: "10Mi" }, /expected 39Mi or more/],
  [
    "a size without a unit",
    { peerMonitorHistoryStorage: "1000" },
    /^ethnode:peerMonitorHistoryStorage: came "1000", expected a size with its unit, such as 500Gi, or ""$/,
  ],
  [
    "tokens that are no list",
    { peerMonitorTokens: "{}" },
    /^ethnode:peerMonitorTokens: came \{\}, expected a list of tokens$/,
  ],
  [
    "a role that there is not",
    tokens({ ...alice, role: "owner" }),
    /^ethnode:peerMonitorTokens\[0\]\.role: came "owner", expected one of viewer, operator, admin$/,
  ],
  [
    "a name that would be several words in the monitor's file",
    tokens({ ...alice, name: "alice admin" }),
    /^ethnode:peerMonitorTokens\[0\]\.name: came "alice admin", expected a name of at most 40/,
  ],
  [
    "a name that the program keeps for the pod itself",
    tokens({ ...alice, name: "_kubectl-exec" }),
    /^ethnode:peerMonitorTokens\[0\]\.name: came "_kubectl-exec", expected a name/,
  ],
  [
    "two tokens of one name",
    tokens(alice, root, alice),
    /^ethnode:peerMonitorTokens\[2\]\.name: came "alice", expected a name used once$/,
  ],
  [
    "a rotation of a token that is not made here",
    tokens({ ...alice, sha256, rotation: "2" }),
    /^ethnode:peerMonitorTokens\[0\]\.rotation: came "2", expected none beside sha256/,
  ],
  [
    "that nobody may see anything",
    { peerMonitorAnonymousRole: "none" },
    /^ethnode:peerMonitorAnonymousRole: came "none", expected viewer or operator, or peerMonitorTokens/,
  ],
  [
    "that anybody may act",
    { ...tokens(root), peerMonitorAnonymousRole: "admin" },
    /^ethnode:peerMonitorAnonymousRole: came "admin", expected one of none, viewer, operator, or ""$/,
  ],
  [
    "actions without an admin",
    { ...tokens(alice), peerMonitorActions: "true" },
    /^ethnode:peerMonitorActions: came true, expected false, or one of peerMonitorTokens with role admin$/,
  ],
  [
    "actions where no client has a socket",
    { ...tokens(root), peerMonitorActions: "true", executionClient: "besu" },
    /^ethnode:peerMonitorActions: came true, expected false, or a node whose execution client has an IPC socket$/,
  ],
];

describe("the settings of the peer monitor", () => {
  for (const [what, change, message] of refused) {
    it(`refuse ${what}`, async () => {
      assert.match(await refusal("mainnet", change), message);
    });
  }

  for (const [what, wrong] of [
    ["in the place of its hash", { ...alice, sha256: clear }],
    ["under a name that there is not", { ...alice, token: clear }],
    ["in the place of a whole entry", clear],
  ] as const) {
    it(`do not say a token in the message, ${what}`, async () => {
      const message = await refusal("mainnet", tokens(wrong));
      assert.match(message, /^ethnode:peerMonitorTokens\[0\]/);
      assert.doesNotMatch(message, /a-token/);
      assert.match(message, /\[secret\]/);
    });
  }

  it("take a list that is no JSON for a secret", async () => {
    const message = await refusal("mainnet", { peerMonitorTokens: clear });
    assert.equal(message, 'ethnode:peerMonitorTokens: came "[secret]", expected a list of tokens');
  });

  it("have no tokens and no actions unless asked", async () => {
    for (const stack of stacks) {
      const { peerMonitorTokens, peerMonitorAnonymousRole, peerMonitorActions } =
        await settingsOf(stack);
      assert.deepEqual(
        [peerMonitorTokens, peerMonitorAnonymousRole, peerMonitorActions],
        [[], undefined, false],
      );
    }
  });

  it("take a hash in capital letters as the same", async () => {
    const change = tokens({ ...alice, sha256: sha256.toUpperCase() });
    assert.deepEqual((await settingsOf("mainnet", change)).peerMonitorTokens, [
      { ...alice, sha256 },
    ]);
  });

  it("let some act where one of the clients has a socket", async () => {
    const nodes = [{ name: "node-0" }, { name: "node-1", executionClient: "besu" }];
    const change = { ...tokens(root), peerMonitorActions: "true", nodes: JSON.stringify(nodes) };
    assert.equal((await settingsOf("mainnet", change)).peerMonitorActions, true);
  });

  it("let a hundred nodes be kept for a week on the default volume", async () => {
    const { peerMonitorHistoryStorage } = await settingsOf("mainnet", { ...fits, nodes: hundred });
    assert.equal(peerMonitorHistoryStorage, "1Gi");
  });

  it("let nothing be kept, for whatever time", async () => {
    const change = { peerMonitorHistoryStorage: "", peerMonitorHistoryRetention: "1s" };
    assert.equal((await settingsOf("mainnet", change)).peerMonitorHistoryStorage, "");
  });
});
