import type { Network } from "./network.ts";

/** The public testnet for staking and infrastructure, meant to live until December 2028. */
export const hoodi: Network = {
  name: "hoodi",
  chainId: 560048,
  secondsPerSlot: 12,
  slotsPerEpoch: 32,
  public: {
    flag: "hoodi",
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
  historyModes: ["all", "postprague"],
  versions: {
    geth: { minimum: "1.17.0", reason: "1.17.0 fixes CVE-2026-26313 to 26315 (its release notes)" },
    prysm: {
      minimum: "7.0.0",
      reason: "7.0.0 follows the fork Fulu, live since 28 October 2025",
      blocked: {
        "7.3.0":
          "it schedules the fork Gloas for 26 October 2026, which was withdrawn; 7.3.1 does not",
      },
    },
  },
};
