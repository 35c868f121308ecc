import { of } from "../jobs.ts";
import { alert, type RuleGroup } from "./rule.ts";

/** What can be wrong with the monitoring itself, as far as it can tell. What it cannot, the dead-man's switch does. */
export const monitoringRules: RuleGroup = {
  name: "monitoring",
  rules: [
    alert({
      name: "RuleFailures",
      severity: "critical",
      expr: `sum by (job, instance, rule_group) (increase(${of("prometheus", "prometheus_rule_evaluation_failures_total")}[5m])) > 0`,
      forSeconds: 300,
      summary: "Prometheus cannot evaluate rules: alerts may be missing",
      description:
        'Within five minutes {{ printf "%.0f" $value }} evaluation(s) of the rules in {{ $labels.rule_group }} failed. ' +
        "What these rules watch is not watched.",
    }),
    alert({
      name: "RuleEvaluationsMissed",
      severity: "warning",
      expr: `sum by (job, instance, rule_group) (increase(${of("prometheus", "prometheus_rule_group_iterations_missed_total")}[5m])) > 0`,
      forSeconds: 900,
      summary: "Prometheus is too slow for its rules",
      description:
        "For fifteen minutes an evaluation of {{ $labels.rule_group }} has taken longer than the time to the next one: alerts come late.",
    }),
    // What Prometheus says of its own storage is stored there, too: when it stores nothing, its own series end.
    alert({
      name: "PrometheusNotIngesting",
      severity: "critical",
      expr: `absent(${of("prometheus", "up")})`,
      forSeconds: 240,
      summary: "Prometheus stores nothing, so nothing is watched",
      description:
        "Prometheus has stored no sample of itself, which it scrapes before all others, for more than five minutes: its volume is " +
        "full or damaged, or its configuration is not the one that the program made.",
    }),
    alert({
      name: "PrometheusCompactionsFailing",
      severity: "warning",
      expr: `increase(${of("prometheus", "prometheus_tsdb_compactions_failed_total")}[3h]) > 0`,
      summary: "Prometheus cannot compact its database",
      description:
        '{{ printf "%.0f" $value }} compaction(s) failed within three hours: old data is not dropped, and the volume fills up.',
    }),
    alert({
      name: "ConfigReloadFailed",
      severity: "warning",
      expr:
        `${of("prometheus", "prometheus_config_last_reload_successful")} == 0 or ` +
        `${of("alertmanager", "alertmanager_config_last_reload_successful")} == 0`,
      forSeconds: 300,
      summary: "{{ $labels.job }} runs with an old configuration",
      description:
        "{{ $labels.job }} did not accept its last configuration and goes on with the one before: the last change is not in force.",
    }),
    alert({
      name: "NotificationsFailing",
      severity: "critical",
      expr: `sum by (job, instance, integration) (increase(${of("alertmanager", "alertmanager_notifications_failed_total")}[5m])) > 0`,
      forSeconds: 300,
      summary: "Alertmanager cannot deliver to {{ $labels.integration }}",
      description:
        'Within five minutes {{ printf "%.0f" $value }} message(s) to receivers of the kind {{ $labels.integration }} were given up: ' +
        "who should hear of alerts there does not.",
    }),
  ],
};
