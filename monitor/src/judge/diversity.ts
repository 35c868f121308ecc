import type { ClientKind } from "../peers/clientName.ts";
import type { ClientCounts, LayerFacts } from "./facts.ts";
import type { ClientShare } from "./model.ts";
import { CLIENT_LINES } from "./thresholds.ts";

/** Peers by client, and where that comes from when not from the peers. */
export interface Diversity {
  readonly shares: readonly ClientShare[];
  readonly source: string | null;
}

/**
 * Which clients a layer's peers run. Where no peer's is known, another source's counts are taken. Null when the layer is
 * not up, as nothing is known then.
 */
export function diversity(facts: LayerFacts | null): Diversity | null {
  if (facts?.state !== "up") return null;
  const counts = new Map<ClientKind, number>();
  for (const { client } of facts.peers) counts.set(client.kind, (counts.get(client.kind) ?? 0) + 1);
  if (facts.unlisted > 0) counts.set("unknown", (counts.get("unknown") ?? 0) + facts.unlisted);
  const told = [...counts.keys()].some((client) => client !== "unknown");
  const other = told ? null : usable(facts.clientCounts);
  return other === null
    ? { shares: clientShares(counts), source: null }
    : { shares: clientShares(other.counts), source: other.source };
}

function usable(
  given: ClientCounts | null,
): { readonly counts: ReadonlyMap<ClientKind, number>; readonly source: string } | null {
  const counts = Object.entries(given?.counts ?? {}) as [ClientKind, number][];
  const present = counts.filter(([, count]) => count > 0);
  return given === null || present.length === 0
    ? null
    : { counts: new Map(present), source: given.source };
}

/** Counts as shares of those that are known, most first. */
export function clientShares(counts: ReadonlyMap<ClientKind, number>): ClientShare[] {
  const unknown = counts.get("unknown") ?? 0;
  const known = [...counts.values()].reduce((sum, count) => sum + count, 0) - unknown;
  return [...counts]
    .map(([client, count]) => {
      const share = client === "unknown" ? null : count / known;
      return { client, count, share, past: share === null ? null : line(share) };
    })
    .sort((a, b) => b.count - a.count || a.client.localeCompare(b.client));
}

function line(share: number): ClientShare["past"] {
  if (share > CLIENT_LINES.twoThirds) return "twoThirds";
  return share > CLIENT_LINES.oneThird ? "oneThird" : null;
}
