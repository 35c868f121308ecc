import { recorded } from "../../rules/consensus.ts";
import { chosen, stat, timeseries, type Row } from "../panels.ts";

const ofNode = "{{node}}";
const slotsBehind = `${recorded.slotsBehind}{job="prysm-beacon",network=~"$network",node=~"$node"}`;
const epochsUnfinalized = `${recorded.epochsUnfinalized}{job="prysm-beacon",network=~"$network",node=~"$node"}`;
const head = chosen("geth", "chain_head_block");

/** Whether the nodes follow the chain. */
export function chainRow(): Row {
  return {
    title: "Chain",
    panels: [
      stat({
        title: "Head block",
        description: "Geth's newest block. The nodes of a network agree but for a block or two.",
        unit: "none",
        series: [{ expr: head, legend: ofNode }],
      }),
      stat({
        title: "Slots behind the clock",
        description: "How old Prysm's head is by the time of day. 0 or 1 is healthy.",
        unit: "none",
        series: [{ expr: slotsBehind, legend: ofNode }],
      }),
      stat({
        title: "Epochs without finality",
        description: "2 or 3 is healthy; more than 4 alerts.",
        unit: "none",
        series: [{ expr: epochsUnfinalized, legend: ofNode }],
      }),
      stat({
        title: "Scraped",
        description: "1 for each program that answers Prometheus.",
        unit: "none",
        series: [
          { expr: chosen("geth", "up"), legend: "geth {{node}}" },
          { expr: chosen("prysm-beacon", "up"), legend: "prysm {{node}}" },
          { expr: chosen("prysm-validator", "up"), legend: "validator {{node}}" },
        ],
      }),
      stat({
        title: "Restarts in a day",
        description: "Geth has no start time; a running total that begins anew is a restart.",
        unit: "none",
        series: [
          { expr: `resets(${chosen("geth", "p2p_ingress")}[1d])`, legend: "geth {{node}}" },
          {
            expr: `changes(${chosen("prysm-beacon", "process_start_time_seconds")}[1d])`,
            legend: "prysm {{node}}",
          },
        ],
      }),
      timeseries({
        title: "Blocks a minute",
        description: "5 on public networks, less the slots that nobody proposed in.",
        unit: "none",
        series: [{ expr: `delta(${head}[5m]) / 5`, legend: ofNode }],
      }),
      timeseries({
        title: "Blocks between head and finality",
        description: "64 to 96 on public networks.",
        unit: "none",
        series: [{ expr: `${head} - ${chosen("geth", "chain_head_finalized")}`, legend: ofNode }],
      }),
      timeseries({
        title: "Reorganised blocks",
        description: "Blocks that were the head's and were thrown away, per hour.",
        unit: "none",
        series: [{ expr: `increase(${chosen("geth", "chain_reorg_drop")}[1h])`, legend: ofNode }],
      }),
    ],
  };
}
