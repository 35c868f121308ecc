import type { SettingProblem } from "../errors.ts";
import type { Settings } from "../schema.ts";

/** Grafana is off for a reason only. */
export function monitoringProblems({
  grafanaEnabled,
  grafanaDisabledReason,
}: Settings): SettingProblem[] {
  return grafanaEnabled || grafanaDisabledReason.trim() !== ""
    ? []
    : [
        {
          key: "grafanaDisabledReason",
          came: grafanaDisabledReason,
          expected: "the reason why Grafana is off, since grafanaEnabled is false",
        },
      ];
}
