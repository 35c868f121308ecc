import assert from "node:assert/strict";

import { type Layer, parseClient } from "../src/peers/clientName.ts";

type Row = readonly [name: string, kind: string, version: string | null, inferred?: true];

const EXECUTION: readonly Row[] = [
  ["Geth/v1.17.5-stable/linux-amd64/go1.26.8", "geth", "1.17.5-stable"],
  ["Geth/v1.13.14-stable-2bd6bd01/linux-amd64/go1.21.6", "geth", "1.13.14-stable-2bd6bd01"],
  [
    "Geth/goerli/v1.10.4-unstable-966ee3ae-20210528/linux-amd64/go1.16.4",
    "geth",
    "1.10.4-unstable-966ee3ae-20210528",
  ],
  ["Nethermind/v1.28.0+9c4816c2/linux-x64/dotnet8.0.8", "nethermind", "1.28.0+9c4816c2"],
  ["besu/v25.2.0/linux-x86_64/openjdk-java-21", "besu", "25.2.0"],
  ["erigon/v3.00.0-rc3-844c6cf3/linux-amd64/go1.23.7", "erigon", "3.00.0-rc3-844c6cf3"],
  ["reth/v1.1.2", "reth", "1.1.2"],
  ["reth/v0.2.0-beta.4-c04dbe6e9/x86_64-unknown-linux-gnu", "reth", "0.2.0-beta.4-c04dbe6e9"],
  ["nimbus-eth1/v0.1.0-25ad87b5/linux-arm64/Nim-2.2.4", "nimbus", "0.1.0-25ad87b5"],
  ["NimbusExecutionClient/v0.2.2/linux-amd64", "nimbus", "0.2.2"],
  ["ethrex/v7.0.0", "ethrex", "7.0.0"],
  ["EthereumJS/0.10.1/linux/node20", "ethereumjs", "0.10.1"],
  ["Q-Client/v1.0.8-stable/Geth/v1.10.8-stable/linux-amd64/go1.16", "other", "1.0.8-stable"],
  // Versions of Geth that no peer of today can be: other chains' clients under its name.
  ["Geth/v1.1.8-c5f4b2e3/linux-amd64/go1.17.9", "other", "1.1.8-c5f4b2e3"],
  ["Geth/v0.9.1/linux", "other", "0.9.1"],
  ["Geth/v1.10.26-stable/linux-amd64/go1.18.5", "geth", "1.10.26-stable"],
  ["Geth/v2.0.0/linux-amd64/go1.30.1", "geth", "2.0.0"],
  // An enode in the name, as Quorum's clients have it.
  [`Geth/enode://${"1".repeat(20)}@10.0.0.1:30303?discport=0/v1.10.3/linux`, "geth", "1.10.3"],
  ["tmp", "other", null],
  ["eth2", "other", null],
  ["OpenEthereum/x86_64-linux-gnu/v3.3.5/rustc1.59.0", "other", "3.3.5"],
  ["", "unknown", null],
  ["/", "unknown", null],
  ["constructor/v1.0.0", "other", "1.0.0"],
  ["__proto__", "other", null],
];

const CONSENSUS: readonly Row[] = [
  ["Prysm/v7.1.6/ec1b9a4d0f6f8e2d8f7a54c2f7b2a1d9e8c7b6a5", "prysm", "7.1.6"],
  ["Prysm/v7.0.0 (linux amd64)", "prysm", "7.0.0"],
  ["Prysm/Unknown (linux amd64)", "prysm", null],
  ["Lighthouse/v8.1.3-66919c2/aarch64-linux", "lighthouse", "8.1.3-66919c2"],
  ["teku/teku/v21.8.2/linux-x86_64/corretto-java-16", "teku", "21.8.2"],
  ["teku/v25.1.0/linux-x86_64/-eclipseadoptium-openjdk64bitservervm-java-21", "teku", "25.1.0"],
  ["nimbus", "nimbus", null],
  ["nim-libp2p/0.0.1", "nimbus", "0.0.1", true],
  ["lodestar/v1.2.0", "lodestar", "1.2.0"],
  ["js-libp2p/0.36.2", "lodestar", "0.36.2", true],
  ["Grandine/1.0.0-abc/x86_64-linux", "grandine", "1.0.0-abc"],
  ["rust-libp2p/0.44.1", "grandine", "0.44.1", true],
  ["erigon/caplin", "caplin", null],
  ["erigon/lightclient", "caplin", null],
  ["Geth/v1.17.5", "other", "1.17.5"],
];

function check(layer: Layer, rows: readonly Row[]): void {
  for (const [name, kind, version, inferred = false] of rows) {
    it(`reads ${JSON.stringify(name)}`, () => {
      const client = parseClient(layer, name);
      assert.deepEqual([client.kind, client.version, client.inferred], [kind, version, inferred]);
    });
  }
}

describe("reading the names of execution clients", () => {
  check("execution", EXECUTION);
});

describe("reading the names of consensus clients", () => {
  check("consensus", CONSENSUS);
});

describe("reading names that mean harm", () => {
  it("keeps a version short and plain", () => {
    const { version } = parseClient("execution", `Geth/v1.2.3-${"a".repeat(5000)}`);
    assert.equal(version?.length, 40);
    assert.equal(parseClient("execution", "Geth/v1.2\u001b[31m").version, "1.2");
  });
});
