import type * as k8s from "@pulumi/kubernetes";

/**
 * How other nodes of the P2P network reach a node. One choice opens TCP, UDP and QUIC together.
 *
 * - `none`: from inside the cluster only; a private chain, or a public node that dials but cannot be dialled.
 * - `nodePort`: at `address`, an address of the Kubernetes node, on ports of its node port range.
 * - `loadBalancer`: at a load balancer of the node's own, whose address is read from its Service unless given.
 *
 * There is no `hostPort`: Pod Security `restricted`, which both namespaces enforce, forbids it.
 */
export type P2pExposure = (typeof p2pExposures)[number];
export const p2pExposures = ["none", "nodePort", "loadBalancer"] as const;

/** One port of a P2P Service; the number is the same inside and outside, for no client can announce another. */
export interface P2pPort {
  readonly name: string;
  readonly protocol: "TCP" | "UDP";
  readonly port: number;
}

/**
 * The Service that opens a node's P2P ports to the world. `externalTrafficPolicy: Local` keeps the peers' own addresses;
 * without it all of them look like one, and the clients' limits per address turn good peers away.
 */
export function p2pServiceSpec(
  exposure: Exclude<P2pExposure, "none">,
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

/** A load balancer came up without an address that a client could announce. */
export class NoAdvertisedAddressError extends Error {
  override readonly name = "NoAdvertisedAddressError";
  readonly service: string;
  readonly hostname: string | undefined;

  constructor(service: string, hostname: string | undefined) {
    const came = hostname === undefined ? "nothing" : `the host name ${hostname}`;
    super(
      `Service ${service}: its load balancer gave ${came}, expected an IP address, which is all that a client can ` +
        "announce. Set the address of the node in `ethnode:nodes` (p2p.address), or expose it by nodePort.",
    );
    this.service = service;
    this.hostname = hostname;
  }
}

/**
 * The IP address of a load balancer, from its Service's status.
 *
 * @throws NoAdvertisedAddressError where it has none, or only a host name
 */
export function loadBalancerAddress(
  service: string,
  status: k8s.types.output.core.v1.ServiceStatus | undefined,
): string {
  // The types say that these are always there; a cluster says otherwise.
  const ingress = (status as Partial<typeof status> | undefined)?.loadBalancer?.ingress as
    { ip?: string; hostname?: string }[] | undefined;
  const first = ingress?.[0];
  if (first?.ip === undefined || first.ip === "") {
    throw new NoAdvertisedAddressError(service, first?.hostname);
  }
  return first.ip;
}
