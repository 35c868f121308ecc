import { chosen, timeseries, type Row } from "../panels.ts";

/** What the clients cost. */
export function machineRow(): Row {
  return {
    title: "Disk and memory",
    panels: [
      timeseries({
        title: "Databases",
        description: "What the clients say of their own databases; the volume holds a little more.",
        unit: "bytes",
        series: [
          { expr: chosen("geth", "eth_db_chaindata_disk_size"), legend: "{{node}} geth recent" },
          {
            expr: chosen("geth", "eth_db_chaindata_ancient_size"),
            legend: "{{node}} geth ancient",
          },
          {
            expr: chosen("prysm-beacon", "bcnode_disk_beaconchain_bytes_total"),
            legend: "{{node}} prysm",
          },
          { expr: chosen("prysm-beacon", "blob_disk_bytes"), legend: "{{node}} blobs" },
        ],
      }),
      timeseries({
        title: "Memory",
        description: "Geth: held by its runtime. Prysm: resident.",
        unit: "bytes",
        series: [
          { expr: chosen("geth", "system_memory_held"), legend: "{{node}} geth" },
          {
            expr: chosen("prysm-beacon", "process_resident_memory_bytes"),
            legend: "{{node}} prysm",
          },
          {
            expr: chosen("prysm-validator", "process_resident_memory_bytes"),
            legend: "{{node}} validator",
          },
        ],
      }),
      timeseries({
        title: "CPU",
        description: "Cores in use.",
        unit: "none",
        series: [
          {
            expr: `rate(${chosen("geth", "system_cpu_procload_total")}[5m])`,
            legend: "{{node}} geth",
          },
          {
            expr: `rate(${chosen("prysm-beacon", "process_cpu_seconds_total")}[5m])`,
            legend: "{{node}} prysm",
          },
        ],
      }),
    ],
  };
}
