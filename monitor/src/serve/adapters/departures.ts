import { asObject, asText } from "../../peers/read.ts";

/** Peers that left since the last reading, of which the reason is asked for. More at once is a node that lost its network. */
const MAX_ASKED = 8;

/** Asks a beacon node for one of its peers: the `data` of `/eth/v1/node/peers/{id}`. */
export type AskPeer = (id: string) => Promise<unknown>;

/**
 * Why peers left, of consensus clients that tell it (`disconnect_reason`, ethereum/beacon-APIs#606), asked for those that are
 * on the list no more. A client that never told the field is not asked: that would be a request for each peer for nothing.
 */
export class Departures {
  #before = new Set<string>();
  #tells = false;

  /**
   * Takes a list of connected peers.
   *
   * @returns what the client said, by peer id; empty where it says nothing. Never rejects.
   */
  async reasons(
    connected: readonly unknown[],
    ids: readonly string[],
    ask: AskPeer,
  ): Promise<ReadonlyMap<string, string>> {
    this.#tells ||= connected.some((entry) => "disconnect_reason" in (asObject(entry) ?? {}));
    const now = new Set(ids);
    const gone = [...this.#before].filter((id) => !now.has(id));
    this.#before = now;
    if (!this.#tells) return new Map();
    const asked = gone.slice(0, MAX_ASKED).map(async (id) => {
      const peer = asObject(await ask(id).catch(() => null));
      return [id, asText(peer?.["disconnect_reason"])] as const;
    });
    const told = await Promise.all(asked);
    return new Map(told.flatMap(([id, reason]) => (reason === null ? [] : [[id, reason]])));
  }

  /** Forgets the peers: the node was out of sight. */
  reset(): void {
    this.#before.clear();
  }
}
