import { chosen, timeseries, type Row } from "../panels.ts";

const ofNode = "{{node}}";
const direction = chosen("prysm-beacon", "p2p_peer_count_direction_type");

/** Whom the nodes are connected to. */
export function peersRow(): Row {
  // The peer monitor serves all nodes and says in its own label of which it speaks.
  const byClient = 'eth_peer_monitor_peers_by_client{job="peer-monitor",node=~"$node"}';
  return {
    title: "Peers",
    panels: [
      timeseries({
        title: "Execution peers",
        description: "Inbound peers prove that the P2P port is reachable from outside.",
        unit: "none",
        series: [
          { expr: chosen("geth", "p2p_peers_inbound"), legend: "{{node}} in" },
          { expr: chosen("geth", "p2p_peers_outbound"), legend: "{{node}} out" },
        ],
      }),
      timeseries({
        title: "Consensus peers",
        description: "Connected peers of Prysm.",
        unit: "none",
        series: [
          {
            expr: chosen("prysm-beacon", "p2p_peer_count", { state: "Connected" }),
            legend: ofNode,
          },
        ],
      }),
      timeseries({
        title: "Consensus peers by direction",
        description: "Inbound peers prove that the P2P ports are reachable from outside.",
        unit: "none",
        series: [
          { expr: `sum by (node, direction) (${direction})`, legend: "{{node}} {{direction}}" },
        ],
      }),
      timeseries({
        title: "Peers by client",
        description: "What the peers run, as the peer monitor reads it from them.",
        unit: "none",
        series: [{ expr: `sum by (layer, client) (${byClient})`, legend: "{{layer}} {{client}}" }],
      }),
    ],
  };
}
