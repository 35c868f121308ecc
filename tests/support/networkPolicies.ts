import { BlockList } from "node:net";

import type { KubernetesObject } from "./runStack.ts";

/** Who connects, or is connected to. A pod has a namespace and labels; whoever has none is outside the cluster. */
export interface Endpoint {
  readonly name: string;
  readonly ip: string;
  readonly pod?: {
    readonly namespace: string;
    readonly labels: Readonly<Record<string, string>>;
    /** Labels of the namespace beside the one with its name. */
    readonly namespaceLabels?: Readonly<Record<string, string>>;
  };
}

/** A connection that somebody tries. */
export interface Connection {
  readonly from: Endpoint;
  readonly to: Endpoint;
  readonly port: number;
  readonly protocol: "TCP" | "UDP";
}

/** Something in a policy that this evaluator does not know, and so must not judge. */
export class UnknownRuleError extends Error {}

type Labels = Readonly<Record<string, string>>;
interface Selector {
  readonly matchLabels?: Labels;
}
interface Peer {
  readonly podSelector?: Selector;
  readonly namespaceSelector?: Selector;
  readonly ipBlock?: { readonly cidr: string; readonly except?: readonly string[] };
}
interface Rule {
  readonly from?: readonly Peer[];
  readonly to?: readonly Peer[];
  readonly ports?: readonly { readonly protocol?: string; readonly port?: number }[];
}
interface Spec {
  readonly podSelector: Selector;
  readonly policyTypes: readonly ("Ingress" | "Egress")[];
  readonly ingress?: readonly Rule[];
  readonly egress?: readonly Rule[];
}

/** The NetworkPolicies that select a pod. */
export function policiesOf(
  objects: readonly KubernetesObject[],
  pod: NonNullable<Endpoint["pod"]>,
): KubernetesObject[] {
  return objects.filter(
    ({ kind, metadata, spec }) =>
      kind === "NetworkPolicy" &&
      metadata.namespace === pod.namespace &&
      selects((spec as Spec).podSelector, pod.labels),
  );
}

/**
 * Whether NetworkPolicies let a connection through, as Kubernetes defines them: a pod that any policy of a direction
 * selects is closed in that direction but for what some policy opens; both ends must agree.
 *
 * Source: https://kubernetes.io/docs/concepts/services-networking/network-policies/
 *
 * @throws UnknownRuleError for what no policy of this program uses
 */
export function allowed(objects: readonly KubernetesObject[], connection: Connection): boolean {
  return letsOut(objects, connection) && letsIn(objects, connection);
}

/** Whether the policies of who is asked let it in, whatever those of who asks say. */
export function letsIn(objects: readonly KubernetesObject[], connection: Connection): boolean {
  return open(objects, "Ingress", connection.to.pod, connection.from, connection);
}

/** Whether the policies of who asks let it out, whatever those of who is asked say. */
export function letsOut(objects: readonly KubernetesObject[], connection: Connection): boolean {
  return open(objects, "Egress", connection.from.pod, connection.to, connection);
}

function open(
  objects: readonly KubernetesObject[],
  direction: "Ingress" | "Egress",
  pod: Endpoint["pod"],
  other: Endpoint,
  connection: Connection,
): boolean {
  if (pod === undefined) return true;
  const specs = policiesOf(objects, pod)
    .map(({ spec }) => spec as Spec)
    .filter(({ policyTypes }) => policyTypes.includes(direction));
  const rules = specs.flatMap((spec) =>
    direction === "Ingress" ? (spec.ingress ?? []) : (spec.egress ?? []),
  );
  return (
    specs.length === 0 ||
    rules.some((rule) => {
      const peers = direction === "Ingress" ? rule.from : rule.to;
      return (
        portMatches(rule, connection) &&
        // A rule without peers means everybody.
        (peers === undefined || peers.some((peer) => peerMatches(peer, pod.namespace, other)))
      );
    })
  );
}

function portMatches({ ports }: Rule, { port, protocol }: Connection): boolean {
  return (
    ports === undefined ||
    ports.some((one) => {
      known(one, ["protocol", "port"]);
      if (typeof one.port !== "number") throw new UnknownRuleError(`port ${String(one.port)}`);
      return one.port === port && (one.protocol ?? "TCP") === protocol;
    })
  );
}

function peerMatches(peer: Peer, namespace: string, { ip, pod }: Endpoint): boolean {
  known(peer, ["podSelector", "namespaceSelector", "ipBlock"]);
  if (peer.ipBlock !== undefined) return blockHas(peer.ipBlock, ip);
  if (pod === undefined) return false;
  const home = { "kubernetes.io/metadata.name": pod.namespace, ...pod.namespaceLabels };
  const inNamespace =
    peer.namespaceSelector === undefined
      ? pod.namespace === namespace
      : selects(peer.namespaceSelector, home);
  return inNamespace && selects(peer.podSelector ?? {}, pod.labels);
}

function blockHas({ cidr, except = [] }: NonNullable<Peer["ipBlock"]>, ip: string): boolean {
  return inRange(cidr, ip) && !except.some((range) => inRange(range, ip));
}

function inRange(cidr: string, ip: string): boolean {
  const [network = "", bits] = cidr.split("/");
  const list = new BlockList();
  list.addSubnet(network, Number(bits));
  return list.check(ip);
}

function selects(selector: Selector, labels: Labels): boolean {
  known(selector, ["matchLabels"]);
  return Object.entries(selector.matchLabels ?? {}).every(([key, value]) => labels[key] === value);
}

function known(value: object, fields: readonly string[]): void {
  for (const field of Object.keys(value)) {
    if (!fields.includes(field)) throw new UnknownRuleError(field);
  }
}
