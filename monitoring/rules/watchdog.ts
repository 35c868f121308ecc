import { alert, type RuleGroup } from "./rule.ts";

/** An alert that always fires. Who is alerted when it stops arriving learns that alerting itself is broken. */
export const watchdogRules: RuleGroup = {
  name: "watchdog",
  rules: [
    alert({
      name: "Watchdog",
      severity: "none",
      expr: "vector(1)",
      summary: "Alerts are evaluated and delivered",
      description: "Always firing, by design. Something is wrong when it is not.",
    }),
  ],
};
