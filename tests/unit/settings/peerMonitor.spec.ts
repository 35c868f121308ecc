import assert from "node:assert/strict";

import { refusal, settingsOf, type Change } from "./support.ts";

const hundred = JSON.stringify(Array.from({ length: 100 }, (_, i) => ({ name: `node-${i}` })));
const fits = { prometheusStorage: "1Ti" };

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
];

describe("the settings of the peer monitor", () => {
  for (const [what, change, message] of refused) {
    it(`refuse ${what}`, async () => {
      assert.match(await refusal("mainnet", change), message);
    });
  }

  it("let a hundred nodes be kept for a week on the default volume", async () => {
    const { peerMonitorHistoryStorage } = await settingsOf("mainnet", { ...fits, nodes: hundred });
    assert.equal(peerMonitorHistoryStorage, "1Gi");
  });

  it("let nothing be kept, for whatever time", async () => {
    const change = { peerMonitorHistoryStorage: "", peerMonitorHistoryRetention: "1s" };
    assert.equal((await settingsOf("mainnet", change)).peerMonitorHistoryStorage, "");
  });
});
