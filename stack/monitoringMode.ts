import type * as pulumi from "@pulumi/pulumi";
import type { Scraper } from "../components/kubernetes/networkPolicy.ts";
import type { OperatorMonitoringArgs } from "../components/operatorMonitoring.ts";
import type { Settings } from "../settings/schema.ts";
import { recipients } from "./alerting.ts";
import { monitoringArgs } from "./monitoring.ts";
import type { Note } from "./notes.ts";

/** The Prometheus that may read metrics: the bundled one, the one that the settings name, or nobody's. */
export function scraper(settings: Settings): Scraper | "nobody" {
  const { monitoringMode, monitoringNamespace, scraperNamespace, scraperLabels } = settings;
  if (monitoringMode === "bundled") return { namespace: monitoringNamespace };
  return scraperNamespace === ""
    ? "nobody"
    : { namespace: scraperNamespace, labels: scraperLabels };
}

/** What the operator's objects are made of, as the settings say. */
export function operatorArgs(
  settings: Settings,
  namespace: pulumi.Input<string>,
  genesisTime: pulumi.Input<number>,
): OperatorMonitoringArgs {
  const { targets, network, capacity, links } = monitoringArgs(settings, genesisTime);
  return {
    namespace,
    nodesNamespace: settings.nodesNamespace,
    targets,
    network,
    capacity,
    links,
    scrapeIntervalSeconds: settings.scrapeIntervalSeconds,
    recipients: recipients(settings),
    labels: settings.operatorLabels,
    dashboards: { labels: settings.dashboardLabels, annotations: settings.dashboardAnnotations },
  };
}

/** What of a stack is not there, in a mode without monitoring programs of its own. */
export function monitoringNotes({ monitoringMode, scraperNamespace }: Settings): Note[] {
  if (monitoringMode === "bundled") return [];
  const who =
    scraperNamespace === "" ? "nobody reads" : `the Prometheus in ${scraperNamespace} reads`;
  const what =
    monitoringMode === "operator"
      ? "the stack has objects for the cluster's Prometheus operator and Grafana"
      : "the stack has no rules, no alerts and no dashboards";
  return [
    {
      level: "info",
      text:
        `monitoringMode is ${monitoringMode}: ${what}, and ${who} its metrics. The outputs prometheusUrl, ` +
        "alertmanagerUrl, grafanaUrl and grafanaAdminPassword are empty, and the settings of the bundled programs (prometheus…, " +
        "grafana…, monitoringSize) count for nothing.",
    },
  ];
}
