import type { ClientCounts } from "../../peers/model.ts";

/**
 * What a consensus client tells of its peers beside the standard beacon API. One implementation for each client that has
 * such a source; what the beacon API tells of a peer itself goes before it.
 */
export interface ConsensusEnrichment {
  /**
   * How many connected peers are of which client.
   *
   * @throws {FetchError} when the source does not tell
   */
  clientCounts(signal: AbortSignal): Promise<ClientCounts>;
}
