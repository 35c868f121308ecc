import assert from "node:assert/strict";

import { SettingsError } from "../../../settings/errors.ts";
import { parseSettings } from "../../../settings/parse.ts";
import type { Settings } from "../../../settings/schema.ts";
import { stackConfig, type StackName } from "../../support/stackConfig.ts";
import { refusal, settingsOf, type Change } from "./support.ts";

const file = (name: string) => ({ url: `https://example.org/${name}` });

/** A network of somebody's own, as the setting is written. */
const described: Readonly<Record<string, unknown>> = {
  chainId: 7,
  genesisTime: 1_700_000_000,
  executionGenesis: file("genesis.json"),
  consensusConfig: file("config.yaml"),
  consensusGenesis: file("genesis.ssz"),
};

/** Hoodi's settings on a network of somebody's own; `undefined` takes a key of the description away. */
const custom = (change: Readonly<Record<string, unknown>> = {}): Change => ({
  network: "custom",
  history: "all",
  customNetwork: JSON.stringify({ ...described, ...change }),
});

const clientVersions = (versions: Readonly<Record<string, string>>): Change => ({
  clientVersions: JSON.stringify(versions),
});

/** What is refused, and all that is said of it. */
const refused: readonly (readonly [StackName, Change, string])[] = [
  [
    "hoodi",
    { network: "holesky" },
    'network: came "holesky", expected hoodi (for staking and infrastructure) or sepolia (for applications): ' +
      "holesky is no more since October 2025, its validators were shut down after Fusaka",
  ],
  [
    "hoodi",
    { network: "goerli" },
    'network: came "goerli", expected one of mainnet, sepolia, hoodi, ephemery, custom, devnet',
  ],
  [
    "hoodi",
    clientVersions({ prysm: "7.3.0" }),
    'clientVersions.prysm: came "7.3.0", expected 7.3.1 or newer on hoodi: ' +
      "it begins the fork Glamsterdam on 26 October 2026, which was withdrawn",
  ],
  [
    "mainnet",
    clientVersions({ geth: "1.16.3", prysm: "7.3.1" }),
    'clientVersions.geth: came "1.16.3", expected 1.17.0 or newer on mainnet: ' +
      "the fork Fusaka (Osaka and Fulu) since 3 December 2025 needs 1.16.7; 1.17.0 fixes CVE-2026-26313 to 26315 (its release notes)",
  ],
  [
    "hoodi",
    { customNetwork: JSON.stringify({ chainId: 7 }) },
    'customNetwork: came {"chainId":7}, expected nothing with network hoodi; network custom is the one that is described here',
  ],
  [
    "hoodi",
    { ...custom(), executionClient: "besu" },
    'executionClient: came "besu", expected a client that can run on custom; besu can on mainnet, sepolia, hoodi',
  ],
];

/** A key of the description with something else in it, where the problem is, and what is expected there. */
const badDescriptions: readonly (readonly [
  key: string,
  came: unknown,
  expected: string,
  at?: string,
])[] = [
  ["chainId", undefined, "the chain id, a whole number from 1 up"],
  ["chainId", 0, "the chain id, a whole number from 1 up"],
  ["chainId", "7", "the chain id, a whole number from 1 up"],
  ["chainId", 1.5, "the chain id, a whole number from 1 up"],
  ["genesisTime", undefined, "the Unix time of the first slot, a whole number from 1 up"],
  ["genesisTime", "2026-01-01", "the Unix time of the first slot, a whole number from 1 up"],
  ["secondsPerSlot", 0, "seconds, a whole number from 1 up"],
  ["slotsPerEpoch", -32, "slots, a whole number from 1 up"],
  ["depositContractBlock", -1, "a block number, a whole number from 0 up"],
  ["executionGenesis", undefined, "the URL of the execution layer's genesis.json, as {url: …}"],
  ["consensusConfig", undefined, "the URL of the consensus layer's config.yaml, as {url: …}"],
  ["consensusGenesis", undefined, "the URL of the consensus layer's genesis.ssz, as {url: …}"],
  ["executionGenesis", "https://a.org/b", "a file with nothing but url, sha256"],
  ["executionGenesis", { url: "ftp://a.org/b" }, "an http or https URL", "executionGenesis.url"],
  ["consensusConfig", { url: "config.yaml" }, "an http or https URL", "consensusConfig.url"],
  ["consensusGenesis", {}, "an http or https URL", "consensusGenesis.url"],
  [
    "executionBootnodes",
    { url: "https://a.org/b", sha256: "abc" },
    "64 hexadecimal digits",
    "executionBootnodes.sha256",
  ],
  [
    "consensusBootnodes",
    { url: "https://a.org/b", sha1: "abc" },
    "a file with nothing but url, sha256",
  ],
  ["privateAddresses", "yes", "true or false"],
  ["forks", { Gloas: 7 }, "a list of forks"],
  [
    "forks",
    [{ name: "Gloas" }],
    "the epoch that it begins in, a whole number from 0 up",
    "forks[0].epoch",
  ],
  ["forks", [{ epoch: 7 }], "a name of letters, digits and dashes", "forks[0].name"],
  ["forks", [{ name: '"}', epoch: 7 }], "a name of letters, digits and dashes", "forks[0].name"],
];

describe("the network that a stack joins", () => {
  for (const [stack, change, message] of refused) {
    it(`is refused: ${message}`, async () => {
      assert.equal(await refusal(stack, change), `ethnode:${message}`);
    });
  }

  for (const [key, came, expected, at = key] of badDescriptions) {
    it(`is refused where its description has ${key}: ${came === undefined ? "nothing" : JSON.stringify(came)}`, async () => {
      const message = await refusal("hoodi", custom({ [key]: came }));
      const value = /came (.*), expected/.exec(message)?.[1];
      assert.equal(
        message,
        `ethnode:customNetwork.${at}: came ${value ?? ""}, expected ${expected}`,
      );
    });
  }

  it("is refused where its description has a key that there is not, or is none", async () => {
    assert.match(
      await refusal("hoodi", custom({ genesis: 1 })),
      /^ethnode:customNetwork: came .*, expected a network with nothing but chainId, genesisTime, /,
    );
    assert.match(
      await refusal("hoodi", { network: "custom", customNetwork: "7" }),
      /^ethnode:customNetwork: came 7, expected a network with nothing but/,
    );
  });

  it("has everything that is missing in its description named at once", async () => {
    const message = await refusal("hoodi", { network: "custom", customNetwork: "{}" });
    assert.deepEqual(
      message.split("\n").map((line) => line.split(":")[1]),
      ["chainId", "genesisTime", "executionGenesis", "consensusConfig", "consensusGenesis"].map(
        (key) => `customNetwork.${key}`,
      ),
    );
  });

  it("is the one that is described", async () => {
    const { network } = await settingsOf("hoodi", custom());
    assert.equal(network.name, "custom");
    assert.equal(network.chainId, 7);
    assert.equal(network.files?.consensusGenesis.url, "https://example.org/genesis.ssz");
  });

  it("is Ephemery's chain of the day", async () => {
    const config = await stackConfig("hoodi");
    const at = (now: number): Settings =>
      parseSettings(
        (key) => ({ network: "ephemery", history: "all" })[key] ?? config[`ethnode:${key}`],
        "ethnode:",
        undefined,
        now,
      );
    // 19 and 20 November 2026; a chain begins on the 19th at 19:00 UTC.
    assert.equal(at(1_795_100_000).network.chainId, 39438165);
    assert.equal(at(1_795_190_000).network.chainId, 39438166);
  });

  it("is judged by the day: a fork is to come before it was", async () => {
    const config = await stackConfig("mainnet");
    const messageAt = (now: number): string => {
      try {
        parseSettings(
          (key) => (key === "clientVersions" ? '{"prysm":"6.1.4"}' : config[`ethnode:${key}`]),
          "ethnode:",
          undefined,
          now,
        );
      } catch (error) {
        if (error instanceof SettingsError) return error.message;
      }
      return "";
    };
    assert.match(messageAt(1_764_000_000), /on 3 December 2025 needs 7\.0\.0$/);
    assert.match(messageAt(1_765_000_000), /since 3 December 2025 needs 7\.0\.0$/);
  });
});
