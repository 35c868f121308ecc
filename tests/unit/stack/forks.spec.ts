import assert from "node:assert/strict";

import { customNetwork } from "../../../networks/custom.ts";
import { ephemery } from "../../../networks/ephemery.ts";
import { hoodi } from "../../../networks/hoodi.ts";
import { mainnet } from "../../../networks/mainnet.ts";
import type { Network } from "../../../networks/network.ts";
import { sepolia } from "../../../networks/sepolia.ts";
import type { Settings } from "../../../settings/schema.ts";
import { forkOutputs, forkWarnings } from "../../../stack/forks.ts";
import { settingsOf } from "../settings/support.ts";

const at = (text: string) => Date.parse(text) / 1000;
const today = at("2026-11-22T12:00:00Z");

describe("the outputs on forks", () => {
  const cases: readonly (readonly [string, Network, number, number | string, string])[] = [
    [
      "a fork ahead",
      sepolia,
      at("2026-09-20T12:00:00Z"),
      16,
      "Glamsterdam (Amsterdam and Gloas) on 6 October 2026, 13:53 UTC",
    ],
    [
      "its eve",
      sepolia,
      at("2026-10-06T13:00:00Z"),
      0,
      "Glamsterdam (Amsterdam and Gloas) on 6 October 2026, 13:53 UTC",
    ],
    [
      "a fork with one name",
      mainnet,
      at("2026-01-01T00:00:00Z"),
      6,
      "BPO2 on 7 January 2026, 01:01 UTC",
    ],
    ["none ahead", sepolia, today, "none scheduled", "none scheduled"],
    [
      "none with a date on mainnet",
      mainnet,
      today,
      "none scheduled",
      "none scheduled; Glamsterdam has no date on mainnet (https://blog.ethereum.org/2026/09/17/glamsterdam-testnet-announcement)",
    ],
    [
      "one that was withdrawn",
      hoodi,
      today,
      "none scheduled",
      "none scheduled; Glamsterdam was withdrawn on Hoodi and has no new date (https://blog.ethereum.org/2026/10/22/glamsterdam-hoodi-delay)",
    ],
  ];
  for (const [what, network, now, daysToNextFork, nextFork] of cases) {
    it(`name the next one and its day: ${what}`, () => {
      assert.deepEqual(forkOutputs(network, now), { daysToNextFork, nextFork });
    });
  }
});

describe("the warnings on forks", () => {
  let settings: Settings;
  before(async () => {
    settings = await settingsOf("hoodi");
  });
  const warnings = (network: Network, now: number) => forkWarnings({ ...settings, network }, now);

  it("say what comes, when, what it needs and what runs", () => {
    const versions = { clientVersions: { geth: "1.17.10", prysm: "7.3.1" } };
    assert.deepEqual(
      forkWarnings({ ...settings, ...versions, network: sepolia }, at("2026-09-20T12:00:00Z")),
      [
        "sepolia forks on 6 October 2026, 13:53 UTC, in 16 days: Glamsterdam (Amsterdam and Gloas). " +
          "It needs geth 1.17.6, prysm 7.2.0 or newer; this stack runs geth 1.17.10, prysm 7.3.1",
      ],
    );
  });

  it("say where nobody knows what it needs", () => {
    const [warning = ""] = warnings(mainnet, at("2026-01-01T00:00:00Z"));
    assert.match(
      warning,
      /^mainnet forks .*: BPO2\. Which releases it needs is not known here; this stack runs geth /,
    );
  });

  it("say what to do when a network begins anew", () => {
    assert.deepEqual(warnings(ephemery(today), today), [
      "ephemery begins anew on 17 December 2026, 19:00 UTC, in 25 days: deploy the stack again then, so that the nodes drop " +
        "the old chain's data and follow the new chain",
    ]);
  });

  it("are none more than 30 days before, and none after", () => {
    assert.deepEqual(warnings(sepolia, at("2026-09-01T00:00:00Z")), []);
    for (const network of [mainnet, sepolia, hoodi]) assert.deepEqual(warnings(network, today), []);
  });

  it("know the forks that a user describes", () => {
    const file = { url: "https://example.org/a" };
    const network = customNetwork({
      chainId: 7,
      genesisTime: today,
      executionGenesis: file,
      consensusConfig: file,
      consensusGenesis: file,
      forks: [{ name: "Heze", epoch: 225 }],
    });
    assert.match(
      warnings(network, today)[0] ?? "",
      /^custom forks on 23 November 2026, 12:00 UTC, in 1 day: Heze\./,
    );
  });
});
