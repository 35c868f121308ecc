import type { SettingProblem } from "../errors.ts";
import type { Settings } from "../schema.ts";

/** Nodes are told apart by their names. */
export function nodeNameProblems({ nodes }: Settings): SettingProblem[] {
  return nodes.flatMap(({ name }, index) => {
    const first = nodes.findIndex((other) => other.name === name);
    return first === index
      ? []
      : [
          {
            key: `nodes[${index}].name`,
            came: name,
            expected: `a name that no other node has; nodes[${first}] has it already`,
          },
        ];
  });
}
