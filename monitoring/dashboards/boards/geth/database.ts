import { above } from "../../limits.ts";
import { timeseries, type Row } from "../../panels.ts";
import { chosen, rate } from "../../select.ts";
import { limits } from "../../../limits.ts";

const geth = (metric: string, labels = {}) => chosen("geth", metric, labels);
const database = (metric: string) => geth(`eth_db_chaindata_${metric}`);
const colour = "execution";

/** Pebble and the ancient store. */
export function databaseRow(): Row {
  return {
    title: "Database",
    panels: [
      timeseries({
        title: "Size",
        meaning: "What Geth counts of its own files; the volume holds a little more.",
        unit: "bytes",
        series: [
          { expr: database("disk_size"), legend: "{{node}} recent", colour },
          { expr: database("ancient_size"), legend: "{{node}} ancient blocks", colour },
          { expr: geth("eth_db_stateancient_size"), legend: "{{node}} state history", colour },
        ],
      }),
      timeseries({
        title: "Reads and writes",
        meaning: "Bytes a second from and to the recent database, compaction included.",
        unit: "Bps",
        series: [
          { expr: rate(database("disk_read")), legend: "{{node}} read" },
          { expr: rate(database("disk_write")), legend: "{{node}} write" },
        ],
      }),
      timeseries({
        title: "Share of time that writes wait",
        meaning:
          "Writes wait while compaction is behind: the disk is too slow, or shared with another.",
        limits: above(limits.writeStallShare),
        unit: "percentunit",
        series: [
          {
            expr: `${rate(database("compact_writedelay_duration"))} / 1e9`,
            legend: "{{node}}",
            colour,
          },
        ],
      }),
      timeseries({
        title: "Compaction",
        meaning: "Bytes a second that are read and written again to keep the database in order.",
        unit: "Bps",
        series: [
          { expr: rate(database("compact_input")), legend: "{{node}} in" },
          { expr: rate(database("compact_output")), legend: "{{node}} out" },
        ],
      }),
      timeseries({
        title: "Block cache hits",
        meaning: "Share of the database's reads that its cache answers.",
        bad: "falling for days: the node needs more cache",
        unit: "percentunit",
        series: [
          {
            expr: `${rate(database("cache_block_hit"))} / (${rate(database("cache_block_hit"))} + ${rate(database("cache_block_miss"))})`,
            legend: "{{node}}",
            colour,
          },
        ],
      }),
    ],
  };
}
