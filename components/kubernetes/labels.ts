/** The program that `app.kubernetes.io/managed-by` and `part-of` name. */
const project = "ethnode";

/** The label that every object of the program bears. */
export const projectLabel: Readonly<Record<string, string>> = {
  "app.kubernetes.io/part-of": project,
};

/** What a set of labels says of an object. */
export interface LabelArgs {
  /** The program that runs: `geth`, `prysm-beacon`, `prometheus`, … */
  readonly name: string;
  /** Which of several: the EthereumNode's name, or the component's own where there is one only. */
  readonly instance: string;
  /** Its part in the whole: `execution`, `consensus`, `validator`, `monitoring`, `peer-monitor`. */
  readonly component: string;
}

/**
 * The labels that select the pods of one workload. They never change over its life (a selector is immutable).
 *
 * Source: https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/
 */
export function selectorLabels(args: LabelArgs): Record<string, string> {
  return {
    "app.kubernetes.io/name": args.name,
    "app.kubernetes.io/instance": args.instance,
    "app.kubernetes.io/component": args.component,
  };
}

/** The labels that every object of a workload carries. */
export function objectLabels(args: LabelArgs): Record<string, string> {
  return {
    ...selectorLabels(args),
    ...projectLabel,
    "app.kubernetes.io/managed-by": "pulumi",
  };
}

/**
 * Labels that a user puts on a pod of theirs, in the namespace of what it asks, to be let in by the NetworkPolicies. The
 * value is always `"true"`.
 */
export const accessLabels = {
  /** Geth's JSON-RPC and WebSocket ports. */
  rpc: "ethnode.dev/rpc-access",
  /** The RPC gateway. */
  rpcGateway: "ethnode.dev/rpc-gateway-access",
  /** The beacon API. */
  beaconApi: "ethnode.dev/beacon-api-access",
  /** Prometheus, Alertmanager and Grafana; on a pod in the monitoring namespace. */
  monitoring: "ethnode.dev/monitoring-access",
  /** The peer monitor's API. */
  peerMonitor: "ethnode.dev/peer-monitor-access",
} as const;
