import type { ClientCounts } from "../../peers/model.ts";

/** What such a source tells. Null: it does not. */
export interface Enrichment {
  /** How many connected peers are of which client. */
  readonly clientCounts: ClientCounts | null;
  /** Most peers that the client takes. */
  readonly peerLimit: number | null;
}

/**
 * What a consensus client tells of its peers beside the standard beacon API. One implementation for each client that has
 * such a source; what the beacon API tells of a peer itself goes before it.
 */
export interface ConsensusEnrichment {
  /**
   * Asks the source.
   *
   * @throws {FetchError} when it does not answer, or with something else
   */
  read(signal: AbortSignal): Promise<Enrichment>;
}
