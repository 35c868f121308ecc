import type { Layer } from "../peers/clientName.ts";
import type { LayerFacts, NodeFacts } from "./facts.ts";
import { DISAGREE_PEERS, DISAGREE_SHARE } from "./thresholds.ts";

/**
 * Whether two counts of the same peers are too far apart. They are taken some milliseconds after each other, so a few peers
 * more or less are none.
 */
export function disagree(a: number, b: number): boolean {
  const apart = Math.abs(a - b);
  return apart > DISAGREE_PEERS && apart > DISAGREE_SHARE * Math.max(a, b);
}

/** Where two sources say something different of a node's peers, in plain words. */
export function disagreements(facts: Pick<NodeFacts, Layer>): string[] {
  return (["execution", "consensus"] as const).flatMap((layer) => ofLayer(layer, facts[layer]));
}

function ofLayer(layer: Layer, facts: LayerFacts | null): string[] {
  if (facts?.state !== "up") return [];
  const listed = facts.peers.length + facts.unlisted;
  const found: string[] = [];
  if (facts.reported !== null && disagree(listed, facts.reported))
    found.push(`The ${layer} client lists ${listed} peers and counts ${facts.reported}.`);
  if (facts.clientCounts !== null) {
    const { source, counts } = facts.clientCounts;
    const counted = Object.values(counts).reduce((sum, count) => sum + count, 0);
    if (disagree(listed, counted))
      found.push(`The ${layer} client lists ${listed} peers, ${source} counts ${counted}.`);
  }
  return found;
}
