import { recorded } from "../../../rules/consensus.ts";
import { above, belowBoth } from "../../limits.ts";
import { timeseries, type Row } from "../../panels.ts";
import { chosen, recordedOf } from "../../select.ts";
import { verdicts } from "../../verdicts.ts";
import { limits } from "../../../limits.ts";

const prysm = (metric: string, labels = {}) => chosen("prysm-beacon", metric, labels);
const colour = "consensus";

/** Slots, finality, votes. */
export function chainRow(): Row {
  const votes = ["source", "target", "head"];
  return {
    title: "Chain",
    panels: [
      timeseries({
        ...verdicts.slotsBehind,
        meaning:
          "By the clock. Prysm's own beacon_clock_time_slot is no clock: it moves with the blocks and stops with them.",
        series: [{ expr: recordedOf(recorded.slotsBehind), legend: "{{node}}", colour }],
      }),
      timeseries({
        title: "Epochs",
        meaning: "The newest justified and the newest finalized epoch.",
        bad: "a finalized epoch that does not move for three epochs",
        unit: "none",
        series: [
          { expr: prysm("beacon_current_justified_epoch"), legend: "{{node}} justified", colour },
          { expr: prysm("beacon_finalized_epoch"), legend: "{{node}} finalized", colour },
        ],
      }),
      timeseries({
        title: "Participation",
        meaning:
          "Share of the network's stake whose votes of the epoch before are right. Below two thirds nothing is finalized.",
        limits: belowBoth(limits.participation),
        unit: "percentunit",
        series: votes.map((vote) => ({
          expr: `${prysm(`beacon_prev_epoch_${vote}_gwei`)} / ${prysm("beacon_prev_epoch_active_gwei")}`,
          legend: `{{node}} ${vote}`,
          colour,
        })),
      }),
      timeseries({
        title: "Validators of the network",
        meaning: "All validators of the network by their state, as this node's head has them.",
        unit: "short",
        series: [
          {
            expr: `sum by (node, state) (${prysm("validator_count")})`,
            legend: "{{node}} {{state}}",
          },
        ],
      }),
      timeseries({
        title: "Reorganisations in an hour",
        meaning: "How often the head moved to another branch.",
        limits: above(limits.reorganisedBlocks),
        unit: "none",
        series: [
          { expr: `increase(${prysm("beacon_reorgs_total")}[1h])`, legend: "{{node}}", colour },
        ],
      }),
      timeseries({
        title: "Backfill",
        meaning:
          "Batches of old blocks that are still to be fetched after a start from a checkpoint.",
        bad: "not falling for hours",
        unit: "short",
        series: [{ expr: prysm("backfill_remaining_batches"), legend: "{{node}}", colour }],
      }),
    ],
  };
}
