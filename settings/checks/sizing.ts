import type { SettingProblem } from "../errors.ts";
import type { Settings } from "../schema.ts";
import { bytes } from "../values.ts";

/** What must hold of the history that is kept, and of memory. */
export function sizingProblems(settings: Settings): SettingProblem[] {
  return [...historyProblems(settings), ...cacheProblems(settings)];
}

function historyProblems({ network, history }: Settings): SettingProblem[] {
  return network.historyModes.includes(history)
    ? []
    : [
        {
          key: "history",
          came: history,
          expected: `one of ${network.historyModes.join(", ")} on ${network.name}`,
        },
      ];
}

function cacheProblems({ executionCacheMb, executionMemory }: Settings): SettingProblem[] {
  const third = Math.floor(bytes(executionMemory) / 3 / 2 ** 20);
  return executionCacheMb <= third
    ? []
    : [
        {
          key: "executionCacheMb",
          came: executionCacheMb,
          expected: `at most ${third}, a third of executionMemory (${executionMemory}): Geth would lower it by itself`,
        },
      ];
}
