import type { ConsensusStatus, ExecutionStatus, NodeStatus, Snapshot } from "../serve/snapshot.ts";

/** The exit code of the `peers` command, without 2, which is for wrong usage. */
export type ExitCode = 0 | 1 | 3;

/** The two layers of a node that the settings name. */
export function layersOf(
  node: NodeStatus,
): readonly (readonly ["execution" | "consensus", ExecutionStatus | ConsensusStatus])[] {
  return (["execution", "consensus"] as const).flatMap((layer) => {
    const status = node[layer];
    return status === null ? [] : [[layer, status] as const];
  });
}

function layerCode({ state, counts }: ExecutionStatus | ConsensusStatus): ExitCode {
  if (state === "down") return 3;
  return state === "starting" || counts === null || counts.total === 0 ? 1 : 0;
}

/** 3 when a layer of some node is down, else 1 when one has no peers or is starting or a node is not in sync, else 0. */
export function exitCode({ nodes }: Pick<Snapshot, "nodes">): ExitCode {
  const codes = nodes.flatMap(layersOf).map(([, status]) => layerCode(status));
  if (codes.includes(3)) return 3;
  const behind = nodes.some(({ sync }) => sync?.inSync === false);
  return behind || codes.includes(1) ? 1 : 0;
}
