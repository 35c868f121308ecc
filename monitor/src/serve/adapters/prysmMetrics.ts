import { type ClientKind, parseClient } from "../../peers/clientName.ts";
import { FetchError, type JsonFetcher } from "../http.ts";
import type { ConsensusEnrichment, Enrichment } from "./enrichment.ts";

/** The name of this source, as it is shown. */
export const PRYSM_METRICS = "prysm metrics: connected_libp2p_peers";

// A series such as `connected_libp2p_peers{agent="lighthouse"} 12`.
// The labels are looked into by themselves: one pattern for all would try a long line over and over again.
const SERIES = /^connected_libp2p_peers\{([^}\n]{0,256})\} (\d{1,9})$/gm;
const AGENT = /(?:^|,)\s?agent="([^"]{0,64})"/;

const LIMIT = /^p2p_max_peers (\d{1,6})$/m;

/**
 * Reads Prysm's metrics for the most peers that it takes, and for the number of its peers by client: Prysm before ethereum/beacon-APIs#606 tells it nowhere else
 * over HTTP. Source: beacon-chain/p2p/monitoring.go, refreshed every ten seconds. Before October 2025 clients that had left
 * stayed at 1 (OffchainLabs/prysm#15806), so the sum may exceed the number of peers. A Prysm without peers has no such series.
 *
 * @throws {FetchError} when these are no metrics of a Prysm
 */
export function readPrysmMetrics(text: string): Enrichment {
  const counts = new Map<ClientKind, number>();
  for (const [, labels = "", value] of text.matchAll(SERIES)) {
    const agent = AGENT.exec(labels)?.[1];
    if (agent === undefined) continue;
    const { kind } = parseClient("consensus", agent === "unknown" ? "" : agent);
    counts.set(kind, (counts.get(kind) ?? 0) + Number(value));
  }
  const limit = LIMIT.exec(text)?.[1];
  if (counts.size === 0 && limit === undefined)
    throw new FetchError("metrics: neither connected_libp2p_peers nor p2p_max_peers");
  const present = [...counts].filter(([, count]) => count > 0);
  return {
    clientCounts:
      counts.size === 0 ? null : { source: PRYSM_METRICS, counts: Object.fromEntries(present) },
    peerLimit: limit === undefined ? null : Number(limit),
  };
}

/** The number of a Prysm's peers by client, from its metrics. */
export class PrysmMetrics implements ConsensusEnrichment {
  readonly #fetcher: Pick<JsonFetcher, "getText">;
  readonly #url: string;

  /** @param url the metrics, such as `http://prysm:8080/metrics` */
  constructor(fetcher: Pick<JsonFetcher, "getText">, url: string) {
    this.#fetcher = fetcher;
    this.#url = url;
  }

  async read(signal: AbortSignal): Promise<Enrichment> {
    const text = await this.#fetcher.getText(this.#url, signal).catch((error: unknown) => {
      throw new FetchError(`metrics: ${error instanceof Error ? error.message : String(error)}`);
    });
    return readPrysmMetrics(text);
  }
}
