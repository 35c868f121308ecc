import { parseClient } from "../peers/clientName.ts";
import { isConnected, readConsensusPeer } from "../peers/consensus.ts";
import { readConsensusSync } from "../peers/consensusSync.ts";
import { MAX_RECORD, type Since } from "../peers/execution.ts";
import type { ConsensusData } from "../peers/model.ts";
import {
  asCount,
  asObject,
  asText,
  asTexts,
  type JsonObject,
  MAX_PEERS,
  readList,
} from "../peers/read.ts";
import { SessionTracker } from "../peers/sessions.ts";
import { Departures } from "./adapters/departures.ts";
import type { ConsensusEnrichment } from "./adapters/enrichment.ts";
import { FetchError, type JsonFetcher } from "./http.ts";

/** All that is asked of a beacon node, below `/eth/v1/node/`. All only read. */
type BeaconPath =
  "peers?state=connected" | "identity" | "syncing" | "version" | "peer_count" | `peers/${string}`;

/** Reads one consensus client by the standard beacon API, and remembers since when its peers are there. */
export class ConsensusReader {
  readonly #fetcher: JsonFetcher;
  readonly #url: string;
  readonly #enrichment: ConsensusEnrichment | null;
  readonly #sessions = new SessionTracker();
  readonly #departures = new Departures();

  /** @param enrichment what tells more of the peers than the beacon API; default none */
  constructor(
    fetcher: JsonFetcher,
    beaconUrl: string,
    enrichment: ConsensusEnrichment | null = null,
  ) {
    this.#fetcher = fetcher;
    this.#url = beaconUrl;
    this.#enrichment = enrichment;
  }

  /**
   * One reading. The list of peers is what counts: without it there is no reading; anything else that is
   * missing becomes a warning.
   *
   * @throws {FetchError} when the peers cannot be had
   */
  async read(signal: AbortSignal): Promise<ConsensusData> {
    const startedAt = Date.now();
    try {
      return await this.#readNow(startedAt, signal);
    } catch (error) {
      // What happened to the sessions while nobody looked is not known.
      this.#sessions.reset();
      this.#departures.reset();
      throw error;
    }
  }

  async #readNow(startedAt: number, signal: AbortSignal): Promise<ConsensusData> {
    const missing: string[] = [];
    const optional = async (path: BeaconPath): Promise<JsonObject> => {
      try {
        return asObject(await this.#data(path, signal)) ?? {};
      } catch (error) {
        missing.push(error instanceof Error ? error.message : String(error));
        return {};
      }
    };
    const enriched = this.#enrichment?.read(signal).catch((error: unknown) => {
      missing.push(error instanceof Error ? error.message : String(error));
      return null;
    });
    const [list, identity, syncing, version, count] = await Promise.all([
      this.#data("peers?state=connected", signal),
      optional("identity"),
      optional("syncing"),
      optional("version"),
      optional("peer_count"),
    ]);
    if (!Array.isArray(list)) throw new FetchError("/eth/v1/node/peers: data is not a list");
    const connected = list.filter(isConnected);
    const { peers, warnings } = this.#peers(connected, startedAt);
    const leaveReasons = await this.#departures.reasons(
      connected,
      peers.map(({ id }) => id),
      (id) => this.#data(`peers/${id}`, signal),
    );
    const more = await enriched;
    return {
      fetchedAt: startedAt,
      client: parseClient(
        "consensus",
        typeof version["version"] === "string" ? version["version"] : "",
      ),
      peerId: asText(identity["peer_id"]),
      enr: asText(identity["enr"], MAX_RECORD),
      p2pAddresses: asTexts(identity["p2p_addresses"]),
      discoveryAddresses: asTexts(identity["discovery_addresses"]),
      sync: readConsensusSync(syncing),
      reportedConnected: asCount(count["connected"]),
      peers,
      leaveReasons,
      clientCounts: more?.clientCounts ?? null,
      peerLimit: more?.peerLimit ?? null,
      warnings: [...missing, ...warnings],
    };
  }

  #peers(
    connected: readonly unknown[],
    startedAt: number,
  ): Pick<ConsensusData, "peers" | "warnings"> {
    // Of those beyond them no session is told either, and there may be very many.
    const kept = connected.slice(0, MAX_PEERS);
    const ids = kept.flatMap((entry) => asText(asObject(entry)?.["peer_id"]) ?? []);
    this.#sessions.reconcile(ids, startedAt);
    const sinceOf = (id: string): Since => {
      const session = this.#sessions.get(id);
      return {
        since: new Date(session?.since ?? startedAt).toISOString(),
        sincePrecision: session?.precision ?? "atLeast",
      };
    };
    return readList(connected, (entry) => readConsensusPeer(entry, sinceOf));
  }

  /** The `data` of one answer of the node's own API. */
  async #data(path: BeaconPath, signal: AbortSignal): Promise<unknown> {
    const name = `/eth/v1/node/${path.split("?")[0] ?? path}`;
    try {
      const { status, body } = await this.#fetcher.get(`${this.#url}/eth/v1/node/${path}`, signal);
      if (status !== 200) throw new FetchError(`status ${status}, expected 200`);
      return asObject(body)?.["data"];
    } catch (error) {
      throw new FetchError(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}
