import { formatAddress } from "../peers/address.ts";
import type { Paint } from "./colour.ts";
import { fit, formatDuration, shortId, shortVersion, UNKNOWN } from "./format.ts";
import { type Column, grid } from "./grid.ts";
import type { Level } from "./options.ts";
import { headLag, type PeerRow, scoreOf } from "./row.ts";

const DIRECTIONS = { inbound: "in", outbound: "out", unknown: "?" } as const;
const LAYERS = { execution: "el", consensus: "cl" } as const;

/** A peer that came within so many seconds is new, as on the page. */
const NEW_SECONDS = 600;

function seenFor({ peer }: PeerRow, now: number): string {
  const age = formatDuration((now - Date.parse(peer.since)) / 1000);
  return peer.sincePrecision === "atLeast" ? `>=${age}` : age;
}

function lagText(row: PeerRow): string {
  const lag = headLag(row);
  return lag === null ? UNKNOWN : lag < 0 ? String(lag) : `+${lag}`;
}

/** The newest eth protocol and whether there is snap, or how many custody groups. */
function capabilities({ peer }: PeerRow): string {
  if (!("capabilities" in peer)) {
    const groups = peer.record?.custodyGroupCount ?? null;
    return groups === null ? UNKNOWN : `cgc ${groups}`;
  }
  const eth = peer.capabilities
    .filter((name) => /^eth\/\d{1,3}$/.test(name))
    .sort()
    .at(-1);
  const snap = peer.capabilities.some((name) => name.startsWith("snap/")) ? ["snap"] : [];
  const known = [...(eth === undefined ? [] : [eth]), ...snap];
  return known.length === 0 ? UNKNOWN : known.join(" ");
}

function flags({ peer }: PeerRow, now: number, shared: ReadonlySet<string>): string {
  const isNew =
    peer.sincePrecision !== "atLeast" && (now - Date.parse(peer.since)) / 1000 < NEW_SECONDS;
  return [
    "static" in peer && peer.static ? "S" : "",
    "trusted" in peer && peer.trusted ? "T" : "",
    isNew ? "N" : "",
    peer.subnet !== null && shared.has(peer.subnet) ? "/" : "",
  ].join("");
}

function sharedSubnets(rows: readonly PeerRow[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const shared = new Set<string>();
  for (const { node, layer, peer } of rows) {
    const key = `${node.name}/${layer}/${peer.subnet ?? ""}`;
    if (peer.subnet !== null && seen.has(key)) shared.add(peer.subnet);
    seen.add(key);
  }
  return shared;
}

function columnsOf(
  level: Level,
  now: number,
  shared: ReadonlySet<string>,
): readonly Column<PeerRow>[] {
  const known = (value: string | number | null | undefined): string =>
    value == null ? UNKNOWN : fit(String(value), 24);
  const all: readonly (Column<PeerRow> & { readonly from?: readonly Level[] })[] = [
    { title: "dir", cell: ({ peer }) => DIRECTIONS[peer.direction] },
    { title: "ly", cell: ({ layer }) => LAYERS[layer] },
    { title: "node", cell: ({ node }) => fit(node.name, 24), cut: { order: 4, to: 6 } },
    {
      title: "client",
      cell: ({ peer }) => (peer.client.kind === "unknown" ? UNKNOWN : fit(peer.client.kind, 10)),
      cut: { order: 1, to: 5 },
    },
    {
      title: "version",
      cell: ({ peer }) => shortVersion(peer.client.version),
      cut: { order: 3, to: 5 },
      from: [3, 4],
    },
    { title: "age", cell: (row) => seenFor(row, now), right: true },
    {
      title: "cc",
      cell: ({ peer }) => known(peer.location?.country),
      empty: UNKNOWN,
      drop: 1,
    },
    {
      title: "asn",
      cell: ({ peer }) => known(peer.location?.asn),
      empty: UNKNOWN,
      drop: 3,
      right: true,
    },
    { title: "head", cell: lagText, empty: UNKNOWN, drop: 2, right: true },
    { title: "caps", cell: capabilities, empty: UNKNOWN, drop: 5 },
    { title: "score", cell: (row) => known(scoreOf(row)), empty: UNKNOWN, drop: 6, right: true },
    {
      title: "ms",
      cell: ({ peer }) => known(peer.latencyMs === null ? null : Math.round(peer.latencyMs)),
      empty: UNKNOWN,
      drop: 7,
      right: true,
    },
    { title: "flags", cell: (row) => flags(row, now, shared), empty: "", drop: 4 },
    { title: "id", cell: ({ peer }) => shortId(peer.id) },
    {
      title: "address",
      cell: ({ peer }) => (peer.address === null ? UNKNOWN : formatAddress(peer.address)),
      cut: { order: 2, to: 9 },
      from: [2, 4],
    },
  ];
  return all.filter(({ from }) => from === undefined || from.includes(level));
}

/** The peers, one a line; nothing at level 0, or where there is none. */
export function peersTable(
  rows: readonly PeerRow[],
  { level, now, width }: { readonly level: Level; readonly now: number; readonly width: number },
  paint: Paint,
): string {
  if (level === 0 || rows.length === 0) return "";
  return grid(columnsOf(level, now, sharedSubnets(rows)), rows, width, paint);
}
