import { of } from "../jobs.ts";
import { limits } from "../limits.ts";
import type { MonitoredNetwork } from "../network.ts";
import { alert, type AlertingRule, type RecordingRule, type RuleGroup } from "./rule.ts";

/** Series that these rules compute, of any client. Labels: network, node, layer; client where the client says it itself. */
export const recordedPeers = {
  /** Peers of a node's layer. */
  all: "ethnode:peers",
  /** Those that called the node. */
  inbound: "ethnode:peers_inbound",
  /** Those that the node called. */
  outbound: "ethnode:peers_outbound",
} as const;

type Which = keyof typeof recordedPeers;

/**
 * Too few peers, on networks where there are others. A private chain has as many as it has other nodes, and its alerts are
 * that there are none at all.
 */
export function peerRules(network: MonitoredNetwork): RuleGroup | undefined {
  if (!network.public) return undefined;
  return {
    name: `peers-${network.name}`,
    rules: [
      recorded(network, "all"),
      recorded(network, "inbound"),
      recorded(network, "outbound"),
      few(network, "execution"),
      few(network, "consensus"),
      noneInbound(network),
      outboundFalling(network),
    ],
  };
}

/** Geth's and Prysm's own, at each scrape; what the peer monitor was told, where the client is another. */
function recorded(network: MonitoredNetwork, which: Which): RecordingRule {
  const at = { network: network.name };
  const direction = which === "all" ? {} : { direction: which };
  const geth = of("geth", which === "all" ? "p2p_peers" : `p2p_peers_${which}`, at);
  const prysm =
    which === "all"
      ? of("prysm-beacon", "p2p_peer_count", { ...at, state: "Connected" })
      : of("prysm-beacon", "p2p_peer_count_direction_type", { ...at, ...direction });
  const told = of("peer-monitor", "eth_peer_monitor_peers", direction);
  return {
    record: recordedPeers[which],
    expr:
      `sum by (network, node, client, layer) (${geth} or ${prysm}) ` +
      `or on (node, layer) sum by (node, layer) (${told})`,
    labels: at,
  };
}

function few(network: MonitoredNetwork, layer: "execution" | "consensus"): AlertingRule {
  const allowed = limits[`${layer}Peers`].warning;
  return alert({
    name: layer === "execution" ? "FewExecutionPeers" : "FewConsensusPeers",
    severity: "warning",
    expr: `${recordedPeers.all}{network="${network.name}",layer="${layer}"} < ${allowed}`,
    // A client that starts anew finds its peers within minutes.
    forSeconds: 900,
    summary: `{{ $labels.node }} has {{ $value }} ${layer} peers`,
    description:
      `{{ $labels.node }} has had fewer than ${allowed} ${layer} peers on {{ $labels.network }} for fifteen minutes ` +
      "({{ $value }} now): blocks come late, or from too few sources to be sure of them.",
  });
}

function noneInbound(network: MonitoredNetwork): AlertingRule {
  return alert({
    name: "NoInboundPeers",
    severity: "info",
    expr: `${recordedPeers.inbound}{network="${network.name}"} == 0`,
    forSeconds: 6 * 3600,
    summary: "Nobody has called the {{ $labels.layer }} client of {{ $labels.node }} for six hours",
    description:
      "For six hours {{ $labels.node }} has had no {{ $labels.layer }} peer that called it: its P2P port is not reached from " +
      "outside, or it announces another address. It still finds peers by calling them.",
  });
}

/** Half of what was usual: a firewall, a bad release, or a client that is shunned shows here hours before the last peer goes. */
function outboundFalling(network: MonitoredNetwork): AlertingRule {
  const now = `${recordedPeers.outbound}{network="${network.name}"}`;
  const usual = `avg_over_time(${now}[6h])`;
  return alert({
    name: "OutboundPeersFalling",
    severity: "warning",
    expr: `${now} < 0.5 * (${usual} >= ${limits.usualOutboundPeers})`,
    forSeconds: 1800,
    summary:
      "{{ $labels.node }} loses its {{ $labels.layer }} peers: {{ $value }} left of those that it called",
    description:
      "For half an hour the {{ $labels.layer }} client of {{ $labels.node }} has had less than half of the outbound peers that it " +
      "had on average in the last six hours ({{ $value }} now).",
  });
}
