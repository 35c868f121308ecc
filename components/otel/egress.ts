import type * as k8s from "@pulumi/kubernetes";
import { isIPv4 } from "node:net";
import { publicInternet, tcp } from "../kubernetes/networkPolicy.ts";

type EgressRule = k8s.types.input.networking.v1.NetworkPolicyEgressRule;

/**
 * Lets out to a URL's host and port: a namespace's pods for `<service>.<namespace>.svc`, one address for an IPv4 address,
 * else the public internet, since a policy knows no names.
 */
export function egressTo(endpoint: string): EgressRule {
  const url = new URL(endpoint);
  const port = url.port === "" ? (url.protocol === "https:" ? 443 : 80) : Number(url.port);
  return { to: [peerOf(url.hostname)], ports: tcp(port) };
}

function peerOf(host: string) {
  if (isIPv4(host)) return { ipBlock: { cidr: `${host}/32` } };
  const [, namespace, svc] = host.split(".");
  return namespace !== undefined && svc === "svc"
    ? { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": namespace } } }
    : publicInternet;
}
