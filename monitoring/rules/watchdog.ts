import { alert, type RuleGroup } from "./rule.ts";

/** Its name; routing knows it by that. */
export const watchdogName = "Watchdog";

/** An alert that always fires. Who is alerted when it stops arriving learns that alerting itself is broken. */
export const watchdogRules: RuleGroup = {
  name: "watchdog",
  rules: [
    alert({
      name: watchdogName,
      severity: "none",
      expr: "vector(1)",
      summary: "Alerts are evaluated and delivered",
      description: "Always firing, by design. Something is wrong when it is not.",
    }),
  ],
};
