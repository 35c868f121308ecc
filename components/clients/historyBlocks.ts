import type { HistoryMode, Network } from "../../networks/network.ts";

/**
 * The first block whose body and receipts are kept, by network and history, for clients that want a number.
 *
 * Source: go-ethereum v1.17.5 core/history/historymode.go; the same numbers are in ethstaker/eth-docker,
 * nethermind/docker-entrypoint.sh and reth/docker-entrypoint.sh (2026), but for Sepolia's first merged block, which is one
 * later there than the last one of before.
 */
const firstBlocks: Readonly<
  Record<string, Readonly<Partial<Record<Exclude<HistoryMode, "all">, number>>>>
> = {
  mainnet: { postMerge: 15537394, postPrague: 22431084 },
  sepolia: { postMerge: 1450409, postPrague: 7836331 },
  hoodi: { postPrague: 60412 },
};

/** The first block that a history keeps; `undefined` where it keeps all. */
export const firstBlock = (network: Network, history: HistoryMode): number | undefined =>
  history === "all" ? undefined : firstBlocks[network.name]?.[history];
