import type * as k8s from "@pulumi/kubernetes";
import { privateRanges } from "./addressRanges.ts";

type Peer = k8s.types.input.networking.v1.NetworkPolicyPeer;
type Port = k8s.types.input.networking.v1.NetworkPolicyPort;
type IngressRule = k8s.types.input.networking.v1.NetworkPolicyIngressRule;
type PolicySpec = k8s.types.input.networking.v1.NetworkPolicySpec;

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

/** A part of the nodes (`execution`, `consensus`, …) in the policy's own namespace: of one node, or of all. */
export function podsOf(component: string, node?: string): Peer {
  return podsWith({
    "app.kubernetes.io/component": component,
    ...(node === undefined ? {} : { "app.kubernetes.io/instance": node }),
  });
}

/** TCP ports of a rule. */
export function tcp(...numbers: number[]): Port[] {
  return numbers.map((port) => ({ protocol: "TCP", port }));
}

/** UDP ports of a rule. */
export function udp(...numbers: number[]): Port[] {
  return numbers.map((port) => ({ protocol: "UDP", port }));
}

/** Where a peer is that a node is told of by name. */
export interface PeerEndpoint {
  readonly ip: string;
  readonly port: number;
}

/** Lets out to single peers, over TCP and UDP, at private addresses too: whoever named them meant them. */
export const peerEgress = (peers: readonly PeerEndpoint[]) =>
  peers.map(({ ip, port }) => ({
    to: [{ ipBlock: { cidr: `${ip}/32` } }],
    ports: [...tcp(port), ...udp(port)],
  }));

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

/** Whose Prometheus reads metrics. */
export interface Scraper {
  /** The namespace that it runs in. */
  readonly namespace: string;
  /** The labels of its pods. Default: those of the bundled Prometheus, which the Prometheus operator's have, too. */
  readonly labels?: Readonly<Record<string, string>> | undefined;
}

/** The bundled Prometheus, where it is by default. */
const bundledScraper: Scraper = { namespace: "monitoring" };

/**
 * Lets a Prometheus in to ports with metrics. Never two: Geth empties its timers at every scrape.
 *
 * @param scraper default: the bundled Prometheus in the namespace `monitoring`
 */
export function metricsIngress(
  scraper: Scraper | "nobody" = bundledScraper,
  ...numbers: number[]
): IngressRule[] {
  if (scraper === "nobody") return [];
  const { namespace, labels = { "app.kubernetes.io/name": "prometheus" } } = scraper;
  return [{ from: [podsWith({ ...labels }, namespace)], ports: tcp(...numbers) }];
}

/**
 * Users' pods that bear an access label: in the policy's own namespace, or in any that bears the same label itself, which
 * only who administers namespaces can give it.
 */
export function podsWithAccess(label: string): Peer[] {
  const labels = { [label]: "true" };
  return [
    podsWith(labels),
    { podSelector: { matchLabels: labels }, namespaceSelector: { matchLabels: labels } },
  ];
}

/** Lets users' pods that bear an access label out to what it opens; what they reach has a rule of its own. */
export function accessEgress(label: string, to: Peer, ports: Port[]): PolicySpec {
  return {
    podSelector: { matchLabels: { [label]: "true" } },
    policyTypes: ["Egress"],
    egress: [{ to: [to], ports }],
  };
}
