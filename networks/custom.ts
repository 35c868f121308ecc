import type { Fork, Network, NetworkFiles } from "./network.ts";

/** A network that its users describe themselves, in the setting `customNetwork`. */
export interface CustomNetworkArgs {
  readonly chainId: number;
  /** Second of the first slot, Unix time. */
  readonly genesisTime: number;
  /** Default: 12. */
  readonly secondsPerSlot?: number | undefined;
  /** Default: 32. */
  readonly slotsPerEpoch?: number | undefined;
  readonly executionGenesis: NetworkFiles["executionGenesis"];
  readonly consensusConfig: NetworkFiles["consensusConfig"];
  readonly consensusGenesis: NetworkFiles["consensusGenesis"];
  readonly executionBootnodes?: NetworkFiles["executionBootnodes"];
  readonly consensusBootnodes?: NetworkFiles["consensusBootnodes"];
  /** Default: 0, in the genesis. */
  readonly depositContractBlock?: number | undefined;
  /** Default: false. */
  readonly privateAddresses?: boolean | undefined;
  /** The forks to come, to be counted down to. Default: none. */
  readonly forks?: readonly { readonly name: string; readonly epoch: number }[] | undefined;
}

/** The network that a user describes. */
export function customNetwork(args: CustomNetworkArgs): Network {
  return {
    name: "custom",
    status: { live: true },
    chainId: args.chainId,
    secondsPerSlot: args.secondsPerSlot ?? 12,
    slotsPerEpoch: args.slotsPerEpoch ?? 32,
    public: {
      genesisTime: args.genesisTime,
      // The stack's setting of this name has them, where there are any.
      checkpointSyncUrls: [],
      privateAddresses: args.privateAddresses ?? false,
    },
    files: {
      executionGenesis: args.executionGenesis,
      consensusConfig: args.consensusConfig,
      consensusGenesis: args.consensusGenesis,
      executionBootnodes: args.executionBootnodes,
      consensusBootnodes: args.consensusBootnodes,
      depositContractBlock: args.depositContractBlock ?? 0,
    },
    historyModes: ["all"],
    forks: (args.forks ?? []).map(({ name, epoch }): Fork => ({
      name,
      epoch,
      source: "the setting customNetwork",
    })),
    clients: {},
  };
}
