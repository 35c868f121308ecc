/** The boards by topic, with the ids that make their addresses: `/d/ethnode-node`. They never change. */
export const boardUids = {
  fleet: "ethnode-fleet",
  node: "ethnode-node",
  geth: "ethnode-geth",
  prysm: "ethnode-prysm",
  peers: "ethnode-peers",
  validators: "ethnode-validators",
  resources: "ethnode-resources",
} as const;

export type BoardName = keyof typeof boardUids;

/** The tag by which the boards find each other. */
export const boardTag = "ethnode";

/**
 * The board to look at first, by what an alert's name begins with or has in it. An alert that is not told of here leads to
 * the board of its node, where every verdict is.
 */
const boardsOfAlerts: readonly (readonly [RegExp, BoardName])[] = [
  [/^Validator|Slash|Attest|Propos/, "validators"],
  [/Peer|Inbound|Outbound|Exposure/, "peers"],
  [
    /Volume|Disk|Memory|Restart|Throttl|OutOfMemory|Machine|Clock(Skew|Drift)|Prometheus|^Rule|^Target|^Config|^Notifications/,
    "resources",
  ],
  [/^Fork|^NetworkReset|^Watchdog/, "fleet"],
  [/^Geth|Rpc|Reorg|WriteStall|Database/, "geth"],
  [/^Prysm|^Beacon(Slow|Errors)|Participation|Engine|Payload|Optimistic/, "prysm"],
];

/** The board of an alert. */
export function boardOf(alertName: string): BoardName {
  return boardsOfAlerts.find(([pattern]) => pattern.test(alertName))?.[1] ?? "node";
}

/**
 * The path of an alert's board in Grafana, with Prometheus' templates: the board opens with the node that the alert is about.
 * An alert without a node or a network opens it with all of them.
 */
export function dashboardPath(alertName: string): string {
  const variable = (label: string) =>
    `var-${label}={{ with $labels.${label} }}{{ . }}{{ else }}$__all{{ end }}`;
  return `/d/${boardUids[boardOf(alertName)]}?${variable("network")}&${variable("node")}`;
}
