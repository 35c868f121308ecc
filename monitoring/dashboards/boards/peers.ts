import { board, type Board } from "../board.ts";
import { above, below } from "../limits.ts";
import { stat, timeseries, type Row } from "../panels.ts";
import { chosen, monitored, rate } from "../select.ts";
import { verdicts } from "../verdicts.ts";

const layers = ["execution", "consensus"] as const;

/** Whom the nodes are connected to, and how that came about. */
export const peersBoard = (): Board =>
  board({
    name: "peers",
    title: "Ethereum peers",
    description:
      "Whom each layer of each node is connected to, who called whom, and what the peers run",
    rows: [connected(), execution(), consensus(), monitor()],
  });

function connected(): Row {
  return {
    title: "Peers, as the peer monitor lists them",
    panels: [
      stat({
        ...verdicts.executionPeers,
        series: [{ expr: verdicts.executionPeers.expr, legend: "{{node}}" }],
        span: 6,
      }),
      stat({
        ...verdicts.consensusPeers,
        series: [{ expr: verdicts.consensusPeers.expr, legend: "{{node}}" }],
        span: 6,
      }),
      stat({
        title: "Inbound peers",
        meaning:
          "Peers that called the node, both layers: they prove that its ports are reachable from outside.",
        bad: "0 for hours on a node that is exposed",
        limits: below(1),
        unit: "none",
        span: 6,
        series: [
          {
            expr: `sum by (node) (${monitored("peers", { direction: "inbound" })})`,
            legend: "{{node}}",
          },
        ],
      }),
      stat({
        title: "Exposure problems",
        meaning:
          "Differences between what a layer tells its peers of its address and how it is exposed. Nothing where nothing is exposed.",
        limits: above(undefined, 1),
        unit: "none",
        span: 6,
        series: [{ expr: monitored("exposure_problems"), legend: "{{node}} {{layer}}" }],
      }),
      ...layers.map((layer) =>
        timeseries({
          title: `${layer === "execution" ? "Execution" : "Consensus"} peers by direction`,
          meaning: "Inbound peers called the node, outbound ones were called by it.",
          bad: "no outbound peers, or none that come in to a node that is exposed",
          unit: "none",
          series: [
            {
              expr: `sum by (node, direction) (${monitored("peers", { layer })})`,
              legend: "{{node}} {{direction}}",
              colour: layer,
            },
          ],
        }),
      ),
      timeseries({
        title: "Peers by client",
        meaning: "What the peers say that they run.",
        bad: "one client only, on a public network",
        unit: "none",
        series: [
          {
            expr: `sum by (layer, client) (${monitored("peers_by_client")})`,
            legend: "{{layer}} {{client}}",
          },
        ],
      }),
    ],
  };
}

function execution(): Row {
  const geth = (metric: string) => chosen("geth", metric);
  const failures = ["connection", "saturated", "useless", "known", "id_unexpected", "other"];
  return {
    title: "Geth",
    panels: [
      timeseries({
        title: "Dials",
        meaning: "Calls a second to others, and those that end in a connection.",
        bad: "calls without any success",
        unit: "cps",
        series: [
          { expr: rate(geth("p2p_dials")), legend: "{{node}} tried", colour: "neutral" },
          { expr: rate(geth("p2p_dials_success")), legend: "{{node}} connected", colour: "good" },
        ],
      }),
      timeseries({
        title: "Dials that fail, by reason",
        meaning:
          "Saturated peers have no room; useless ones are on another network; connection is a wall or a dead machine.",
        unit: "cps",
        series: failures.map((why) => ({
          expr: rate(geth(`p2p_dials_error_${why}`)),
          legend: `{{node}} ${why.replace("_", " ")}`,
        })),
      }),
      timeseries({
        title: "Calls from others",
        meaning: "Connections a second that come in, and those that become peers.",
        bad: "none for hours on a node that is exposed",
        unit: "cps",
        series: [
          { expr: rate(geth("p2p_serves")), legend: "{{node}} tried", colour: "neutral" },
          { expr: rate(geth("p2p_serves_success")), legend: "{{node}} connected", colour: "good" },
        ],
      }),
      timeseries({
        title: "Discovery traffic",
        meaning: "Bytes a second of discovery, v4 and v5 together.",
        bad: "0 in: UDP does not come through",
        unit: "Bps",
        series: [
          { expr: rate(geth("discover_ingress")), legend: "{{node}} in" },
          { expr: rate(geth("discover_egress")), legend: "{{node}} out" },
        ],
      }),
    ],
  };
}

function consensus(): Row {
  const prysm = (metric: string) => chosen("prysm-beacon", metric);
  return {
    title: "Prysm",
    panels: [
      timeseries({
        title: "Peers by direction and transport",
        meaning:
          "Connected peers of Prysm, by who called and over what, and the most that it takes.",
        unit: "none",
        series: [
          {
            expr: prysm("p2p_peer_count_direction_type"),
            legend: "{{node}} {{direction}} {{type}}",
            colour: "consensus",
          },
          { expr: prysm("p2p_max_peers"), legend: "{{node}} most", colour: "neutral" },
        ],
      }),
      timeseries({
        title: "Peers by state",
        meaning: "Bad peers are those that Prysm keeps away from for what they sent.",
        bad: "bad ones that grow",
        unit: "none",
        series: [
          {
            expr: `sum by (node, state) (${prysm("p2p_peer_count")})`,
            legend: "{{node}} {{state}}",
          },
        ],
      }),
      timeseries({
        title: "Fewest peers of a topic",
        meaning: "Peers of the gossip topic that has the fewest.",
        limits: below(1),
        unit: "none",
        series: [
          {
            expr: `min by (node) (${prysm("p2p_topic_peer_count")})`,
            legend: "{{node}}",
            colour: "consensus",
          },
        ],
      }),
    ],
  };
}

function monitor(): Row {
  return {
    title: "The peer monitor",
    panels: [
      timeseries({
        title: "Layers that answer it",
        meaning: "Whether the last poll of a layer gave its peers.",
        limits: below(undefined, 1),
        unit: "bool_yes_no",
        series: layers.map((layer) => ({
          expr: monitored("up", { layer }),
          legend: `{{node}} ${layer}`,
          colour: layer,
        })),
      }),
      timeseries({
        title: "Time since the last answer",
        meaning: "How old the lists of peers are.",
        limits: above(60, 300),
        unit: "s",
        series: layers.map((layer) => ({
          expr: `time() - ${monitored("last_success_timestamp_seconds", { layer })}`,
          legend: `{{node}} ${layer}`,
          colour: layer,
        })),
      }),
      timeseries({
        title: "Duration of a poll",
        meaning: "How long the last poll took, well or not.",
        limits: above(5),
        unit: "s",
        series: layers.map((layer) => ({
          expr: monitored("poll_duration_seconds", { layer }),
          legend: `{{node}} ${layer}`,
          colour: layer,
        })),
      }),
    ],
  };
}
