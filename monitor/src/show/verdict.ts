import type { Band } from "../judge/model.ts";
import type { ConsensusStatus, ExecutionStatus, NodeStatus, Snapshot } from "../serve/snapshot.ts";

/** The exit codes of the `peers` command, by what it found. Wrong usage is {@link USAGE_CODE}. */
export const CODES: Readonly<Record<Band, 0 | 1 | 2>> = {
  good: 0,
  warning: 1,
  critical: 2,
  // Nothing was asked yet, so nothing can be said to be good.
  unknown: 1,
};

/** The server cannot be reached, wants a token, or is none. */
export const UNREACHABLE_CODE = 3;

/** Wrong usage of `peers`, whose 2 says something of the nodes: EX_USAGE of sysexits.h. */
export const USAGE_CODE = 64;

/** The two layers of a node that the settings name. */
export function layersOf(
  node: NodeStatus,
): readonly (readonly ["execution" | "consensus", ExecutionStatus | ConsensusStatus])[] {
  return (["execution", "consensus"] as const).flatMap((layer) => {
    const status = node[layer];
    return status === null ? [] : [[layer, status] as const];
  });
}

const WORST: readonly Band[] = ["critical", "warning", "unknown", "good"];

/** The worst node's code: one that is not known yet is no better than one with a warning. */
export function exitCode({ nodes }: Pick<Snapshot, "nodes">): 0 | 1 | 2 {
  const bands = nodes.map(({ judgement }) => judgement.health.band);
  return CODES[WORST.find((band) => bands.includes(band)) ?? "unknown"];
}
