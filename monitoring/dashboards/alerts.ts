import type { PanelBuilder as StatBuilder } from "@grafana/grafana-foundation-sdk/stat";

import { above } from "./limits.ts";
import { stat } from "./panels.ts";

/** Alerts that say something of the chosen nodes, or of none in particular. */
const firing = (matchers: string): string =>
  `count(ALERTS{alertstate="firing",${matchers},network=~"$network|",node=~"$node|"}) or vector(0)`;

/** How many alerts fire, those that page and those that wait. */
export function firingAlerts(): StatBuilder {
  return stat({
    title: "Alerts that fire",
    meaning:
      "Alerts of the chosen nodes, and those that are of no node. Each has a runbook of its name in docs/runbooks.",
    bad: "any",
    limits: above(1, 1),
    unit: "none",
    series: [
      { expr: firing('severity="critical"'), legend: "critical" },
      { expr: firing('severity="warning"'), legend: "warning" },
    ],
  });
}
