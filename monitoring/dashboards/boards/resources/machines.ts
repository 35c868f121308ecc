import { above, below } from "../../limits.ts";
import { timeseries, type Row } from "../../panels.ts";
import { machine, rate } from "../../select.ts";

const colour = "platform";
const legend = "{{machine}}";

/** The machines of the cluster, all of them: a node can run on any. */
export function machinesRow(): Row {
  return {
    title: "Machines",
    panels: [
      timeseries({
        title: "CPU in use",
        meaning: "Share of a machine's cores that work.",
        limits: above(0.85, 0.95),
        unit: "percentunit",
        series: [
          {
            expr: `1 - avg by (machine) (${rate(machine("node_cpu_seconds_total", { mode: "idle" }))})`,
            legend,
            colour,
          },
        ],
      }),
      timeseries({
        title: "Memory available",
        meaning: "Share of a machine's memory that is free or could be at once.",
        limits: below(0.15, 0.05),
        unit: "percentunit",
        series: [
          {
            expr: `${machine("node_memory_MemAvailable_bytes")} / ${machine("node_memory_MemTotal_bytes")}`,
            legend,
            colour,
          },
        ],
      }),
      timeseries({
        title: "Disk busy",
        meaning:
          "Share of the time in which a disk works on something. A disk of several lanes has room to spare at 1.",
        limits: above(0.9),
        unit: "percentunit",
        series: [
          {
            expr: rate(machine("node_disk_io_time_seconds_total")),
            legend: "{{machine}} {{device}}",
            colour,
          },
        ],
      }),
      timeseries({
        title: "Disk requests",
        meaning:
          "Reads and writes a second of each disk: what many clouds put a limit and a price on.",
        unit: "cps",
        series: [
          {
            expr: rate(machine("node_disk_reads_completed_total")),
            legend: "{{machine}} {{device}} read",
          },
          {
            expr: rate(machine("node_disk_writes_completed_total")),
            legend: "{{machine}} {{device}} write",
          },
        ],
      }),
      timeseries({
        title: "Waiting",
        meaning:
          "Share of the time in which some task of the machine waits for CPU, disk or memory.",
        limits: above(0.25, 0.5),
        unit: "percentunit",
        series: ["cpu", "io", "memory"].map((what) => ({
          expr: rate(machine(`node_pressure_${what}_waiting_seconds_total`)),
          legend: `{{machine}} ${what}`,
        })),
      }),
      timeseries({
        title: "Clock error at most",
        meaning:
          "How far the machine's clock can be off, as its kernel reckons. A validator whose clock is off votes too early or too late. 16 s is a clock that nobody sets.",
        limits: above(0.1, 0.5),
        unit: "s",
        series: [{ expr: machine("node_timex_maxerror_seconds"), legend, colour }],
      }),
    ],
  };
}
