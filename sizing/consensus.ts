import type { ConsensusClientName } from "../components/clients/names.ts";
import type { Network } from "../networks/network.ts";
import { blobGib, fullBlocks, minBlobRetentionEpochs, type Custody } from "./custody.ts";
import { measuredConsensus, source } from "./measured.ts";
import { roundUp, volumeSteps, type Preset } from "./preset.ts";
import { quantity } from "./quantity.ts";

/** What decides how big a consensus client is. */
export interface ConsensusCase {
  readonly network: Network;
  readonly client: ConsensusClientName;
  readonly custody: Custody;
  /** Epochs that blobs are kept for. */
  readonly blobRetentionEpochs: number;
}

/** GiB for what a beacon node keeps for ever, about a year of blocks and states, and for its log. */
const growingRoom = 100;

/**
 * What a consensus client needs, unless its stack says otherwise. Blobs decide it: their limits are the same on every
 * public network (14 a block as the aim, 21 at most).
 */
export function consensusPreset(of: ConsensusCase): Preset {
  const { network, client, custody, blobRetentionEpochs } = of;
  if (network.public === undefined) {
    return {
      storage: "2Gi",
      storageFloor: "1Gi",
      cpu: "100m",
      memory: "1Gi",
      why: "a private chain of a few days",
    };
  }
  const { database, memory, version, date } = measuredConsensus[client];
  const blobs = blobGib(custody, blobRetentionEpochs);
  const epochSeconds = network.slotsPerEpoch * network.secondsPerSlot;
  const days = Math.round((blobRetentionEpochs * epochSeconds) / 86400);
  const measured = version === "" ? "an estimate" : `in ${date}, ${client} ${version}, ${source}`;
  return {
    storage: quantity(roundUp(database + fullBlocks * blobs + growingRoom, volumeSteps)),
    storageFloor: quantity(Math.ceil((database + blobs) / 10) * 10),
    // Source: EIP-7870, 4 cores for a full node, two for each layer.
    cpu: "2",
    memory: quantity(onSmallNetwork(network) ? 8 : 4 * Math.ceil((1.5 * memory) / 4)),
    why:
      `${database} GiB and ${memory} GiB of memory on mainnet (${measured}), and ${Math.ceil(blobs)} GiB of blobs: ` +
      `${custody} custody for ${days} days${retained(blobRetentionEpochs)}`,
  };
}

/** Its state grows with the validators: Hoodi has more than a million, as mainnet; these have a few thousand. */
const onSmallNetwork = (network: Network): boolean =>
  ["sepolia", "ephemery"].includes(network.name);

const retained = (epochs: number): string =>
  epochs === minBlobRetentionEpochs
    ? ""
    : ` (${epochs} epochs, ${minBlobRetentionEpochs} at least)`;
