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
import type { DecodeRecord } from "./recall.ts";

/** What is asked beside the peers, and may be missing. */
const OPTIONAL = ["syncing", "identity", "version", "peer_count"] as const;
type Optional = (typeof OPTIONAL)[number];

/** What changes when the client starts anew, or its record does. */
const SELDOM_NEW: ReadonlySet<Optional> = new Set(["identity", "version"]);

/** For so long an answer to that stands, unless a poll fails. Milliseconds. */
const STANDS_MS = 55_000;

/** All that is asked of a beacon node, below `/eth/v1/node/`. All only read. */
type BeaconPath = "peers?state=connected" | Optional | `peers/${string}`;

/** Reads one consensus client by the standard beacon API, and remembers since when its peers are there. */
export class ConsensusReader {
  readonly #fetcher: JsonFetcher;
  readonly #url: string;
  readonly #enrichment: ConsensusEnrichment | null;
  readonly #sessions = new SessionTracker();
  readonly #departures = new Departures();
  readonly #standing = new Map<Optional, { readonly at: number; readonly answer: JsonObject }>();

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
   * @param decode reads the peers' records; default: anew
   * @throws {FetchError} when the peers cannot be had
   */
  async read(signal: AbortSignal, decode?: DecodeRecord): Promise<ConsensusData> {
    const startedAt = Date.now();
    try {
      return await this.#readNow(startedAt, signal, decode);
    } catch (error) {
      // What happened to the sessions while nobody looked is not known.
      this.#sessions.reset();
      this.#departures.reset();
      this.#standing.clear();
      throw error;
    }
  }

  async #readNow(
    startedAt: number,
    signal: AbortSignal,
    decode: DecodeRecord | undefined,
  ): Promise<ConsensusData> {
    const missing: string[] = [];
    const enriched = this.#enrichment?.read(signal).catch((error: unknown) => {
      missing.push(error instanceof Error ? error.message : String(error));
      return null;
    });
    const list = await this.#data("peers?state=connected", signal);
    const { identity, syncing, version, peer_count: count } = await this.#rest(missing, signal);
    if (!Array.isArray(list)) throw new FetchError("/eth/v1/node/peers: data is not a list");
    const connected = list.filter(isConnected);
    const { peers, warnings } = this.#peers(connected, startedAt, decode);
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

  /**
   * What else is asked, one after the other: for each question at a time a connection would have to be kept open to every
   * node. A node that does not answer one is not asked the next, or a poll would last five times as long.
   */
  async #rest(missing: string[], signal: AbortSignal): Promise<Record<Optional, JsonObject>> {
    const answers: Record<Optional, JsonObject> = {
      ...{ identity: {}, syncing: {}, version: {}, peer_count: {} },
    };
    for (const path of OPTIONAL) {
      const stands = this.#standing.get(path);
      if (stands !== undefined && performance.now() - stands.at < STANDS_MS) {
        answers[path] = stands.answer;
        continue;
      }
      try {
        const answer = asObject(await this.#data(path, signal)) ?? {};
        answers[path] = answer;
        if (SELDOM_NEW.has(path)) this.#standing.set(path, { at: performance.now(), answer });
      } catch (error) {
        missing.push(error instanceof Error ? error.message : String(error));
        if (error instanceof FetchError && error.timedOut) break;
      }
    }
    return answers;
  }

  #peers(
    connected: readonly unknown[],
    startedAt: number,
    decode: DecodeRecord | undefined,
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
    return readList(connected, (entry) => readConsensusPeer(entry, sinceOf, decode));
  }

  /** The `data` of one answer of the node's own API. */
  async #data(path: BeaconPath, signal: AbortSignal): Promise<unknown> {
    const name = `/eth/v1/node/${path.split("?")[0] ?? path}`;
    try {
      const { status, body } = await this.#fetcher.get(`${this.#url}/eth/v1/node/${path}`, signal);
      if (status !== 200) throw new FetchError(`status ${status}, expected 200`);
      return asObject(body)?.["data"];
    } catch (error) {
      const late = error instanceof FetchError && error.timedOut;
      const why = error instanceof Error ? error.message : String(error);
      throw new FetchError(`${name}: ${why}`, late);
    }
  }
}
