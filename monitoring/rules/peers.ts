import { of, type NodeJob } from "../jobs.ts";
import { limits } from "../limits.ts";
import type { MonitoredNetwork } from "../network.ts";
import { alert, type AlertingRule, type RecordingRule, type RuleGroup } from "./rule.ts";

/** Series that these rules compute, of clients that say who called whom. */
export const recordedPeers = {
  /** Peers that called the node. Labels: network, node, client, layer. */
  inbound: "ethnode:peers_inbound",
  /** Peers that the node called. Labels as above. */
  outbound: "ethnode:peers_outbound",
} as const;

type Direction = keyof typeof recordedPeers;

/**
 * Too few peers, on networks where there are others. A private chain has as many as it has other nodes, and its alerts are
 * that there are none at all.
 */
export function peerRules(network: MonitoredNetwork): RuleGroup | undefined {
  if (!network.public) return undefined;
  return {
    name: `peers-${network.name}`,
    rules: [
      byDirection(network, "inbound"),
      byDirection(network, "outbound"),
      few(network, "geth", "p2p_peers", {}, "execution"),
      few(network, "prysm-beacon", "p2p_peer_count", { state: "Connected" }, "consensus"),
      noneInbound(network),
      outboundFalling(network),
    ],
  };
}

function byDirection(network: MonitoredNetwork, direction: Direction): RecordingRule {
  const at = { network: network.name };
  const geth = of("geth", `p2p_peers_${direction}`, at);
  const prysm = of("prysm-beacon", "p2p_peer_count_direction_type", { ...at, direction });
  return {
    record: recordedPeers[direction],
    expr: `sum by (network, node, client, layer) (${geth} or ${prysm})`,
  };
}

function few(
  network: MonitoredNetwork,
  job: NodeJob,
  metric: string,
  labels: Readonly<Record<string, string>>,
  layer: "execution" | "consensus",
): AlertingRule {
  const allowed = limits[`${layer}Peers`].warning;
  return alert({
    name: layer === "execution" ? "FewExecutionPeers" : "FewConsensusPeers",
    severity: "warning",
    expr: `${of(job, metric, { network: network.name, ...labels })} < ${allowed}`,
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
