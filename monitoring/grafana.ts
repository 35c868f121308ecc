import { nodeDashboard } from "./dashboards/node.ts";
import { datasource } from "./dashboards/panels.ts";

/** Files by name. */
export type Files = Readonly<Record<string, string>>;

/**
 * What Grafana reads at its start: where Prometheus is, and which folder has dashboards. Grafana wants the ending `.yaml`;
 * the contents are JSON, which is YAML, too.
 *
 * Source: https://grafana.com/docs/grafana/latest/administration/provisioning/
 */
export function grafanaProvisioning(prometheusUrl: string, dashboardsPath: string): Files {
  const datasources = {
    apiVersion: 1,
    datasources: [
      { name: "Prometheus", ...datasource, access: "proxy", url: prometheusUrl, isDefault: true },
    ],
  };
  const dashboards = {
    apiVersion: 1,
    providers: [{ name: "ethnode", type: "file", options: { path: dashboardsPath } }],
  };
  return { "datasources.yaml": json(datasources), "dashboards.yaml": json(dashboards) };
}

/** The dashboards, a file each. */
export function grafanaDashboards(): Files {
  return { "node.json": json(nodeDashboard()) };
}

const json = (value: unknown): string => JSON.stringify(value, null, 2);
