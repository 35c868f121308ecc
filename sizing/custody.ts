import { gibOfGb } from "./quantity.ts";

/**
 * How many of a block's 128 data columns a beacon node keeps: what the rules ask of it (4, more with validators), half of
 * them, from which every blob can be put together again, or all.
 *
 * Sources: EIP-7594; Prysm's flags `--semi-supernode` (since 7.1.0, OffchainLabs/prysm#16029) and `--supernode`.
 */
export const custodies = ["regular", "semi", "super"] as const;

export type Custody = (typeof custodies)[number];

/**
 * Epochs that a node must keep blobs for: 18 days. Prysm does not start with less.
 *
 * Source: MIN_EPOCHS_FOR_DATA_COLUMN_SIDECARS_REQUESTS in the consensus specs' configs/mainnet.yaml; Prysm v7.0.0
 * cmd/beacon-chain/storage/options.go, `--blob-retention-epochs`.
 */
export const minBlobRetentionEpochs = 4096;

/**
 * GB of blobs in that time when blocks have 14 of them, as they aim at. A block may have 21, half as many again. A
 * semi-supernode keeps half of what a supernode does.
 *
 * Source: Prysm's documentation, "Disk space": 31 GB with a few validators, 490 GB for a supernode.
 */
const blobGb: Readonly<Record<Custody, number>> = { regular: 31, semi: 490 / 2, super: 490 };

/** GiB of blobs that a node keeps when blocks have as many as they aim at. */
export const blobGib = (custody: Custody, retentionEpochs: number): number =>
  gibOfGb(blobGb[custody]) * (retentionEpochs / minBlobRetentionEpochs);

/** By how much blobs can exceed that, when every block is full: 21 of 14. */
export const fullBlocks = 1.5;
