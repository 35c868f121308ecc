import assert from "node:assert/strict";

import { parseSoftware } from "../../src/peers/software.ts";

type Row = readonly [name: string, os: string | null, arch: string | null, runtime: string | null];

const ROWS: readonly Row[] = [
  ["Geth/v1.16.4-stable-41714b49/linux-amd64/go1.24.7", "linux", "amd64", "go1.24.7"],
  ["Geth/goerli/v1.10.4-unstable/linux-amd64/go1.16.4", "linux", "amd64", "go1.16.4"],
  ["Geth/v1.15.9-stable/darwin-arm64/go1.24.2", "macos", "arm64", "go1.24.2"],
  ["Geth/v1.15.9-stable/windows-386/go1.24.2", "windows", "386", "go1.24.2"],
  ["Nethermind/v1.28.0+9c4816c2/linux-x64/dotnet8.0.8", "linux", "amd64", "dotnet8.0.8"],
  ["besu/v25.2.0/linux-x86_64/openjdk-java-21", "linux", "amd64", "java21"],
  ["besu/v25.2.0/linux-aarch_64/openjdk-java-21", "linux", "arm64", "java21"],
  ["reth/v1.1.2", null, null, null],
  ["reth/v0.2.0-beta.4-c04dbe6e9/x86_64-unknown-linux-gnu", "linux", "amd64", null],
  ["reth/v1.3.0/aarch64-apple-darwin", "macos", "arm64", null],
  ["reth/v1.3.0/x86_64-pc-windows-msvc", "windows", "amd64", null],
  ["nimbus-eth1/v0.1.0-25ad87b5/linux-arm64/Nim-2.2.4", "linux", "arm64", "nim2.2.4"],
  ["EthereumJS/0.10.1/linux/node20", "linux", null, "node20"],
  ["OpenEthereum/x86_64-linux-gnu/v3.3.5/rustc1.59.0", "linux", "amd64", "rustc1.59.0"],
  ["Prysm/v7.0.0 (linux amd64)", "linux", "amd64", null],
  ["Lighthouse/v8.1.3-66919c2/aarch64-linux", "linux", "arm64", null],
  ["teku/teku/v21.8.2/linux-x86_64/corretto-java-16", "linux", "amd64", "java16"],
  [
    "teku/v25.1.0/linux-x86_64/-eclipseadoptium-openjdk64bitservervm-java-21",
    "linux",
    "amd64",
    "java21",
  ],
  ["Geth/my-linux-box/v1.16.4/", null, null, null],
  ["linux-amd64/go1.2", null, null, "go1.2"],
  ["", null, null, null],
  ["/constructor/__proto__-linux/go", null, null, null],
  ["Geth/v1.16.4/linux-amd64/go99999999.1", "linux", "amd64", null],
];

describe("reading what a client runs on", () => {
  for (const [name, os, arch, runtime] of ROWS) {
    it(`reads ${JSON.stringify(name)}`, () => {
      assert.deepEqual(parseSoftware(name), { os, arch, runtime });
    });
  }
});
