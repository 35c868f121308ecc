import type { Resources } from "../kubernetes/resources.ts";

/** How much the monitoring programs ask for: by the number of nodes and the time of keeping that the names stand for. */
export type MonitoringSize = "small" | "production";

/** The resources of each monitoring program. */
export interface MonitoringResources {
  readonly prometheus: Resources;
  readonly alertmanager: Resources;
  readonly grafana: Resources;
  readonly kubeStateMetrics: Resources;
  readonly nodeExporter: Resources;
}

/**
 * - `small`: a few nodes for some days, on a laptop.
 * - `production`: tens of nodes for a month. A node with a validator has about 3800 series (two nodes on a private chain: 9000
 *   with Prometheus' own, 110 MiB of memory); Prometheus wants some 8 KiB for each, and more for queries over weeks.
 */
export const monitoringResources: Readonly<Record<MonitoringSize, MonitoringResources>> = {
  small: {
    prometheus: { cpu: "50m", memory: "128Mi", memoryLimit: "512Mi" },
    alertmanager: { cpu: "10m", memory: "32Mi", memoryLimit: "128Mi" },
    grafana: { cpu: "50m", memory: "128Mi", memoryLimit: "512Mi" },
    kubeStateMetrics: { cpu: "10m", memory: "32Mi", memoryLimit: "128Mi" },
    nodeExporter: { cpu: "10m", memory: "24Mi", memoryLimit: "64Mi" },
  },
  production: {
    prometheus: { cpu: "500m", memory: "2Gi", memoryLimit: "4Gi" },
    alertmanager: { cpu: "50m", memory: "128Mi", memoryLimit: "256Mi" },
    grafana: { cpu: "200m", memory: "512Mi", memoryLimit: "1Gi" },
    kubeStateMetrics: { cpu: "20m", memory: "64Mi", memoryLimit: "256Mi" },
    nodeExporter: { cpu: "20m", memory: "32Mi", memoryLimit: "96Mi" },
  },
};
