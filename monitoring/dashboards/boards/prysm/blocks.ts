import { above } from "../../limits.ts";
import { timeseries, type Row } from "../../panels.ts";
import { chosen, mean, quantile, rate } from "../../select.ts";

const prysm = (metric: string, labels = {}) => chosen("prysm-beacon", metric, labels);
const colour = "consensus";

/** When blocks come, and how long they take. */
export function blocksRow(): Row {
  return {
    title: "Blocks",
    panels: [
      timeseries({
        title: "Block arrival after its slot's begin",
        meaning:
          "How late blocks come by gossip. A block after 4 s gets no votes on a public network.",
        limits: above(2000, 4000),
        unit: "ms",
        series: [0.5, 0.95].map((share) => ({
          expr: quantile(share, prysm("block_arrival_latency_milliseconds_bucket")),
          legend: `{{node}} p${share * 100}`,
          colour,
        })),
      }),
      timeseries({
        title: "New head after its slot's begin",
        meaning:
          "When the node has a block as its head, so its validators can vote for it. They vote at 4 s on a public network.",
        limits: above(3000, 4000),
        unit: "ms",
        series: [0.5, 0.95].map((share) => ({
          expr: quantile(share, prysm("new_block_head_milliseconds_bucket")),
          legend: `{{node}} p${share * 100}`,
          colour,
        })),
      }),
      timeseries({
        title: "Work on a block, mean",
        meaning:
          "How long Prysm works on a block, and how long on its state's transition. These summaries have no quantiles: the means of ten minutes.",
        limits: above(2000),
        unit: "ms",
        series: [
          {
            expr: mean("prysm-beacon", "on_block_processing_milliseconds"),
            legend: "{{node}} block",
            colour,
          },
          {
            expr: mean("prysm-beacon", "state_transition_processing_milliseconds"),
            legend: "{{node}} state transition",
            colour,
          },
        ],
      }),
      timeseries({
        title: "Gossip messages that are ignored",
        meaning: "Messages a second that peers send in vain: too old, or known. Most of gossip is.",
        unit: "cps",
        series: [
          {
            expr: `sum by (node) (${rate(prysm("p2p_message_ignored_validation_total"))})`,
            legend: "{{node}}",
            colour,
          },
        ],
      }),
      timeseries({
        title: "Data columns and blobs on disk",
        meaning: "Files of data columns, and of blobs where a network still has them.",
        unit: "short",
        series: [
          { expr: prysm("data_column_disk_count"), legend: "{{node}} columns", colour },
          { expr: prysm("blob_disk_count"), legend: "{{node}} blobs", colour },
        ],
      }),
    ],
  };
}
