import type * as k8s from "@pulumi/kubernetes";

type Peer = k8s.types.input.networking.v1.NetworkPolicyPeer;
type Port = k8s.types.input.networking.v1.NetworkPolicyPort;
type PolicySpec = k8s.types.input.networking.v1.NetworkPolicySpec;

/** Address ranges that are never on the public internet: RFC 1918, RFC 6598, link-local (cloud metadata), loopback. */
export const privateRanges: readonly string[] = [
  "10.0.0.0/8",
  "172.16.0.0/12",
  "192.168.0.0/16",
  "100.64.0.0/10",
  "169.254.0.0/16",
  "127.0.0.0/8",
];

/** Everybody on the internet, and nobody on a private network beside us. */
export const publicInternet: Peer = { ipBlock: { cidr: "0.0.0.0/0", except: [...privateRanges] } };

/** Everybody. Used for P2P ingress, where a load balancer's address may be a private one. */
export const anywhere: Peer = { ipBlock: { cidr: "0.0.0.0/0" } };

/** Pods with these labels, in the policy's own namespace or in the one named. */
export function podsWith(labels: Record<string, string>, namespace?: string): Peer {
  return {
    podSelector: { matchLabels: labels },
    ...(namespace === undefined
      ? {}
      : { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": namespace } } }),
  };
}

/** TCP ports of a rule. */
export function tcp(...numbers: number[]): Port[] {
  return numbers.map((port) => ({ protocol: "TCP", port }));
}

/** UDP ports of a rule. */
export function udp(...numbers: number[]): Port[] {
  return numbers.map((port) => ({ protocol: "UDP", port }));
}

/** Nothing in, nothing out, for every pod of the namespace: what the other policies then open one by one. */
export const defaultDeny: PolicySpec = {
  podSelector: {},
  policyTypes: ["Ingress", "Egress"],
};

/** Every pod of the namespace may ask the cluster's DNS. */
export const allowDns: PolicySpec = {
  podSelector: {},
  policyTypes: ["Egress"],
  egress: [
    {
      to: [podsWith({ "k8s-app": "kube-dns" }, "kube-system")],
      ports: [...udp(53), ...tcp(53)],
    },
  ],
};

/** The monitoring stack's namespace, as it is called in the cluster. */
export const monitoringNamespace = "monitoring";

/** The monitoring stack's Prometheus. */
export const prometheusPods: Peer = podsWith(
  { "app.kubernetes.io/name": "prometheus" },
  monitoringNamespace,
);
