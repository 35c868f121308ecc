import type { Network } from "./network.ts";
import { fusakaReleases } from "./releases.ts";

/** A testnet that is no more. Clients still know its name, so it is known here, too, and refused. */
export const holesky: Network = {
  name: "holesky",
  status: {
    live: false,
    // Announced on 1 September 2025 for two weeks after Fusaka was finalized on it, which began on 1 October 2025. Its last
    // block was not found.
    since: "October 2025",
    reason: "its validators were shut down after Fusaka",
    instead: "hoodi (for staking and infrastructure) or sepolia (for applications)",
  },
  chainId: 17000,
  secondsPerSlot: 12,
  slotsPerEpoch: 32,
  // Source: the README of eth-clients/holesky.
  public: { genesisTime: 1695902400, checkpointSyncUrls: [] },
  historyModes: ["all"],
  forks: [
    { name: "Pectra", layers: "Prague and Electra", epoch: 115968, source: "EIP-7600" },
    {
      name: "Fusaka",
      layers: "Osaka and Fulu",
      epoch: 165120,
      minimum: fusakaReleases,
      source: "EIP-7607",
    },
    { name: "BPO1", epoch: 166400, source: "EIP-7607" },
    { name: "BPO2", epoch: 167936, source: "EIP-7607" },
  ],
  clients: {},
};
