import Table from "cli-table3";

import { formatAddress } from "../peers/address.ts";
import type { ConsensusPeer, ExecutionPeer } from "../peers/model.ts";
import type { ConsensusStatus, ExecutionStatus, NodeStatus, Snapshot } from "../serve/snapshot.ts";
import type { Paint } from "./colour.ts";
import { fit, formatDuration, shortId, UNKNOWN } from "./format.ts";
import { layersOf } from "./verdict.ts";

const DIRECTIONS = { inbound: "in", outbound: "out", unknown: "?" } as const;
const LAYERS = { execution: "el", consensus: "cl" } as const;

/** Widest cell of the columns whose text has no natural limit; with these a row fits 100 columns. */
const WIDTH = { node: 14, client: 11, version: 12, address: 23 } as const;

/** cli-table3's characters for lines: none but two spaces between columns. */
const NO_LINES: Partial<Record<Table.CharName, string>> = {
  ...{ top: "", "top-mid": "", "top-left": "", "top-right": "" },
  ...{ bottom: "", "bottom-mid": "", "bottom-left": "", "bottom-right": "" },
  ...{ left: "", "left-mid": "", right: "", "right-mid": "", mid: "", "mid-mid": "" },
  middle: "  ",
};

/** A table without lines, as cli-table3 makes it: columns two spaces apart. */
function plainTable(head: readonly string[], right: readonly number[], paint: Paint): Table.Table {
  return new Table({
    head: head.map((text) => paint("bold", text)),
    colAligns: head.map((_, index) => (right.includes(index) ? "right" : "left")),
    chars: NO_LINES,
    style: { "padding-left": 0, "padding-right": 0, head: [], border: [], compact: true },
  });
}

function seenFor(peer: ExecutionPeer | ConsensusPeer, now: number): string {
  const age = formatDuration((now - Date.parse(peer.since)) / 1000);
  return peer.sincePrecision === "atLeast" ? `>=${age}` : age;
}

/** A version without what every release build of a client has in common, nor the commit it was built from. */
function shortVersion(version: string | null): string {
  if (version === null) return UNKNOWN;
  return fit(version.replace(/-stable\b/, "").replace(/[-+][0-9a-f]{7,40}$/, ""), WIDTH.version);
}

function peerRows(node: NodeStatus, now: number): string[][] {
  return layersOf(node).flatMap(([layer, { peers }]) =>
    [...peers]
      .sort((a, b) => b.direction.localeCompare(a.direction) || a.since.localeCompare(b.since))
      .map((peer) => [
        DIRECTIONS[peer.direction],
        LAYERS[layer],
        fit(node.name, WIDTH.node),
        peer.client.kind === "unknown" ? UNKNOWN : fit(peer.client.kind, WIDTH.client),
        shortVersion(peer.client.version),
        seenFor(peer, now),
        shortId(peer.id),
        peer.address === null ? UNKNOWN : fit(formatAddress(peer.address), WIDTH.address),
      ]),
  );
}

function head(status: ExecutionStatus | ConsensusStatus): string {
  if ("headBlock" in status)
    return status.headBlock === null ? UNKNOWN : `block ${status.headBlock}`;
  return status.sync === null ? UNKNOWN : `slot ${status.sync.headSlot}`;
}

function state(status: ExecutionStatus | ConsensusStatus, paint: Paint): string {
  if (status.state !== "up") return paint(status.state === "down" ? "red" : "yellow", status.state);
  return status.sync?.isSyncing === true ? paint("yellow", "syncing") : paint("green", "up");
}

function count(
  status: ExecutionStatus | ConsensusStatus,
  key: "inbound" | "outbound" | "total",
): string {
  return status.counts === null ? UNKNOWN : String(status.counts[key]);
}

function nodeRows(node: NodeStatus, paint: Paint): string[][] {
  return layersOf(node).map(([layer, status]) => [
    fit(node.name, WIDTH.node),
    LAYERS[layer],
    state(status, paint),
    fit(status.client?.kind ?? UNKNOWN, WIDTH.client),
    shortVersion(status.client?.version ?? null),
    head(status),
    count(status, "inbound"),
    count(status, "outbound"),
    count(status, "total"),
    status.ageSeconds === null ? "never" : `${formatDuration(status.ageSeconds)} ago`,
  ]);
}

/** The sums over all nodes, for each layer that more than one node has and that is known of all of them. */
function totalRows(nodes: readonly NodeStatus[]): string[][] {
  return (["execution", "consensus"] as const).flatMap((layer) => {
    const counts = nodes.flatMap((node) => (node[layer] === null ? [] : [node[layer].counts]));
    const known = counts.filter((count) => count !== null);
    if (counts.length < 2) return [];
    const sum = (key: "inbound" | "outbound" | "total") =>
      known.length < counts.length
        ? UNKNOWN
        : String(known.reduce((total, count) => total + count[key], 0));
    const sums = [sum("inbound"), sum("outbound"), sum("total")];
    return [["all", LAYERS[layer], "", "", "", "", ...sums, ""]];
  });
}

function faults({ nodes }: Snapshot, paint: Paint): string[] {
  return nodes.flatMap((node) => [
    ...syncFaults(node).map((text) => paint("yellow", `${fit(node.name, 63)}: ${text}`)),
    ...layersOf(node).flatMap(([layer, status]) => {
      const name = `${fit(node.name, 63)} ${layer}`;
      const before = status.lastKnownCounts;
      const had = before === null ? "" : `; peers when last known: ${before.total}`;
      const reason =
        status.lastError === null ? [] : [`${status.state}: ${fit(status.lastError, 160)}${had}`];
      const lonely = status.counts?.total === 0 ? ["no peers"] : [];
      const warnings = status.warnings.map((text) => fit(text, 160));
      const { problems = [], unchecked = null } = node.exposure?.[layer] ?? {};
      const exposure = [...problems, ...(unchecked === null ? [] : [unchecked])].map((text) =>
        fit(text, 320),
      );
      const colour = status.state === "down" ? "red" : "yellow";
      return [...reason, ...lonely, ...warnings, ...exposure].map((text) =>
        paint(colour, `${name}: ${text}`),
      );
    }),
  ]);
}

/** Why a node is not in sync; what the verdict does not count yet is left out. */
function syncFaults({ sync }: NodeStatus): string[] {
  if (sync?.inSync !== false) return [];
  const reasons = sync.reasons.length === 0 ? ["good again, for a few seconds"] : sync.reasons;
  return reasons.map((text) => `not in sync: ${fit(text, 160)}`);
}

/** The whole of what the server knows as text for a terminal of 100 columns: nodes, faults, peers. */
export function renderSnapshot(snapshot: Snapshot, paint: Paint): string {
  const now = Date.parse(snapshot.generatedAt);
  const nodes = plainTable(
    ["node", "layer", "state", "client", "version", "head", "in", "out", "total", "data"],
    [6, 7, 8],
    paint,
  );
  nodes.push(...snapshot.nodes.flatMap((node) => nodeRows(node, paint)));
  nodes.push(...totalRows(snapshot.nodes));
  const rows = snapshot.nodes.flatMap((node) => peerRows(node, now));
  const peers = plainTable(
    ["dir", "layer", "node", "client", "version", "seen for", "id", "address"],
    [5],
    paint,
  );
  peers.push(...rows);
  const parts = [
    nodes.toString(),
    faults(snapshot, paint).join("\n"),
    rows.length === 0 ? "" : peers.toString(),
  ];
  const lines = parts.filter((part) => part !== "").join("\n\n");
  return `${lines.replace(/[ \t]+$/gm, "")}\n`;
}
