import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Network } from "../networks/network.ts";
import {
  NoAdvertisedAddressError,
  dialable,
  loadBalancerAddress,
  p2pServiceSpec,
  type P2pExposure,
  type P2pPort,
} from "./p2pExposure.ts";

/** How one client of a node is reached by its peers. */
export interface P2pArgs {
  readonly exposure: P2pExposure;
  /** IP address that peers are told to dial. Needed with `nodePort`; default with `loadBalancer`: the Service's own. */
  readonly address?: string | undefined;
}

/** The P2P Service of a pod, and the address that its client announces. */
export interface P2pService {
  /** An IP address, or `$(POD_IP)`, which Kubernetes replaces in the container's arguments. */
  readonly advertise: pulumi.Output<string>;
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
}

/**
 * Opens a client's P2P ports as its exposure says.
 *
 * @throws NoAdvertisedAddressError where peers could not dial what would be announced
 */
export function p2pService(
  p2p: P2pArgs,
  args: P2pServiceArgs,
  opts: pulumi.CustomResourceOptions,
): P2pService {
  if (p2p.exposure === "none") {
    return { advertise: pulumi.output("$(POD_IP)") };
  }
  const onPublicNetwork = args.network.public !== undefined;
  if (p2p.exposure === "nodePort" && p2p.address === undefined) {
    throw new NoAdvertisedAddressError(args.name, "its node", undefined);
  }
  if (p2p.address !== undefined) {
    dialable(args.name, "p2p.address", p2p.address, onPublicNetwork);
  }
  const service = new k8s.core.v1.Service(
    args.name,
    {
      metadata: {
        name: args.name,
        namespace: args.namespace,
        labels: args.labels,
        // A node port has no address to wait for.
        annotations: p2p.exposure === "nodePort" ? { "pulumi.com/skipAwait": "true" } : {},
      },
      spec: p2pServiceSpec(p2p.exposure, args.selector, args.ports),
    },
    opts,
  );
  const advertise =
    p2p.address ??
    service.status.apply((status) => loadBalancerAddress(args.name, status, onPublicNetwork));
  return { advertise: pulumi.output(advertise) };
}
