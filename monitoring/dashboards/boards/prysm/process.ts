import { timeseries, type Row } from "../../panels.ts";
import { chosen, rate } from "../../select.ts";

const prysm = (metric: string, labels = {}) => chosen("prysm-beacon", metric, labels);
const colour = "consensus";

/** The process and its files. */
export function processRow(): Row {
  return {
    title: "Process",
    panels: [
      timeseries({
        title: "Database",
        meaning: "What Prysm counts of its own files.",
        unit: "bytes",
        series: [
          { expr: prysm("bcnode_disk_beaconchain_bytes_total"), legend: "{{node}} chain", colour },
          { expr: prysm("blob_disk_bytes"), legend: "{{node}} blobs", colour },
        ],
      }),
      timeseries({
        title: "Memory",
        meaning: "Resident memory of the process. The files that it maps count, too.",
        unit: "bytes",
        series: [{ expr: prysm("process_resident_memory_bytes"), legend: "{{node}}", colour }],
      }),
      timeseries({
        title: "CPU",
        meaning: "Cores that the process uses.",
        unit: "none",
        decimals: 2,
        series: [{ expr: rate(prysm("process_cpu_seconds_total")), legend: "{{node}}", colour }],
      }),
      timeseries({
        title: "Goroutines",
        meaning: "Tasks of the process.",
        bad: "growing for hours without end",
        unit: "short",
        series: [{ expr: prysm("go_goroutines"), legend: "{{node}}", colour }],
      }),
      timeseries({
        title: "Open files",
        meaning: "Files and connections that are open, of those that may be.",
        bad: "close to the most",
        unit: "short",
        series: [
          { expr: prysm("process_open_fds"), legend: "{{node}} open", colour },
          { expr: prysm("process_max_fds"), legend: "{{node}} most", colour: "neutral" },
        ],
      }),
      timeseries({
        title: "Beacon API requests",
        meaning: "Requests a second by what is asked for.",
        unit: "reqps",
        series: [
          {
            expr: `sum by (node, endpoint) (${rate(prysm("http_request_count"))})`,
            legend: "{{node}} {{endpoint}}",
          },
        ],
      }),
      timeseries({
        title: "Network traffic",
        meaning: "Bytes a second of the whole process: P2P, API and engine calls.",
        unit: "Bps",
        series: [
          { expr: rate(prysm("process_network_receive_bytes_total")), legend: "{{node}} in" },
          { expr: rate(prysm("process_network_transmit_bytes_total")), legend: "{{node}} out" },
        ],
      }),
    ],
  };
}
