import { recordedCapacity } from "../../capacity/series.ts";
import { recordedForks } from "../../rules/forks.ts";
import { firingAlerts } from "../alerts.ts";
import { board, type Board } from "../board.ts";
import { above, below, belowBoth } from "../limits.ts";
import { nodeTable } from "../nodeTable.ts";
import { followsChain } from "../followsChain.ts";
import { stat, timeseries, type Row } from "../panels.ts";
import { chosen, chosenOf, monitored, rate, recordedOf } from "../select.ts";
import { verdicts } from "../verdicts.ts";
import { limits } from "../../limits.ts";

const ofNode = "{{node}}";

/** All nodes of all networks on one page. */
export const fleetBoard = (): Board =>
  board({
    name: "fleet",
    title: "Ethereum fleet",
    description: "Every node of every network: which of them are well, and which one to look at",
    rows: [now(), nodes(), overTime()],
  });

function now(): Row {
  const up = chosenOf(["geth", "prysm-beacon", "prysm-validator"], "up");
  return {
    title: "Now",
    panels: [
      stat({
        title: "Nodes in sync",
        meaning: "Nodes whose agent judges them in sync, of all that it is known of.",
        bad: "fewer than there are nodes",
        unit: "none",
        series: [
          { expr: `sum(${monitored("in_sync")})`, legend: "in sync", colour: "good" },
          { expr: `count(${monitored("in_sync")})`, legend: "of", colour: "good" },
        ],
      }),
      firingAlerts(),
      stat({
        title: "Programs not scraped",
        meaning: "Clients and validators of the chosen nodes that gave Prometheus no answer.",
        limits: above(undefined, 1),
        unit: "none",
        series: [{ expr: `count(${up} == 0) or vector(0)`, legend: "not scraped" }],
      }),
      stat({
        ...verdicts.headAge,
        title: "Oldest head",
        series: [{ expr: `max(${verdicts.headAge.expr})`, legend: "oldest head" }],
      }),
      stat({
        ...verdicts.diskDays,
        title: "First volume full",
        series: [{ expr: `min(${verdicts.diskDays.expr})`, legend: "first volume full" }],
      }),
      stat({
        title: "Next fork",
        meaning: "Days until the next fork of a chosen network. Nothing where none has a date.",
        bad: "it comes with releases that do not know it",
        limits: belowBoth(limits.daysToFork),
        unit: "d",
        decimals: 1,
        series: [
          { expr: `${recordedForks.daysToNextFork}{network=~"$network"}`, legend: "{{network}}" },
        ],
      }),
    ],
  };
}

function nodes(): Row {
  const { inSync, headAge, slotsBehind, epochsUnfinalized, executionPeers, consensusPeers } =
    verdicts;
  const { diskDays, diskFree, restarts } = verdicts;
  const rest = [
    inSync,
    headAge,
    slotsBehind,
    epochsUnfinalized,
    executionPeers,
    consensusPeers,
    diskDays,
    diskFree,
    restarts,
  ];
  return {
    title: "Nodes",
    panels: [
      nodeTable({
        title: "Nodes",
        meaning: "One row for each node; its name leads to its own board.",
        bad: "what is orange or red",
        columns: [
          {
            title: "Clients up",
            expr: `sum by (network, node) (${chosenOf(["geth", "prysm-beacon"], "up")})`,
            unit: "none",
            limits: below(undefined, 2),
          },
          ...rest,
        ],
      }),
    ],
  };
}

function overTime(): Row {
  return {
    title: "Over time",
    panels: [
      ...followsChain(),
      timeseries({
        title: "Blocks behind the best node",
        meaning:
          "How many blocks each node's execution client is behind the highest of its network.",
        limits: above(limits.headsApartBlocks),
        unit: "none",
        series: [
          {
            expr: `max by (network) (${chosen("geth", "chain_head_block")}) - on (network) group_right () ${chosen("geth", "chain_head_block")}`,
            legend: ofNode,
            colour: "execution",
          },
        ],
      }),
      timeseries({
        title: "Peers",
        meaning: "Connected peers of each layer of each node, as the nodes themselves list them.",
        bad: "none, and on a public network fewer than 5 (execution) or 10 (consensus)",
        unit: "none",
        series: (["execution", "consensus"] as const).map((layer) => ({
          expr: `sum by (node) (${monitored("peers", { layer })})`,
          legend: `{{node}} ${layer}`,
          colour: layer,
        })),
      }),
      timeseries({
        title: "RPC requests",
        meaning:
          "Calls that Geth answers, all transports together, those of the consensus client among them.",
        unit: "reqps",
        series: [
          { expr: rate(chosen("geth", "rpc_requests")), legend: ofNode, colour: "execution" },
        ],
      }),
      timeseries({
        title: "Volumes",
        meaning: "Used bytes of each node's volumes, by layer.",
        unit: "bytes",
        series: (["execution", "consensus"] as const).map((layer) => ({
          expr: `sum by (node) (${chosen("kubelet", "kubelet_volume_stats_used_bytes", { layer })})`,
          legend: `{{node}} ${layer}`,
          colour: layer,
        })),
      }),
      timeseries({
        title: "Disk days left",
        meaning: verdicts.diskDays.meaning,
        limits: verdicts.diskDays.limits,
        unit: "d",
        series: [{ expr: verdicts.diskDays.expr, legend: ofNode, colour: "platform" }],
      }),
      timeseries({
        title: "Cost a month",
        meaning:
          "What each node costs a month by what it asks for, in the currency of the setting `prices`. Nothing without prices.",
        unit: "none",
        decimals: 0,
        series: [
          {
            expr: `sum by (node, currency) (${recordedOf(recordedCapacity.nodeMonthlyCost, { basis: "requested" })})`,
            legend: "{{node}} {{currency}}",
            colour: "platform",
          },
        ],
      }),
    ],
  };
}
