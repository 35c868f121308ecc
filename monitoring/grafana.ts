import { boards } from "./dashboards/boards/index.ts";

/** Files by name. */
export type Files = Readonly<Record<string, string>>;

/** What Grafana is told of its surroundings. */
export interface GrafanaFilesArgs {
  readonly prometheusUrl: string;
  /** The folder of the dashboards' files in the container. */
  readonly dashboardsPath: string;
  /** Seconds between two scrapes: Grafana takes no rate over less than four of them. */
  readonly scrapeIntervalSeconds: number;
}

/** The folder in which Grafana shows the boards. */
export const grafanaFolder = { title: "Ethereum", uid: "ethnode" } as const;

/**
 * What Grafana reads at its start: where Prometheus is, and which folder has dashboards. Grafana wants the ending `.yaml`;
 * the contents are JSON, which is YAML, too.
 *
 * Source: https://grafana.com/docs/grafana/latest/administration/provisioning/
 */
export function grafanaProvisioning(args: GrafanaFilesArgs): Files {
  const datasources = {
    apiVersion: 1,
    // What an earlier release provisioned under this name would stay beside the new one.
    prune: true,
    datasources: [
      {
        name: "Prometheus",
        type: "prometheus",
        uid: "prometheus",
        access: "proxy",
        url: args.prometheusUrl,
        isDefault: true,
        editable: false,
        jsonData: {
          timeInterval: `${args.scrapeIntervalSeconds}s`,
          httpMethod: "POST",
          prometheusType: "Prometheus",
        },
      },
    ],
  };
  const dashboards = {
    apiVersion: 1,
    providers: [
      {
        name: "ethnode",
        type: "file",
        folder: grafanaFolder.title,
        folderUid: grafanaFolder.uid,
        allowUiUpdates: false,
        options: { path: args.dashboardsPath },
      },
    ],
  };
  return { "datasources.yaml": json(datasources), "dashboards.yaml": json(dashboards) };
}

/** The dashboards, a file each: any Grafana from 11 on takes them, provisioned or imported. */
export function grafanaDashboards(): Files {
  return Object.fromEntries(
    Object.entries(boards).map(([name, board]) => [`${name}.json`, json(board())]),
  );
}

const json = (value: unknown): string => JSON.stringify(value, null, 2);
