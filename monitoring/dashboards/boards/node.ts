import { recordedCapacity } from "../../capacity/series.ts";
import { firingAlerts } from "../alerts.ts";
import { board, type Board } from "../board.ts";
import { above } from "../limits.ts";
import { followsChain } from "../followsChain.ts";
import { stat, timeseries, type Row } from "../panels.ts";
import { chosen, chosenOf, monitored, quantile, rate, recordedOf } from "../select.ts";
import { verdicts, type Verdict } from "../verdicts.ts";
import { limits } from "../../limits.ts";

const ofNode = "{{node}}";

/** One node, or those that are chosen: the verdict first, then what it is made of. */
export const nodeBoard = (): Board =>
  board({
    name: "node",
    title: "Ethereum node",
    description: "Whether the chosen nodes are well, and what tells why not",
    rows: [verdict(), chain(), engine(), machine()],
  });

const verdictStat = (of: Verdict, span: number) =>
  stat({ ...of, span, series: [{ expr: of.expr, legend: ofNode }] });

function verdict(): Row {
  return {
    title: "Verdict",
    panels: [
      verdictStat(verdicts.inSync, 3),
      verdictStat(verdicts.headAge, 3),
      verdictStat(verdicts.slotsBehind, 3),
      verdictStat(verdicts.epochsUnfinalized, 3),
      verdictStat(verdicts.executionPeers, 3),
      verdictStat(verdicts.consensusPeers, 3),
      verdictStat(verdicts.diskDays, 3),
      verdictStat(verdicts.diskFree, 3),
      firingAlerts(),
      stat({
        title: "Scraped",
        meaning: "Whether each program of the node answers Prometheus.",
        limits: { worse: "below", bad: 1 },
        unit: "bool_yes_no",
        words: { 1: ["yes", "good"], 0: ["no", "bad"] },
        span: 8,
        series: [
          {
            expr: chosenOf(["geth", "prysm-beacon", "prysm-validator"], "up"),
            legend: "{{job}} {{node}}",
          },
        ],
      }),
      verdictStat(verdicts.restarts, 4),
      stat({
        title: "Syncing",
        meaning: "Whether each layer says of itself that it is catching up with the chain.",
        bad: "yes, once the first sync is done",
        unit: "bool_yes_no",
        words: { 0: ["no", "good"], 1: ["yes", "warning"] },
        span: 8,
        series: [
          { expr: `max by (node, layer) (${monitored("syncing")})`, legend: "{{node}} {{layer}}" },
        ],
      }),
    ],
  };
}

function chain(): Row {
  const head = chosen("geth", "chain_head_block");
  return {
    title: "Chain",
    panels: [
      ...followsChain(),
      timeseries({
        title: "Blocks a minute",
        meaning:
          "How fast the head moves: 5 on public networks less the empty slots, many more while it catches up.",
        bad: "0 for minutes",
        unit: "none",
        series: [{ expr: `60 * deriv(${head}[5m])`, legend: ofNode, colour: "execution" }],
      }),
      timeseries({
        title: "Blocks between head and finality",
        meaning:
          "64 to 96 on public networks. As many as the head's number until the consensus client has first spoken.",
        limits: above(160),
        unit: "none",
        series: [
          {
            expr: `${head} - ${chosen("geth", "chain_head_finalized")}`,
            legend: ofNode,
            colour: "execution",
          },
        ],
      }),
      timeseries({
        title: "Peers",
        meaning: "Connected peers of each layer.",
        bad: "none; on a public network fewer than 5 (execution) or 10 (consensus)",
        unit: "none",
        series: (["execution", "consensus"] as const).map((layer) => ({
          expr: `sum by (node) (${monitored("peers", { layer })})`,
          legend: `{{node}} ${layer}`,
          colour: layer,
        })),
      }),
    ],
  };
}

function engine(): Row {
  const calls = {
    newPayload: "new_payload_v1_latency_milliseconds_bucket",
    forkchoiceUpdated: "forkchoice_updated_v1_latency_milliseconds_bucket",
  };
  return {
    title: "Engine API and RPC",
    panels: [
      timeseries({
        title: "Engine calls, 95th percentile",
        meaning:
          "How long the consensus client waits for the execution client. Blocks come late when it waits long.",
        limits: above(limits.engineMilliseconds),
        unit: "ms",
        series: Object.entries(calls).map(([call, metric]) => ({
          expr: quantile(0.95, chosen("prysm-beacon", metric)),
          legend: `{{node}} ${call}`,
          colour: "consensus" as const,
        })),
      }),
      timeseries({
        title: "RPC requests",
        meaning: "Calls that Geth answers, the engine's among them.",
        unit: "reqps",
        series: [
          { expr: rate(chosen("geth", "rpc_requests")), legend: ofNode, colour: "execution" },
        ],
      }),
      timeseries({
        title: "RPC requests that fail",
        meaning: "Share of all calls. A caller who asks nonsense counts, too.",
        limits: above(limits.rpcFailureShare),
        unit: "percentunit",
        series: [
          {
            expr: `${rate(chosen("geth", "rpc_failure"))} / ${rate(chosen("geth", "rpc_requests"))}`,
            legend: ofNode,
            colour: "execution",
          },
        ],
      }),
    ],
  };
}

function machine(): Row {
  const containers = (metric: string) => chosen("cadvisor", metric);
  return {
    title: "Disk, memory, CPU",
    panels: [
      timeseries({
        title: "Volumes",
        meaning: "Used bytes of each volume.",
        bad: "close to its size: see the board of resources",
        unit: "bytes",
        series: [
          {
            expr: chosen("kubelet", "kubelet_volume_stats_used_bytes"),
            legend: "{{persistentvolumeclaim}}",
            colour: "platform",
          },
        ],
      }),
      timeseries({
        title: "Growth of the volumes a day",
        meaning: "At the pace of the last day; below 0 where data was pruned.",
        unit: "bytes",
        series: [
          {
            expr: recordedOf(recordedCapacity.volumeGrowth),
            legend: "{{persistentvolumeclaim}}",
            colour: "platform",
          },
        ],
      }),
      timeseries({
        title: "Memory",
        meaning: "Working set of each container: what counts against its limit.",
        bad: "close to the limit: see the board of resources",
        unit: "bytes",
        series: [
          {
            expr: `sum by (pod, container) (${containers("container_memory_working_set_bytes")})`,
            legend: "{{pod}} {{container}}",
          },
        ],
      }),
      timeseries({
        title: "CPU",
        meaning: "Cores that each container uses.",
        unit: "none",
        decimals: 2,
        series: [
          {
            expr: `sum by (pod, container) (${rate(containers("container_cpu_usage_seconds_total"))})`,
            legend: "{{pod}} {{container}}",
          },
        ],
      }),
    ],
  };
}
