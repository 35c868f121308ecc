import type { Layer } from "../../peers/clientName.ts";
import { tallyOf } from "../../peers/tally.ts";
import type { WatchedNode } from "../collector.ts";
import {
  current,
  type Data,
  type GaugeSpec,
  onLayer,
  perLayer,
  perNode,
  type Sample,
} from "./gauge.ts";

function byDirection(node: string, layer: Layer, data: Data): Sample[] {
  const { counts } = tallyOf(data);
  const always = (["inbound", "outbound"] as const).map((direction) => ({
    labels: { node, layer, direction },
    value: counts[direction],
  }));
  if (counts.unknown === 0) return always;
  return [...always, { labels: { node, layer, direction: "unknown" }, value: counts.unknown }];
}

function byClient(node: string, layer: Layer, data: Data): Sample[] {
  return [...tallyOf(data).clients].map(([client, value]) => ({
    labels: { node, layer, client },
    value,
  }));
}

/** What the clients and the agents told. */
export const COLLECTED: readonly GaugeSpec[] = [
  {
    name: "up",
    help: "1 when the last poll of this layer of the node gave its peers, else 0. Absent before the first poll.",
    labels: onLayer,
    samples: (nodes) =>
      perLayer(nodes, (target) => (target.polled ? Number(target.state === "up") : null)),
  },
  {
    name: "last_success_timestamp_seconds",
    help: "When the node last gave its peers. Absent when it never did.",
    labels: onLayer,
    samples: (nodes) =>
      perLayer(nodes, ({ lastSuccessAt }) =>
        lastSuccessAt === null ? null : lastSuccessAt / 1000,
      ),
  },
  {
    name: "poll_duration_seconds",
    help: "How long the last poll took, well or not.",
    labels: onLayer,
    samples: (nodes) => perLayer(nodes, (target) => target.durationSeconds),
  },
  {
    name: "peers",
    help: "Connected peers by direction. Absent when the node is not up.",
    labels: [...onLayer, "direction"],
    samples: (nodes) => current(nodes, byDirection),
  },
  {
    name: "peers_by_client",
    help: "Connected peers by client, of those clients that are there. Absent when the node is not up.",
    labels: [...onLayer, "client"],
    samples: (nodes) => current(nodes, byClient),
  },
  {
    name: "syncing",
    help: "1 while this layer of the node is catching up with the chain, else 0. Absent when the node is not up.",
    labels: onLayer,
    samples: (nodes) =>
      current(nodes, (node, layer, { sync }) =>
        sync === null ? [] : [{ labels: { node, layer }, value: Number(sync.isSyncing) }],
      ),
  },
  {
    name: "head_block",
    help: "Number of the execution client's newest block. Absent when the node is not up.",
    labels: ["node"],
    samples: (nodes) => perNode(nodes, ({ execution }) => execution?.current?.headBlock),
  },
  {
    name: "head_slot",
    help: "Slot of the consensus client's head. Absent when the node is not up.",
    labels: ["node"],
    samples: (nodes) => perNode(nodes, ({ consensus }) => consensus?.current?.sync?.headSlot),
  },
  {
    name: "sync_distance_slots",
    help: "Slots between the consensus client's head and the current slot. Absent when the node is not up.",
    labels: ["node"],
    samples: (nodes) => perNode(nodes, ({ consensus }) => consensus?.current?.sync?.syncDistance),
  },
  {
    name: "exposure_problems",
    help: "Differences between what the layer tells its peers and how it is exposed. Absent where it is not exposed, or not known.",
    labels: onLayer,
    samples: exposureProblems,
  },
  {
    name: "in_sync",
    help: "1 while the node's agent judges it in sync and the RPC Service leads to it, else 0. Absent when the agent does not answer.",
    labels: ["node"],
    samples: (nodes) =>
      perNode(nodes, ({ sync }) => (sync?.current == null ? null : Number(sync.current.inSync))),
  },
  {
    name: "head_timestamp_seconds",
    help: "Time of the execution client's newest block: time() less this is the head's age. Absent when the client does not answer.",
    labels: ["node"],
    samples: (nodes) => perNode(nodes, ({ sync }) => sync?.current?.headTimestamp),
  },
];

/** For each layer that could be asked what it announces: the number of things that are wrong with that. */
function exposureProblems(nodes: readonly WatchedNode[]): Sample[] {
  return nodes.flatMap(({ name, execution }) => {
    const exposure = execution?.current?.exposure ?? null;
    if (exposure === null) return [];
    return (["execution", "consensus"] as const).flatMap((layer) =>
      exposure[layer].announced === null
        ? []
        : [{ labels: { node: name, layer }, value: exposure[layer].problems.length }],
    );
  });
}
