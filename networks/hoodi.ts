import type { ClientName } from "../components/clients/names.ts";
import type { BlockedVersion, ClientRule, Network } from "./network.ts";
import { fusakaReleases, gethSecurity } from "./releases.ts";

/**
 * What each client's releases with Glamsterdam on 26 October 2026 are, and which took it out again after core developers had
 * withdrawn the date on 22 October (https://blog.ethereum.org/2026/10/22/glamsterdam-hoodi-delay). On that day a node with one
 * of them would have left the network.
 *
 * Source: the release notes of Nethermind 2.2.1, Besu 26.10.0, Erigon 3.8.1, Reth 2.8.1, Prysm 7.3.0, Lighthouse 8.3.2, Teku
 * 26.10.2 and Lodestar 1.50.1; for Geth and Nimbus, and Besu's 26.10.1, rocket-pool/smartnode v1.25.0 and v1.25.1; for Grandine
 * ObolNetwork/charon-distributed-validator-node v2.0.0-rc2 and the notes of its sibling's v0.4.0-rc3.
 */
const withdrawn: readonly (readonly [ClientName, blocked: readonly string[], instead: string])[] = [
  ["geth", ["1.17.9"], "1.17.10"],
  ["nethermind", ["2.2.0"], "2.2.1"],
  ["besu", ["26.10.0"], "26.10.1"],
  ["erigon", ["3.8.0"], "3.8.1"],
  ["reth", ["2.8.0"], "2.8.1"],
  ["prysm", ["7.3.0"], "7.3.1"],
  ["lighthouse", ["8.3.0", "8.3.1"], "8.3.2"],
  ["teku", ["26.10.1"], "26.10.2"],
  ["nimbus", ["26.10.1"], "26.10.2"],
  ["lodestar", ["1.50.0"], "1.50.1"],
  ["grandine", ["3.0.0-rc.1"], "2.0.0"],
];

const clients: Partial<Record<ClientName, ClientRule>> = Object.fromEntries(
  withdrawn.map(([client, versions, instead]): [ClientName, ClientRule] => [
    client,
    { blocked: Object.fromEntries(versions.map((version) => [version, blockedFor(instead)])) },
  ]),
);

function blockedFor(instead: string): BlockedVersion {
  return {
    reason: "it begins the fork Glamsterdam on 26 October 2026, which was withdrawn",
    instead,
  };
}

/** The public testnet for staking and infrastructure, meant to live until December 2028. */
export const hoodi: Network = {
  name: "hoodi",
  status: { live: true },
  chainId: 560048,
  secondsPerSlot: 12,
  slotsPerEpoch: 32,
  public: {
    // Source: the README of eth-clients/hoodi.
    genesisTime: 1742213400,
    // Source: eth-clients/checkpoint-sync-endpoints.
    checkpointSyncUrls: [
      "https://hoodi.checkpoint.sigp.io",
      "https://checkpoint-sync.hoodi.ethpandaops.io",
      "https://hoodi-checkpoint-sync.attestant.io",
      "https://hoodi.beaconstate.ethstaker.cc",
    ],
  },
  // Hoodi was merged from its first block.
  historyModes: ["all", "postPrague"],
  // Source: the README of eth-clients/hoodi.
  forks: [
    { name: "Pectra", layers: "Prague and Electra", epoch: 2048, source: "EIP-7600" },
    {
      name: "Fusaka",
      layers: "Osaka and Fulu",
      epoch: 50688,
      minimum: fusakaReleases,
      source: "EIP-7607",
    },
    { name: "BPO1", epoch: 52480, source: "EIP-7607" },
    { name: "BPO2", epoch: 54016, source: "EIP-7607" },
  ],
  planned: {
    name: "Glamsterdam",
    state:
      "was withdrawn on Hoodi and has no new date (https://blog.ethereum.org/2026/10/22/glamsterdam-hoodi-delay)",
  },
  clients: { ...clients, geth: { ...clients.geth, minimum: gethSecurity } },
};
