import { above } from "../../limits.ts";
import { timeseries, type Row } from "../../panels.ts";
import { chosen, rate } from "../../select.ts";

const geth = (metric: string, labels = {}) => chosen("geth", metric, labels);
const colour = "execution";

/** The process, as its runtime sees it. */
export function processRow(): Row {
  return {
    title: "Process",
    panels: [
      timeseries({
        title: "Memory of Go",
        meaning:
          "Held from the system, and in use. The database's own memory is not in it: the container's is on the board of resources.",
        unit: "bytes",
        series: [
          { expr: geth("system_memory_held"), legend: "{{node}} held", colour },
          { expr: geth("system_memory_used"), legend: "{{node}} used", colour },
        ],
      }),
      timeseries({
        title: "CPU",
        meaning: "Cores that the process uses.",
        unit: "none",
        decimals: 2,
        series: [{ expr: rate(geth("system_cpu_procload_total")), legend: "{{node}}", colour }],
      }),
      timeseries({
        title: "Goroutines",
        meaning: "Tasks of the process.",
        bad: "growing for hours without end",
        unit: "short",
        series: [{ expr: geth("system_cpu_goroutines"), legend: "{{node}}", colour }],
      }),
      timeseries({
        title: "Garbage collection pauses, 99th percentile",
        meaning: "How long all of Geth stands still for its memory to be tidied.",
        limits: above(1e8),
        unit: "ns",
        series: [
          { expr: geth("system_memory_pauses", { quantile: "0.99" }), legend: "{{node}}", colour },
        ],
      }),
      timeseries({
        title: "P2P traffic",
        meaning: "Bytes a second from and to peers, discovery not included.",
        unit: "Bps",
        series: [
          { expr: rate(geth("p2p_ingress")), legend: "{{node}} in" },
          { expr: rate(geth("p2p_egress")), legend: "{{node}} out" },
        ],
      }),
    ],
  };
}
