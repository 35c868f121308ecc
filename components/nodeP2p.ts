import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Network } from "../networks/network.ts";
import { onPublicInternet } from "../networks/reach.ts";
import {
  NoAdvertisedAddressError,
  dialable,
  loadBalancerAddress,
  p2pServiceSpec,
  type P2pExposure,
  type P2pPort,
  type ServiceExposure,
} from "./p2pExposure.ts";

/** How one client of a node is reached by its peers. */
export interface P2pArgs {
  readonly exposure: P2pExposure;
  /**
   * IP address that peers are told to dial. Default: with `loadBalancer` the Service's own; with `nodePort` and `hostPort`
   * the one that `finder` finds as the pod starts.
   */
  readonly address?: string | undefined;
  /** Default: none; then `nodePort` and `hostPort` need the address. */
  readonly finder?: AddressFinder | undefined;
}

/** Whether peers outside the cluster reach a client. */
export const isExposed = (p2p: P2pArgs | undefined): boolean =>
  p2p !== undefined && p2p.exposure !== "none";

/** What finds a pod's address as it starts: the Kubernetes node's own where that is public, else what STUN servers see. */
export interface AddressFinder {
  /** Image of the peer monitor, which has the command. */
  readonly image: string;
  /** `host:port` of STUN servers, two of which must agree. Not asked on a private chain. */
  readonly stunServers: readonly string[];
}

/** The address that a client announces. */
export type Advertised =
  /** An IP address, or `$(POD_IP)`, which Kubernetes replaces in the container's arguments. */
  | { readonly kind: "known"; readonly address: pulumi.Output<string> }
  /** Found by an init container, which writes it where the client reads it. */
  | { readonly kind: "found"; readonly finder: AddressFinder }
  /** None: nobody can dial it, and a private address would only be a burden to those who try. */
  | { readonly kind: "none" };

/** The P2P Service of a pod, where it has one, and the address that its client announces. */
export interface P2pService {
  readonly advertised: Advertised;
  /** The load balancer's address. Absent with other exposures. */
  readonly balancer?: pulumi.Output<string>;
}

/** Where a P2P Service belongs and whom it serves. */
export interface P2pServiceArgs {
  /** Name of the Service. */
  readonly name: string;
  readonly namespace: pulumi.Input<string>;
  readonly network: Network;
  readonly labels: Record<string, string>;
  readonly selector: Record<string, string>;
  readonly ports: readonly P2pPort[];
  /** Whether the client reads its address from a file, so that it can be found as its pod starts, or can announce none. */
  readonly readsAddress: boolean;
}

/**
 * Opens a client's P2P ports as its exposure says.
 *
 * @throws NoAdvertisedAddressError where peers could not dial what would be announced
 */
export function p2pService(
  { exposure, address, finder }: P2pArgs,
  args: P2pServiceArgs,
  opts: pulumi.CustomResourceOptions,
): P2pService {
  const onPublicNetwork = onPublicInternet(args.network);
  if (exposure === "none") {
    return {
      // A client that knows only to announce an address announces its pod's; settings refuse it.
      advertised:
        onPublicNetwork && args.readsAddress
          ? { kind: "none" }
          : { kind: "known", address: pulumi.output("$(POD_IP)") },
    };
  }
  if (address !== undefined) dialable(args.name, "p2p.address", address, onPublicNetwork);
  const given: Advertised | undefined =
    address === undefined ? undefined : { kind: "known", address: pulumi.output(address) };
  if (exposure === "loadBalancer") {
    const { status } = service(exposure, args, opts);
    if (given !== undefined) return { advertised: given };
    const balancer = status.apply((known) =>
      loadBalancerAddress(args.name, known, onPublicNetwork),
    );
    return { advertised: { kind: "known", address: balancer }, balancer };
  }
  const advertised = given ?? found(args, finder);
  if (exposure === "nodePort") service(exposure, args, opts);
  return { advertised };
}

function found({ name, readsAddress }: P2pServiceArgs, finder: AddressFinder | undefined) {
  if (finder === undefined || !readsAddress)
    throw new NoAdvertisedAddressError(name, "its node", undefined);
  return { kind: "found", finder } as const;
}

function service(
  exposure: ServiceExposure,
  { name, namespace, labels, selector, ports }: P2pServiceArgs,
  opts: pulumi.CustomResourceOptions,
): k8s.core.v1.Service {
  return new k8s.core.v1.Service(
    name,
    {
      metadata: {
        name,
        namespace,
        labels,
        // A node port has no address to wait for.
        annotations: exposure === "nodePort" ? { "pulumi.com/skipAwait": "true" } : {},
      },
      spec: p2pServiceSpec(exposure, selector, ports),
    },
    opts,
  );
}
