import { headLag, type PeerRow, scoreOf } from "./row.ts";

/** What peers can be sorted by. */
export const SORT_KEYS = [
  ...["dir", "age", "client", "version", "node", "country", "asn"],
  ...["head", "score", "latency", "id", "address"],
] as const;

export type SortKey =
  | "dir"
  | "age"
  | "client"
  | "version"
  | "node"
  | "country"
  | "asn"
  | "head"
  | "score"
  | "latency"
  | "id"
  | "address";

type Value = string | number | null;

const VALUES: Readonly<Record<Exclude<SortKey, "dir">, (row: PeerRow) => Value>> = {
  age: ({ peer }) => peer.since,
  client: ({ peer }) => (peer.client.kind === "unknown" ? null : peer.client.kind),
  version: ({ peer }) => peer.client.version,
  node: ({ node }) => node.name,
  country: ({ peer }) => peer.location?.country ?? null,
  asn: ({ peer }) => peer.location?.asn ?? null,
  head: headLag,
  score: scoreOf,
  latency: ({ peer }) => peer.latencyMs,
  id: ({ peer }) => peer.id,
  address: ({ peer }) => peer.address?.ip ?? null,
};

/** Numbers by size, texts by their letters with the numbers in them by size; what is not known comes last. */
function compare(a: Value, b: Value): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  if (typeof a === "number" && typeof b === "number") return a - b;
  return String(a).localeCompare(String(b), "en", { numeric: true });
}

/** Outbound before inbound, each the longest first. */
const byDirection = (a: PeerRow, b: PeerRow): number =>
  b.peer.direction.localeCompare(a.peer.direction) || a.peer.since.localeCompare(b.peer.since);

/** The rows in order: by age the longest first, by everything else the smallest. */
export function sorted(rows: readonly PeerRow[], key: SortKey): readonly PeerRow[] {
  if (key === "dir") return byNode(rows);
  const value = VALUES[key];
  return rows.toSorted((a, b) => compare(value(a), value(b)) || byDirection(a, b));
}

/** By direction within each layer of each node, whose order stays. */
function byNode(rows: readonly PeerRow[]): readonly PeerRow[] {
  const groups = new Map<string, PeerRow[]>();
  for (const row of rows) {
    const group = `${row.node.name}/${row.layer}`;
    const members = groups.get(group);
    if (members === undefined) groups.set(group, [row]);
    else members.push(row);
  }
  return [...groups.values()].flatMap((members) => members.toSorted(byDirection));
}
