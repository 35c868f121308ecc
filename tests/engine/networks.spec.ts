import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { parse, stringify } from "yaml";

import { sharedApiServer, type ApiServer } from "../support/apiServer.ts";
import { EngineFixture } from "../support/engine.ts";

type Settings = Readonly<Record<string, unknown>>;

/** A stack that would leave its network, or join one that is no more, and what the preview has to say. */
const refused: readonly (readonly [title: string, change: Settings, says: RegExp])[] = [
  [
    "Holesky, which is no more",
    { network: "holesky" },
    /ethnode:network: came "holesky", expected hoodi \(for staking and infrastructure\) or sepolia \(for applications\)/,
  ],
  [
    "a Prysm on Hoodi that forks on a day that was withdrawn",
    { clientVersions: { prysm: "7.3.0" } },
    /ethnode:clientVersions\.prysm: came "7\.3\.0", expected 7\.3\.1 or newer on hoodi/,
  ],
  [
    "a Geth that does not know mainnet's last fork",
    { network: "mainnet", clientVersions: { geth: "1.16.3" } },
    /ethnode:clientVersions\.geth: came "1\.16\.3", expected 1\.17\.0 or newer on mainnet: the fork Fusaka \(Osaka and Fulu\)/,
  ],
  [
    "a Geth that does not know Sepolia's last fork",
    { network: "sepolia", clientVersions: { geth: "1.17.5" } },
    /ethnode:clientVersions\.geth: came "1\.17\.5", expected 1\.17\.6 or newer on sepolia: the fork Glamsterdam/,
  ],
  [
    "a custom network without a genesis",
    { network: "custom", customNetwork: { chainId: 7, genesisTime: 1_700_000_000 } },
    /ethnode:customNetwork\.executionGenesis: came nothing, expected the URL of the execution layer's genesis\.json/,
  ],
];

const file = (name: string) => ({ url: `https://example.org/${name}`, sha256: "0".repeat(64) });
const daySeconds = 86_400;

describe("the network of a stack", () => {
  let api: ApiServer;
  let engine: EngineFixture;
  let original: string;

  before(async () => {
    api = await sharedApiServer();
    engine = await EngineFixture.ofProject(api.kubeconfig, "hoodi");
    original = await readFile(engine.configFile, "utf8");
  });
  after(() => engine.remove());

  /** Previews Hoodi's stack with other settings. */
  async function preview(change: Settings) {
    const { config } = parse(original) as { config: Record<string, unknown> };
    for (const [key, value] of Object.entries(change)) config[`ethnode:${key}`] = value;
    await writeFile(engine.configFile, stringify({ config }));
    return engine.run(["preview", "--non-interactive", "--config-file", engine.configFile]);
  }

  for (const [title, change, says] of refused) {
    it(`fails the preview for ${title}, with what to take`, async () => {
      const { code, text } = await preview(change);
      assert.notEqual(code, 0, text);
      assert.match(text, says);
      const summary = text.slice(Math.max(0, text.indexOf("Diagnostics:")));
      assert.equal(summary.match(/\berror:/g)?.length, 1, text);
      assert.doesNotMatch(text, /:StatefulSet /);
    });
  }

  it("may be one that is described, and its fork within 30 days is a warning and an output", async () => {
    const { code, text } = await preview({
      network: "custom",
      history: "all",
      customNetwork: {
        chainId: 7_654_321,
        genesisTime: Math.floor(Date.now() / 1000),
        secondsPerSlot: 2,
        slotsPerEpoch: 8,
        executionGenesis: file("genesis.json"),
        consensusConfig: file("config.yaml"),
        consensusGenesis: file("genesis.ssz"),
        // Ten and a half days from now.
        forks: [{ name: "Heze", epoch: (10.5 * daySeconds) / 16 }],
      },
    });
    assert.equal(code, 0, text);
    assert.match(text, /warning: custom forks on \d+ \w+ \d{4}, \d\d:\d\d UTC, in 10 days: Heze\./);
    assert.match(text, /daysToNextFork *: 10/);
    assert.match(text, /nextFork *: "Heze on /);
    assert.match(text, /GethNode/);
  });
});
