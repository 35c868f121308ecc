import type * as k8s from "@pulumi/kubernetes";
import { isPrivate } from "./kubernetes/addressRanges.ts";

/**
 * How other nodes of the P2P network reach a node. One choice opens TCP, UDP and QUIC together.
 *
 * - `none`: from inside the cluster only; a private chain, or a public node that dials but cannot be dialled.
 * - `nodePort`: at an address of the Kubernetes node, on ports of the cluster's node port range.
 * - `loadBalancer`: at a load balancer of the node's own, whose address is read from its Service unless given.
 * - `hostPort`: at an address of the Kubernetes node, on any ports, without a Service between. Pod Security forbids it from
 *   `baseline` on: see decision 11 for what guards the namespace then.
 */
export type P2pExposure = (typeof p2pExposures)[number];
export const p2pExposures = ["none", "nodePort", "loadBalancer", "hostPort"] as const;

/** One port of a P2P Service; the number is the same inside and outside, for no client can announce another. */
export interface P2pPort {
  readonly name: string;
  readonly protocol: "TCP" | "UDP";
  readonly port: number;
}

/** Whether a node is reached at its Kubernetes node, whose address can be found as its pods start. */
export const findsAddress = (exposure: P2pExposure): boolean =>
  exposure === "nodePort" || exposure === "hostPort";

/** What a container's port is also, of a pod that takes it on its Kubernetes node. */
export const onHost = (
  p2p: { readonly exposure: P2pExposure } | undefined,
  port: number,
): { hostPort?: number } => (p2p?.exposure === "hostPort" ? { hostPort: port } : {});

/** The exposures that are a Service's. */
export type ServiceExposure = Exclude<P2pExposure, "none" | "hostPort">;

/**
 * The Service that opens a node's P2P ports to the world. `externalTrafficPolicy: Local` keeps the peers' own addresses;
 * without it all of them look like one, and the clients' limits per address turn good peers away.
 */
export function p2pServiceSpec(
  exposure: ServiceExposure,
  selector: Record<string, string>,
  ports: readonly P2pPort[],
): k8s.types.input.core.v1.ServiceSpec {
  return {
    type: exposure === "nodePort" ? "NodePort" : "LoadBalancer",
    selector,
    externalTrafficPolicy: "Local",
    // A node that is not ready has to find its peers to become so.
    publishNotReadyAddresses: true,
    ports: ports.map(({ name, protocol, port }) => ({
      name,
      protocol,
      port,
      targetPort: port,
      ...(exposure === "nodePort" ? { nodePort: port } : {}),
    })),
  };
}

/** A node would be announced at no address, or at one that its peers cannot dial. */
export class NoAdvertisedAddressError extends Error {
  override readonly name = "NoAdvertisedAddressError";
  readonly service: string;
  /** The address or host name that there is instead. */
  readonly came: string | undefined;

  /** @param where who gave the address, to follow the Service's name: `its load balancer` */
  constructor(service: string, where: string, came: string | undefined) {
    super(
      `Service ${service}: ${where} gave ${came ?? "nothing"}, expected an IP address that peers can dial, which is all ` +
        "that a client can announce. Set the address of the node in `ethnode:nodes` (p2p.address).",
    );
    this.service = service;
    this.came = came;
  }
}

/**
 * The IP address of a load balancer, from its Service's status.
 *
 * @param onPublicNetwork whether peers are on the internet, where nobody can dial a private address
 * @throws NoAdvertisedAddressError where it has none, only a host name, or one of no use
 */
export function loadBalancerAddress(
  service: string,
  status: k8s.types.output.core.v1.ServiceStatus | undefined,
  onPublicNetwork: boolean,
): string {
  // The types say that these are always there; a cluster says otherwise.
  const ingress = (status as Partial<typeof status> | undefined)?.loadBalancer?.ingress as
    { ip?: string; hostname?: string }[] | undefined;
  const { ip = "", hostname } = ingress?.[0] ?? {};
  if (ip === "") {
    throw new NoAdvertisedAddressError(service, "its load balancer", hostname);
  }
  return dialable(service, "its load balancer", ip, onPublicNetwork);
}

/**
 * The address that is announced.
 *
 * @throws NoAdvertisedAddressError where the peers could not dial it
 */
export function dialable(
  service: string,
  where: string,
  address: string,
  onPublicNetwork: boolean,
): string {
  if (onPublicNetwork && isPrivate(address)) {
    throw new NoAdvertisedAddressError(service, where, address);
  }
  return address;
}
