import type { SettingProblem } from "../errors.ts";
import type { Settings } from "../schema.ts";

/** When a node counts as in sync must be something that it can be. */
export function lifecycleProblems(settings: Settings): SettingProblem[] {
  return [...headAgeProblems(settings), ...minPeersProblems(settings)];
}

function headAgeProblems({ maxHeadAgeSeconds, network }: Settings): SettingProblem[] {
  const least = 2 * network.secondsPerSlot;
  return maxHeadAgeSeconds === undefined || maxHeadAgeSeconds >= least
    ? []
    : [
        {
          key: "maxHeadAgeSeconds",
          came: maxHeadAgeSeconds,
          expected: `at least ${least}, two slots of ${network.name}: every newest block gets older than one`,
        },
      ];
}

function minPeersProblems(settings: Settings): SettingProblem[] {
  const { minPeers, executionMaxPeers, network, nodes } = settings;
  if (minPeers === undefined) return [];
  const problem = (expected: string): SettingProblem[] => [
    { key: "minPeers", came: minPeers, expected },
  ];
  if (network.public !== undefined) {
    if (minPeers === 0) return problem(`at least 1: ${network.name} is heard of from peers only`);
    return minPeers > executionMaxPeers
      ? problem(`at most ${executionMaxPeers}, which executionMaxPeers allows`)
      : [];
  }
  const others = nodes.length - 1;
  return minPeers > others
    ? problem(`at most ${others}: on a private chain the other nodes are all the peers there are`)
    : [];
}
