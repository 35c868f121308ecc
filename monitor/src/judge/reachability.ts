import type { Layer } from "../peers/clientName.ts";
import type { LayerFacts, NodeFacts } from "./facts.ts";
import type { Reachability } from "./model.ts";
import type { ExposedBy } from "./settings.ts";
import { CLOSED_AFTER, DEFAULT_PEER_LIMIT, DIALLED_SHARE, MIN_FOR_SHARES } from "./thresholds.ts";
import { duration, peersText } from "./words.ts";

/** What opens a port, by how the node is exposed. */
const FIXES: Readonly<Record<ExposedBy, string>> = {
  none: "Nobody outside can call it with p2pExposure none: set loadBalancer, nodePort or hostPort, or live with outbound peers.",
  nodePort:
    "Open its node port in the firewall of the Kubernetes node, TCP and UDP, the same number outside and inside.",
  hostPort:
    "Open its port in the firewall of the Kubernetes node, TCP and UDP, the same number outside and inside.",
  loadBalancer:
    "Check that its load balancer has an address, takes both TCP and UDP, and that this address is the announced one.",
};
const ANY_FIX =
  "Forward its P2P port, TCP and UDP, the same number outside and inside, and have it announce the public address (Geth: --nat extip:ADDRESS).";

/** Peers that a client calls by itself until it is full: 16 of Geth's 50. */
export function dialSlots(layer: Layer, limit: number | null): number {
  const most = limit ?? DEFAULT_PEER_LIMIT[layer];
  // Prysm's 0.2 of 70 is 14.000000000000002 in floating point or a hair below: rounded to a millionth first.
  return Math.max(1, Math.floor(Math.round(most * DIALLED_SHARE[layer] * 1e6) / 1e6));
}

/**
 * Whether others can call a layer of a node. That nobody does while the client has all the peers that it calls by itself
 * means that its port is closed; with fewer it takes time to be sure. Null when the settings do not name the layer.
 */
export function reachability(
  layer: Layer,
  facts: LayerFacts | null,
  { publicNetwork }: Pick<NodeFacts, "publicNetwork">,
  now: number,
): Reachability | null {
  if (facts === null) return null;
  if (facts.state !== "up")
    return { verdict: "unknown", text: `The ${layer} client does not answer.`, fix: null };
  const total = facts.peers.length + facts.unlisted;
  if (total === 0) return { verdict: "lonely", text: `No ${layer} peers at all.`, fix: null };
  const inbound = facts.peers.filter(({ direction }) => direction === "inbound").length;
  const outbound = facts.peers.filter(({ direction }) => direction === "outbound").length;
  if (inbound > 0)
    return {
      verdict: "reachable",
      text: `${inbound} of ${peersText(total, layer)} called it, so it can be reached.`,
      fix: null,
    };
  if (inbound + outbound < total)
    return {
      verdict: "unknown",
      text: `The client does not say who called whom, of ${peersText(total - outbound, layer)}.`,
      fix: null,
    };
  const slots = dialSlots(layer, facts.limit);
  // Of the few nodes of a private chain it is chance who called whom, and a small limit is soon reached.
  const full = outbound >= slots && (publicNetwork || outbound >= MIN_FOR_SHARES);
  const noneFor = seconds(facts.noInboundSince, now);
  const sure =
    publicNetwork &&
    (noneFor ?? 0) >= CLOSED_AFTER.noInbound &&
    (seconds(facts.upSince, now) ?? 0) >= CLOSED_AFTER.watched;
  if (full || sure) {
    const limit = facts.limit ?? DEFAULT_PEER_LIMIT[layer];
    const why = full
      ? `it called all its ${peersText(outbound, layer)} itself, and ${slots} of ${limit} is where it stops`
      : `for ${duration(noneFor ?? 0)} nobody called it`;
    return {
      verdict: "outboundOnly",
      text: `No inbound ${layer} peers: ${why}. Its port is probably closed.`,
      fix: facts.exposedBy === null ? ANY_FIX : FIXES[facts.exposedBy],
    };
  }
  const text = `It called its ${peersText(outbound, layer)} itself: too few to tell whether others can call it.`;
  return { verdict: "unknown", text, fix: null };
}

const seconds = (since: number | null, now: number): number | null =>
  since === null ? null : Math.max(0, (now - since) / 1000);
