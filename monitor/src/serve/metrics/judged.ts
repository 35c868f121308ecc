import type { Judges } from "../../judge/judges.ts";
import type { NodeJudgement } from "../../judge/model.ts";
import { peerLimitOf } from "../../judge/peerLimit.ts";
import { COLUMNS } from "../../peers/custody.ts";
import type { WatchedNode } from "../collector.ts";
import { byCapability } from "./byCapability.ts";
import { byCountry } from "./byCountry.ts";
import { current, type GaugeSpec, onLayer, perNode, type Sample } from "./gauge.ts";

type Spec = Omit<GaugeSpec, "samples"> & {
  readonly samples: (nodes: readonly WatchedNode[], judges: Judges) => Sample[];
};

/** A gauge with one value per node, made of its judgement. */
function ofNode(
  name: string,
  help: string,
  pick: (judgement: NodeJudgement, node: WatchedNode) => number | null | undefined,
): Spec {
  return {
    name,
    help,
    labels: ["node"],
    samples: (nodes, judges) => perNode(nodes, (node) => pick(judges.of(node), node)),
  };
}

/** Whether there is a second source to compare the list of peers with. */
function comparable({ execution, consensus }: WatchedNode): boolean {
  const counts = consensus?.current?.clientCounts;
  const own = [execution, consensus].map((layer) => layer?.current?.reportedConnected);
  return [counts, ...own].some((source) => source != null);
}

/** What the monitor makes of it. */
export const JUDGED: readonly Spec[] = [
  ofNode(
    "health_score",
    "How well the node is connected, 100 best, 0 worst: good from 80, critical below 50. Absent when no layer was asked yet.",
    ({ health }) => health.score,
  ),
  {
    name: "peer_limit",
    help: "Most peers that the client takes, by the monitor's settings or its own word. Absent when neither says.",
    labels: onLayer,
    samples: (nodes) => nodes.flatMap(limits),
  },
  ofNode(
    "top_asn_ratio",
    "Share of the peers that are in the network (AS) with most of them, of those whose network is known. Absent when none is.",
    ({ concentration }) => concentration?.topAsn?.share,
  ),
  ofNode(
    "top_subnet_ratio",
    "Share of the peers that are in the /24 or /48 with most of them, of those with a public address. Absent when none has.",
    ({ concentration }) => concentration?.topSubnet?.share,
  ),
  ofNode(
    "distinct_asns",
    "Different networks (AS) of the peers. Absent when none is known.",
    ({ concentration }) => concentration?.distinctAsns,
  ),
  ofNode(
    "subnet_diversity_ratio",
    "Different /24 and /48 by peers with a public address: 1 when each has its own. Absent when none has.",
    ({ concentration }) => concentration?.subnetDiversity,
  ),
  ofNode(
    "new_peer_ratio_after_restart",
    "Share of the outbound peers that were never seen before the node came back. Absent but in the hour after that, and when not known.",
    ({ restart }) => restart?.neverSeen,
  ),
  ofNode(
    "custody_columns_covered_ratio",
    "Share of the 128 data columns that the consensus peers hold between them. Absent when no peer's record is known.",
    ({ custody }) => (custody === null ? null : custody.covered / COLUMNS),
  ),
  ofNode(
    "source_disagreement",
    "Times that two sources differ on the node's peers by more than a fifth. Absent when there are no two.",
    ({ disagreements }, node) => (comparable(node) ? disagreements.length : null),
  ),
  {
    name: "peers_by_country",
    help: "Connected peers of both layers by country: the ten with most, other and unknown. Absent without location data.",
    labels: ["node", "country"],
    samples: (nodes) => nodes.flatMap(byCountry),
  },
  {
    name: "peers_by_capability",
    help: "Connected execution peers that offer a capability, of a closed list and other. Absent when the node is not up.",
    labels: ["node", "capability"],
    samples: (nodes) =>
      current(nodes, (node, layer, data) =>
        layer === "execution" && "unlistedPeers" in data ? byCapability(node, data) : [],
      ),
  },
];

function limits(node: WatchedNode): Sample[] {
  return (["execution", "consensus"] as const).flatMap((layer) => {
    const value = peerLimitOf(node.settings?.[layer], node[layer]?.current ?? null);
    return value === null ? [] : [{ labels: { node: node.name, layer }, value }];
  });
}
