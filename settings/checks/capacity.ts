import type { SettingProblem } from "../errors.ts";
import type { Settings } from "../schema.ts";

const parts = ["currency", "diskGibMonth", "cpuMonth", "memoryGibMonth"] as const;

/** Some prices are no sum: there are all of them, or none. */
export function capacityProblems({ prices }: Settings): SettingProblem[] {
  const missing = parts.filter((part) => prices[part] === undefined);
  return missing.length === parts.length
    ? []
    : missing.map((part) => ({
        key: `prices.${part}`,
        came: undefined,
        expected: `all of ${parts.join(", ")}, or no prices`,
      }));
}
