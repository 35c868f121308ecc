import type { Network } from "./network.ts";

/** Ethereum's main network. */
export const mainnet: Network = {
  name: "mainnet",
  chainId: 1,
  secondsPerSlot: 12,
  slotsPerEpoch: 32,
  public: {
    flag: "mainnet",
    // Source: Prysm genesis/embedded.go.
    genesisTime: 1606824023,
    // Source: eth-clients/checkpoint-sync-endpoints, without beaconstate.info, which stopped answering in July 2026.
    checkpointSyncUrls: [
      "https://mainnet.checkpoint.sigp.io",
      "https://mainnet-checkpoint-sync.attestant.io",
      "https://sync-mainnet.beaconcha.in",
      "https://beaconstate.ethstaker.cc",
    ],
  },
  historyModes: ["all", "postmerge", "postprague"],
  versions: {
    geth: { minimum: "1.17.0", reason: "1.17.0 fixes CVE-2026-26313 to 26315 (its release notes)" },
    prysm: { minimum: "7.0.0", reason: "7.0.0 follows the fork Fulu, live since 3 December 2025" },
  },
};
