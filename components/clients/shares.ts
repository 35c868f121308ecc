import type { ClientName } from "./names.ts";

/** What part of a layer's nodes runs a client, in percent, and who counted when. */
export interface Share {
  readonly percent: number;
  readonly source: string;
}

/**
 * The clients that more than a third of a layer's mainnet nodes run. A third is what Ethereum cannot lose and still
 * finalize, so a bug in one of these stops the chain, and where all nodes of a fleet run it, the fleet.
 *
 * Counts differ by who counts: supermajority.info had Geth and Nethermind at 43 % each in August 2026, by what operators
 * said of themselves.
 */
export const widespread: Readonly<Partial<Record<ClientName, Share>>> = {
  geth: { percent: 50, source: "Ethernodes, August 2026" },
  lighthouse: { percent: 48, source: "Miga Labs, December 2025" },
};
