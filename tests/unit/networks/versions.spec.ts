import assert from "node:assert/strict";

import { clientNames, type ClientName } from "../../../components/clients/names.ts";
import { devnet } from "../../../networks/devnet.ts";
import { hoodi } from "../../../networks/hoodi.ts";
import { mainnet } from "../../../networks/mainnet.ts";
import type { Network } from "../../../networks/network.ts";
import { sepolia } from "../../../networks/sepolia.ts";
import { compareVersions, releasesFor, versionProblem } from "../../../networks/versions.ts";

const at = (text: string) => Date.parse(text) / 1000;
const today = at("2026-11-22T12:00:00Z");

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

/** A release that would leave a network, when, what to take, and what is said. */
const refused: readonly (readonly [Network, ClientName, string, number, string, string])[] = [
  [
    mainnet,
    "geth",
    "1.16.3",
    at("2025-11-20T00:00:00Z"),
    "1.17.0",
    "the fork Fusaka (Osaka and Fulu) on 3 December 2025 needs 1.16.7; 1.17.0 fixes CVE-2026-26313 to 26315 (its release notes)",
  ],
  [
    mainnet,
    "geth",
    "1.16.3",
    today,
    "1.17.0",
    "the fork Fusaka (Osaka and Fulu) since 3 December 2025 needs 1.16.7; 1.17.0 fixes CVE-2026-26313 to 26315 (its release notes)",
  ],
  [
    mainnet,
    "geth",
    "1.16.7",
    today,
    "1.17.0",
    "1.17.0 fixes CVE-2026-26313 to 26315 (its release notes)",
  ],
  [
    mainnet,
    "prysm",
    "6.1.4",
    today,
    "7.0.0",
    "the fork Fusaka (Osaka and Fulu) since 3 December 2025 needs 7.0.0",
  ],
  [
    mainnet,
    "nethermind",
    "1.34.0",
    today,
    "1.35.2",
    "the fork Fusaka (Osaka and Fulu) since 3 December 2025 needs 1.35.2",
  ],
  [
    sepolia,
    "geth",
    "1.17.5",
    today,
    "1.17.6",
    "the fork Glamsterdam (Amsterdam and Gloas) since 6 October 2026 needs 1.17.6",
  ],
  [
    sepolia,
    "prysm",
    "7.1.8",
    at("2026-09-30T00:00:00Z"),
    "7.2.0",
    "the fork Glamsterdam (Amsterdam and Gloas) on 6 October 2026 needs 7.2.0",
  ],
  ...(
    [
      ["geth", "1.17.9", "1.17.10"],
      ["nethermind", "2.2.0", "2.2.1"],
      ["besu", "26.10.0", "26.10.1"],
      ["erigon", "3.8.0", "3.8.1"],
      ["reth", "2.8.0", "2.8.1"],
      ["prysm", "7.3.0", "7.3.1"],
      ["lighthouse", "8.3.0", "8.3.2"],
      ["lighthouse", "8.3.1", "8.3.2"],
      ["teku", "26.10.1", "26.10.2"],
      ["nimbus", "26.10.1", "26.10.2"],
      ["lodestar", "1.50.0", "1.50.1"],
      ["grandine", "3.0.0-rc.1", "2.0.0"],
    ] as const
  ).map(
    ([client, version, take]) =>
      [
        hoodi,
        client,
        version,
        today,
        take,
        "it begins the fork Glamsterdam on 26 October 2026, which was withdrawn",
      ] as const,
  ),
  [devnet, "geth", "1.16.6", today, "1.16.7", "1.16.7 brought --override.genesis"],
];

/** Releases that follow their network. */
const accepted: readonly (readonly [Network, ClientName, string])[] = [
  [mainnet, "geth", "1.17.0"],
  [mainnet, "geth", "1.17.10"],
  [mainnet, "prysm", "7.0.0"],
  [mainnet, "prysm", "7.3.0"],
  [hoodi, "prysm", "7.3.1"],
  [hoodi, "geth", "1.17.8"],
  [sepolia, "prysm", "7.3.0"],
  [sepolia, "geth", "1.17.6"],
  [devnet, "geth", "1.17.5"],
  [devnet, "teku", "1.0.0"],
];

describe("a client's release", () => {
  for (const [network, client, version, now, take, reason] of refused) {
    const when = new Date(now * 1000).toISOString().slice(0, 10);
    it(`is refused: ${client} ${version} on ${network.name}, ${when}`, () => {
      assert.deepEqual(versionProblem(network, client, version, now), { take, reason });
    });
  }

  for (const [network, client, version] of accepted) {
    it(`is accepted: ${client} ${version} on ${network.name}`, () => {
      assert.equal(versionProblem(network, client, version, today), undefined);
    });
  }

  it("that is to be taken instead of one that is refused is not refused itself", () => {
    for (const network of [mainnet, sepolia, hoodi, devnet]) {
      for (const client of clientNames) {
        const { take } = versionProblem(network, client, "0.0.1", today) ?? {};
        if (take === undefined) continue;
        assert.equal(versionProblem(network, client, take, today), undefined, `${client} ${take}`);
      }
    }
  });

  it("that a fork to come needs is not one that is blocked", () => {
    // As Hoodi was in October 2026: the oldest release for the fork was withdrawn with it.
    const fork = { name: "Next", epoch: 1, minimum: { prysm: "7.3.0" }, source: "a test" } as const;
    const network = { ...hoodi, forks: [fork] };
    assert.equal(versionProblem(network, "prysm", "7.2.0", today)?.take, "7.3.1");
  });
});

describe("the releases that a fork needs", () => {
  it("are those of the clients in use", () => {
    const glamsterdam = sepolia.forks.at(-1);
    assert.equal(releasesFor(glamsterdam, ["geth", "prysm"]), "geth 1.17.6, prysm 7.2.0");
    assert.equal(releasesFor(glamsterdam, []), "");
    assert.equal(releasesFor(sepolia.forks[2], ["geth"]), "");
    assert.equal(releasesFor(undefined, ["geth"]), "");
  });
});
