import { hostNamespace } from "../../stack/resourceMetrics.ts";
import type { SettingProblem } from "../errors.ts";
import type { Settings } from "../schema.ts";

/** Nobody does without the alerts on disks and memory by accident, and what mounts folders of the machines has a namespace of its own. */
export function resourceMetricsProblems(settings: Settings): SettingProblem[] {
  const { resourceMetrics, resourceMetricsDisabledReason, nodesNamespace } = settings;
  if (settings.monitoringMode !== "bundled") return [];
  if (!resourceMetrics) {
    return resourceMetricsDisabledReason.trim() !== ""
      ? []
      : [
          {
            key: "resourceMetricsDisabledReason",
            came: resourceMetricsDisabledReason,
            expected:
              "the reason why nobody watches disks and memory, since resourceMetrics is false",
          },
        ];
  }
  return nodesNamespace === hostNamespace(settings)
    ? [
        {
          key: "nodesNamespace",
          came: nodesNamespace,
          expected:
            "another namespace than monitoringNamespace with -host behind it, where the machines' exporters are",
        },
      ]
    : [];
}
