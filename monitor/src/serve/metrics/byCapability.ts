import type { ExecutionData } from "../../peers/model.ts";
import type { Sample } from "./gauge.ts";

/** What is told apart. What a peer offers is its own text, so only these may be labels. */
export const CAPABILITIES = ["eth/68", "eth/69", "eth/70", "eth/71", "snap/1", "snap/2"] as const;

/** Peers by what they offer, of a closed list; `other` are peers that offer something else as well. */
export function byCapability(node: string, { peers }: Pick<ExecutionData, "peers">): Sample[] {
  const counts = new Map<string, number>();
  for (const { capabilities } of peers) {
    const labels = new Set(capabilities.map(labelOf));
    for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  }
  return [...counts].map(([capability, value]) => ({ labels: { node, capability }, value }));
}

const labelOf = (capability: string): string =>
  CAPABILITIES.find((known) => known === capability) ?? "other";
