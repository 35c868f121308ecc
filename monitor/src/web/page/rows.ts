import type { ConsensusPeer, ExecutionPeer } from "../../peers/model.ts";
import type { NodeStatus, Snapshot } from "../../serve/snapshot.ts";

export type Peer = ExecutionPeer | ConsensusPeer;

/** One peer as the table, the filter and the panels see it. What is not known is null. */
export interface Row {
  /** `node/layer/id`: unique in a snapshot, and the same over time. */
  readonly key: string;
  readonly node: string;
  readonly layer: "execution" | "consensus";
  readonly id: string;
  readonly direction: Peer["direction"];
  readonly client: Peer["client"]["kind"];
  readonly version: string | null;
  /** The client is a guess from the name of its networking library. */
  readonly inferred: boolean;
  /** What the peer calls itself. A stranger chose it: text, and never anything else. */
  readonly name: string;
  readonly os: string | null;
  readonly country: string | null;
  readonly asn: number | null;
  readonly organisation: string | null;
  readonly address: string | null;
  readonly transport: "tcp" | "quic" | "udp" | null;
  readonly subnet: string | null;
  readonly capabilities: readonly string[];
  readonly custody: number | null;
  /** Blocks or slots from the node's head to the peer's: negative when the peer is behind. */
  readonly headLag: number | null;
  readonly score: number | null;
  readonly latencyMs: number | null;
  /** Begin of the session, milliseconds since 1970. */
  readonly since: number;
  /** The session had begun by `since`, and maybe long before. */
  readonly atLeast: boolean;
  readonly flags: readonly string[];
  readonly peer: Peer;
}

/** A peer counts as new for this long. */
const NEW_MS = 10 * 60_000;

const hostPort = (ip: string, port: number): string =>
  ip.includes(":") ? `[${ip}]:${port}` : `${ip}:${port}`;

function capabilitiesOf(peer: Peer): readonly string[] {
  return "capabilities" in peer ? peer.capabilities : [];
}

function lag(peer: Peer, head: number | null): number | null {
  if (peer.head === null || head === null) return null;
  return ("block" in peer.head ? peer.head.block : peer.head.slot) - head;
}

function flagsOf(peer: Peer, now: number, shared: boolean): string[] {
  const flags = [];
  if ("static" in peer && peer.static) flags.push("static");
  if ("trusted" in peer && peer.trusted) flags.push("trusted");
  const isNew = peer.sincePrecision !== "atLeast" && now - Date.parse(peer.since) < NEW_MS;
  if (isNew) flags.push("new");
  if (shared) flags.push("shared subnet");
  return flags;
}

/** Subnets that more than one of the peers is in. */
function sharedSubnets(peers: readonly Peer[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const shared = new Set<string>();
  for (const { subnet } of peers) {
    if (subnet === null) continue;
    if (seen.has(subnet)) shared.add(subnet);
    seen.add(subnet);
  }
  return shared;
}

function layerRows(
  node: string,
  layer: Row["layer"],
  peers: readonly Peer[],
  head: number | null,
  now: number,
): Row[] {
  const shared = sharedSubnets(peers);
  return peers.map((peer) => ({
    key: `${node}/${layer}/${peer.id}`,
    node,
    layer,
    id: peer.id,
    direction: peer.direction,
    client: peer.client.kind,
    version: peer.client.version,
    inferred: peer.client.inferred,
    name: peer.client.raw,
    os: peer.software.os,
    country: peer.location?.country ?? null,
    asn: peer.location?.asn ?? null,
    organisation: peer.location?.organisation ?? null,
    address: peer.address === null ? null : hostPort(peer.address.ip, peer.address.port),
    transport: peer.address?.transport ?? null,
    subnet: peer.subnet,
    capabilities: capabilitiesOf(peer),
    custody: peer.record?.custodyGroupCount ?? null,
    headLag: lag(peer, head),
    score: "score" in peer ? peer.score : null,
    latencyMs: peer.latencyMs,
    since: Date.parse(peer.since),
    atLeast: peer.sincePrecision === "atLeast",
    flags: flagsOf(peer, now, peer.subnet !== null && shared.has(peer.subnet)),
    peer,
  }));
}

/** The nodes that a view is of: one, or all for the fleet. */
export const nodesOf = (snapshot: Snapshot, node: string | null): readonly NodeStatus[] =>
  node === null ? snapshot.nodes : snapshot.nodes.filter(({ name }) => name === node);

/** All peers of a node, or of the fleet, as they are known now: none of a layer that is not up. */
export function rowsOf(snapshot: Snapshot, node: string | null): readonly Row[] {
  const now = Date.parse(snapshot.generatedAt);
  return nodesOf(snapshot, node).flatMap(({ name, execution, consensus }) => [
    ...layerRows(name, "execution", execution?.peers ?? [], execution?.headBlock ?? null, now),
    ...layerRows(name, "consensus", consensus?.peers ?? [], consensus?.sync?.headSlot ?? null, now),
  ]);
}
