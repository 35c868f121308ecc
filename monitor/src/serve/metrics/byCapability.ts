import type { ExecutionData } from "../../peers/model.ts";
import { tallyOf } from "../../peers/tally.ts";
import type { Sample } from "./gauge.ts";

/** What is told apart. What a peer offers is its own text, so only these may be labels. */
export const CAPABILITIES = ["eth/68", "eth/69", "eth/70", "eth/71", "snap/1", "snap/2"] as const;

/** Peers by what they offer, of a closed list; `other` are peers that offer something else as well. */
export function byCapability(node: string, data: ExecutionData): Sample[] {
  const counts = new Map<string, number>();
  for (const [capabilities, peers] of tallyOf(data).capabilities) {
    const labels = new Set(capabilities.map(labelOf));
    for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + peers);
  }
  return [...counts].map(([capability, value]) => ({ labels: { node, capability }, value }));
}

const labelOf = (capability: string): string =>
  CAPABILITIES.find((known) => known === capability) ?? "other";
