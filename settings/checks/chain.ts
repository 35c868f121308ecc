import type { SettingProblem } from "../errors.ts";
import type { Settings } from "../schema.ts";

/** Validators are for private chains, and those need enough of them. */
export function chainProblems({ network, nodes }: Settings): SettingProblem[] {
  const counts = nodes.map(({ validators }) => validators ?? 0);
  if (network.public !== undefined) {
    return counts.flatMap((count, index) =>
      count === 0
        ? []
        : [
            {
              key: `nodes[${index}].validators`,
              came: count,
              expected: `none on ${network.name}: validators with keys of yours are not supported yet`,
            },
          ],
    );
  }
  const total = counts.reduce((sum, count) => sum + count, 0);
  return total >= network.slotsPerEpoch
    ? []
    : [
        {
          key: "nodes",
          came: nodes,
          expected: `at least ${network.slotsPerEpoch} validators in all on ${network.name}, one a slot of an epoch`,
        },
      ];
}
