import { above, aboveBoth } from "../../limits.ts";
import { timeseries, type Row } from "../../panels.ts";
import { chosen, rate } from "../../select.ts";
import { limits } from "../../../limits.ts";

const cadvisor = (metric: string) => chosen("cadvisor", metric);
const states = (metric: string, labels = {}) => chosen("kube-state-metrics", metric, labels);
const byContainer = (expr: string) => `sum by (node, pod, container) (${expr})`;
const legend = "{{pod}} {{container}}";

/** What the nodes' containers use, of what they ask for and may have. */
export function podsRow(): Row {
  return {
    title: "Containers",
    panels: [
      timeseries({
        title: "Memory of its limit",
        meaning: "Working set of each container as a share of its limit. At 1 the kernel ends it.",
        limits: aboveBoth(limits.memoryShare),
        unit: "percentunit",
        series: [
          {
            expr: `${byContainer(cadvisor("container_memory_working_set_bytes"))} / ${byContainer(states("kube_pod_container_resource_limits", { resource: "memory" }))}`,
            legend,
          },
        ],
      }),
      timeseries({
        title: "Memory",
        meaning: "Working set of each container, and what it asks for.",
        unit: "bytes",
        series: [
          { expr: byContainer(cadvisor("container_memory_working_set_bytes")), legend },
          {
            expr: byContainer(
              states("kube_pod_container_resource_requests", { resource: "memory" }),
            ),
            legend: `${legend} asked for`,
            colour: "neutral",
          },
        ],
      }),
      timeseries({
        title: "CPU",
        meaning: "Cores that each container uses, and what it asks for.",
        unit: "none",
        decimals: 2,
        series: [
          { expr: byContainer(rate(cadvisor("container_cpu_usage_seconds_total"))), legend },
          {
            expr: byContainer(states("kube_pod_container_resource_requests", { resource: "cpu" })),
            legend: `${legend} asked for`,
            colour: "neutral",
          },
        ],
      }),
      timeseries({
        title: "Throttled",
        meaning:
          "Share of the periods in which a container was held back by its CPU limit. No series where it has none, which is the default.",
        limits: above(limits.throttledShare),
        unit: "percentunit",
        series: [
          {
            expr: `${byContainer(rate(cadvisor("container_cpu_cfs_throttled_periods_total")))} / ${byContainer(rate(cadvisor("container_cpu_cfs_periods_total")))}`,
            legend,
          },
        ],
      }),
      timeseries({
        title: "Waiting for the disk",
        meaning:
          "Share of the time in which some task of a container waits for the disk. Only on machines with cgroup v2.",
        limits: above(0.25, 0.5),
        unit: "percentunit",
        series: [
          {
            expr: byContainer(rate(cadvisor("container_pressure_io_waiting_seconds_total"))),
            legend,
          },
        ],
      }),
      timeseries({
        title: "Restarts in an hour",
        meaning: "Containers that ended and were started again.",
        limits: above(0.5, 2.5),
        unit: "none",
        series: [
          {
            expr: byContainer(
              `increase(${states("kube_pod_container_status_restarts_total")}[1h])`,
            ),
            legend,
          },
        ],
      }),
      timeseries({
        title: "Disk traffic",
        meaning: "Bytes a second that each container reads and writes.",
        unit: "Bps",
        series: [
          {
            expr: byContainer(rate(cadvisor("container_fs_reads_bytes_total"))),
            legend: `${legend} read`,
          },
          {
            expr: byContainer(rate(cadvisor("container_fs_writes_bytes_total"))),
            legend: `${legend} write`,
          },
        ],
      }),
      timeseries({
        title: "Network traffic",
        meaning: "Bytes a second of each pod. Traffic that leaves the cloud costs money.",
        unit: "Bps",
        series: [
          {
            expr: `sum by (pod) (${rate(cadvisor("container_network_receive_bytes_total"))})`,
            legend: "{{pod}} in",
          },
          {
            expr: `sum by (pod) (${rate(cadvisor("container_network_transmit_bytes_total"))})`,
            legend: "{{pod}} out",
          },
        ],
      }),
    ],
  };
}
