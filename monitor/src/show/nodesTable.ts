import type { Layer } from "../peers/clientName.ts";
import type { ConsensusStatus, ExecutionStatus, NodeStatus } from "../serve/snapshot.ts";
import type { Paint } from "./colour.ts";
import { fit, formatDuration, shortVersion, UNKNOWN } from "./format.ts";
import { type Column, grid } from "./grid.ts";
import { layersOf } from "./verdict.ts";

const LAYERS = { execution: "el", consensus: "cl" } as const;

type Status = ExecutionStatus | ConsensusStatus;
type CountKey = "inbound" | "outbound" | "total";

/** A layer of a node, or the sums over all nodes. */
interface NodeRow {
  readonly node: string;
  readonly layer: Layer;
  readonly status: Status | null;
  readonly count: (key: CountKey) => string;
}

function head(status: Status): string {
  const known = "headBlock" in status ? status.headBlock : (status.sync?.headSlot ?? null);
  return known === null ? UNKNOWN : String(known);
}

const stateOf = (status: Status): string =>
  status.state === "up" && status.sync?.isSyncing === true ? "syncing" : status.state;

const COLOURS: Readonly<Record<string, "green" | "red" | "yellow">> = { up: "green", down: "red" };

function countOf(status: Status, key: CountKey): string {
  return status.counts === null ? UNKNOWN : String(status.counts[key]);
}

/** The sums over all nodes, for each layer that more than one node has and that is known of all of them. */
function totals(nodes: readonly NodeStatus[], layers: readonly Layer[]): NodeRow[] {
  return layers.flatMap((layer): NodeRow[] => {
    const counts = nodes.flatMap((node) => (node[layer] === null ? [] : [node[layer].counts]));
    const known = counts.filter((count) => count !== null);
    if (counts.length < 2) return [];
    const count = (key: CountKey) =>
      known.length < counts.length
        ? UNKNOWN
        : String(known.reduce((sum, one) => sum + one[key], 0));
    return [{ node: "all", layer, status: null, count }];
  });
}

function columns(paint: Paint): readonly Column<NodeRow>[] {
  const of =
    (read: (status: Status) => string) =>
    ({ status }: NodeRow): string =>
      status === null ? "" : read(status);
  const count = (title: string, key: CountKey): Column<NodeRow> => ({
    title,
    cell: (row) => row.count(key),
    right: true,
  });
  return [
    { title: "node", cell: ({ node }) => fit(node, 24), cut: { order: 3, to: 6 } },
    { title: "ly", cell: ({ layer }) => LAYERS[layer] },
    {
      title: "state",
      cell: of(stateOf),
      paint: (text) => (text === "" ? text : paint(COLOURS[text] ?? "yellow", text)),
    },
    {
      title: "client",
      cell: of(({ client }) => fit(client?.kind ?? UNKNOWN, 10)),
      cut: { order: 1, to: 5 },
    },
    {
      title: "version",
      cell: of(({ client }) => shortVersion(client?.version ?? null)),
      cut: { order: 2, to: 5 },
    },
    { title: "head", cell: of(head), right: true },
    count("in", "inbound"),
    count("out", "outbound"),
    count("total", "total"),
    {
      title: "limit",
      cell: of(({ peerLimit }) => (peerLimit === null ? UNKNOWN : String(peerLimit))),
      empty: UNKNOWN,
      drop: 1,
      right: true,
    },
    {
      title: "data",
      cell: of(({ ageSeconds }) =>
        ageSeconds === null ? "never" : `${formatDuration(ageSeconds)} ago`,
      ),
    },
  ];
}

/** The layers of all nodes, one a line, and their sums. */
export function nodesTable(
  nodes: readonly NodeStatus[],
  layers: readonly Layer[],
  width: number,
  paint: Paint,
): string {
  const rows = nodes.flatMap((node) =>
    layersOf(node)
      .filter(([layer]) => layers.includes(layer))
      .map(([layer, status]): NodeRow => ({
        node: node.name,
        layer,
        status,
        count: (key) => countOf(status, key),
      })),
  );
  return grid(columns(paint), [...rows, ...totals(nodes, layers)], width, paint);
}
