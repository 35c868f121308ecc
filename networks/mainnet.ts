import type { Network } from "./network.ts";
import { fusakaReleases, gethSecurity } from "./releases.ts";

/** Ethereum's main network. */
export const mainnet: Network = {
  name: "mainnet",
  status: { live: true },
  chainId: 1,
  secondsPerSlot: 12,
  slotsPerEpoch: 32,
  public: {
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
  historyModes: ["all", "postMerge", "postPrague"],
  // Source: Prysm v7.0.0 config/params/mainnet_config.go; the times also in go-ethereum v1.17.5 params/config.go.
  forks: [
    {
      name: "Pectra",
      layers: "Prague and Electra",
      epoch: 364032,
      source: "EIP-7600",
    },
    {
      name: "Fusaka",
      layers: "Osaka and Fulu",
      epoch: 411392,
      minimum: fusakaReleases,
      source: "https://blog.ethereum.org/2025/11/06/fusaka-mainnet-announcement",
    },
    { name: "BPO1", epoch: 412672, source: "EIP-7607" },
    { name: "BPO2", epoch: 419072, source: "EIP-7607" },
  ],
  planned: {
    name: "Glamsterdam",
    state:
      "has no date on mainnet (https://blog.ethereum.org/2026/09/17/glamsterdam-testnet-announcement)",
  },
  clients: { geth: { minimum: gethSecurity } },
};
