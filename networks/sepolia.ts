import type { Network } from "./network.ts";
import { fusakaReleases, gethSecurity, glamsterdamSepoliaReleases } from "./releases.ts";

/** The public testnet for applications. Its validators are a closed circle. */
export const sepolia: Network = {
  name: "sepolia",
  status: { live: true },
  chainId: 11155111,
  secondsPerSlot: 12,
  slotsPerEpoch: 32,
  public: {
    // Source: the README of eth-clients/sepolia.
    genesisTime: 1655733600,
    // Source: eth-clients/checkpoint-sync-endpoints, without beaconstate.info, which stopped answering in July 2026.
    checkpointSyncUrls: [
      "https://checkpoint-sync.sepolia.ethpandaops.io",
      "https://beaconstate-sepolia.chainsafe.io",
    ],
  },
  historyModes: ["all", "postMerge", "postPrague"],
  // Source: the README of eth-clients/sepolia; Glamsterdam also in eth-clients/sepolia#126.
  forks: [
    { name: "Pectra", layers: "Prague and Electra", epoch: 222464, source: "EIP-7600" },
    {
      name: "Fusaka",
      layers: "Osaka and Fulu",
      epoch: 272640,
      minimum: fusakaReleases,
      source: "EIP-7607",
    },
    { name: "BPO1", epoch: 274176, source: "EIP-7607" },
    { name: "BPO2", epoch: 275712, source: "EIP-7607" },
    {
      name: "Glamsterdam",
      layers: "Amsterdam and Gloas",
      epoch: 353024,
      minimum: glamsterdamSepoliaReleases,
      source: "https://blog.ethereum.org/2026/09/17/glamsterdam-testnet-announcement",
    },
  ],
  clients: { geth: { minimum: gethSecurity } },
};
