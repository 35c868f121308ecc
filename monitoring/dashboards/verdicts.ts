import { recordedCapacity } from "../capacity/series.ts";
import { recorded } from "../rules/consensus.ts";
import { recordedResources } from "../rules/resources.ts";
import { above, aboveBoth, below, belowBoth } from "./limits.ts";
import type { PanelArgs } from "./panels.ts";
import { chosen, monitored, recordedOf } from "./select.ts";
import { limits } from "../limits.ts";

/** One number of each node that says whether it is well, with all that a panel or a column needs to show it. */
export interface Verdict extends Pick<
  PanelArgs,
  "title" | "meaning" | "bad" | "limits" | "unit" | "words" | "decimals"
> {
  /** One series for each node, with the label `node` alone. */
  readonly expr: string;
}

const byNode = (selector: string, aggregate = "max"): string =>
  `${aggregate} by (node) (${selector})`;

/** Whether each node is well: the numbers that the fleet's table and the node's first row both begin with. */
export const verdicts = {
  inSync: {
    title: "In sync",
    meaning:
      "The verdict of the node's own agent: its head is fresh, both clients agree, and the RPC Service leads to it.",
    expr: byNode(monitored("in_sync")),
    unit: "bool_yes_no",
    limits: below(undefined, 1),
    words: { 1: ["yes", "good"], 0: ["no", "bad"] },
  },
  headAge: {
    title: "Head age",
    meaning:
      "Time since the newest block of the execution client, by the clock. A slot is 12 s on public networks, and one in a hundred is empty.",
    expr: byNode(`time() - ${monitored("head_timestamp_seconds")}`),
    unit: "s",
    limits: aboveBoth(limits.headAgeSeconds),
    decimals: 0,
  },
  slotsBehind: {
    title: "Slots behind the clock",
    meaning:
      "How much older the consensus client's head is than the time of day. 0 or 1 is healthy.",
    expr: byNode(recordedOf(recorded.slotsBehind)),
    unit: "none",
    limits: aboveBoth(limits.slotsBehind),
    decimals: 0,
  },
  epochsUnfinalized: {
    title: "Epochs without finality",
    meaning: "Epochs between the clock and the last finalized one. 2 or 3 is healthy.",
    expr: byNode(recordedOf(recorded.epochsUnfinalized)),
    unit: "none",
    limits: aboveBoth(limits.epochsUnfinalized),
    decimals: 0,
  },
  executionPeers: {
    title: "Execution peers",
    meaning:
      "Connected peers of the execution client, both directions. A private chain has as many as it has other nodes.",
    expr: byNode(monitored("peers", { layer: "execution" }), "sum"),
    unit: "none",
    limits: belowBoth(limits.executionPeers),
    decimals: 0,
  },
  consensusPeers: {
    title: "Consensus peers",
    meaning:
      "Connected peers of the consensus client, both directions. A private chain has as many as it has other nodes.",
    expr: byNode(monitored("peers", { layer: "consensus" }), "sum"),
    unit: "none",
    limits: belowBoth(limits.consensusPeers),
    decimals: 0,
  },
  diskDays: {
    title: "Disk days left",
    meaning:
      "Days until the first of the node's volumes is full, at the pace of the last day. Nothing while no volume grows, and while the history is too short to tell.",
    expr: byNode(recordedOf(recordedCapacity.volumeDaysLeft), "min"),
    unit: "d",
    limits: belowBoth(limits.diskDaysLeft),
    decimals: 0,
  },
  diskFree: {
    title: "Disk free",
    meaning: "Free share of the fullest of the node's volumes. Geth stops itself at 2 GiB.",
    expr: byNode(recordedOf(recordedResources.volumeFree), "min"),
    unit: "percentunit",
    limits: belowBoth(limits.diskFree),
    decimals: 0,
  },
  restarts: {
    title: "Restarts in a day",
    meaning: "Containers of the node that Kubernetes started again within a day.",
    expr: byNode(
      `increase(${chosen("kube-state-metrics", "kube_pod_container_status_restarts_total")}[1d])`,
      "sum",
    ),
    unit: "none",
    limits: above(0.5, 2.5),
    decimals: 0,
  },
} as const satisfies Readonly<Record<string, Verdict>>;
