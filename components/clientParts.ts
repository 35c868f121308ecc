import type * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Network } from "../networks/network.ts";
import {
  ClientNetworkError,
  knowsNetwork,
  type Client,
  type TraceTarget,
} from "./clients/client.ts";
import type { ClientName } from "./clients/names.ts";
import { claim, type VolumeArgs } from "./kubernetes/claim.ts";
import { objectLabels, selectorLabels } from "./kubernetes/labels.ts";
import type { Scraper } from "./kubernetes/networkPolicy.ts";
import type { PodExtras, WorkloadExtras } from "./kubernetes/podExtras.ts";
import type { Resources } from "./kubernetes/resources.ts";
import { serviceHost } from "./kubernetes/singlePod.ts";
import { clientNames, type ClientNames } from "./nodeNames.ts";
import { p2pService, type P2pArgs, type P2pService } from "./nodeP2p.ts";
import type { P2pPort } from "./p2pExposure.ts";
import { P2pIdentity } from "./p2pIdentity.ts";
import { checkChain, type PrivateChain } from "./privateChain.ts";

/** How a client of either layer is run. */
export interface ClientNodeArgs {
  /** Name of the EthereumNode that it is half of: `node-0`. Its objects are called `<node>-<client>`. */
  readonly node: string;
  readonly namespace: pulumi.Input<string>;
  /** The Prometheus that may read its metrics. Default: the bundled one, in the namespace `monitoring`. */
  readonly scraper?: Scraper | "nobody" | undefined;
  readonly network: Network;
  /** The private chain's genesis. Needed where the network is not public. */
  readonly chain?: PrivateChain | undefined;
  /** The client's version: `1.17.5`. */
  readonly version: string;
  /** The image. Default: the client's own of that version. */
  readonly image?: string | undefined;
  /** Its P2P key. Default: one of its own, where the client takes one. */
  readonly identity?: P2pIdentity | undefined;
  /** Default: reached from inside the cluster only. */
  readonly p2p?: P2pArgs | undefined;
  readonly volume: VolumeArgs;
  readonly resources: Resources;
  /** Where it sends its traces, where it is known to. Default: nowhere. */
  readonly traces?: Omit<TraceTarget, "node"> | undefined;
  /** Flags for the client, put last. Default: none. */
  readonly extraFlags?: readonly string[] | undefined;
  /** What is added to its pod. Default: nothing. */
  readonly pod?: PodExtras | undefined;
  /** What is added to its StatefulSet. Default: nothing. */
  readonly workload?: WorkloadExtras | undefined;
}

/** The flags that are put behind the client's own: those for its traces, then the user's. */
export const lastFlags = (
  { traces }: Client<ClientName>,
  args: Pick<ClientNodeArgs, "node" | "traces" | "extraFlags">,
): string[] => [
  ...(traces === undefined || args.traces === undefined
    ? []
    : traces.flags({ ...args.traces, node: args.node })),
  ...(args.extraFlags ?? []),
];

/** What every client has, whichever its layer. */
export interface ClientParts {
  readonly names: ClientNames;
  /** Where its objects are, and the labels that they bear and that select its pod. */
  readonly at: {
    readonly namespace: pulumi.Input<string>;
    readonly labels: Record<string, string>;
    readonly selector: Record<string, string>;
  };
  readonly identity: P2pIdentity | undefined;
  readonly claim: k8s.core.v1.PersistentVolumeClaim;
  /** How peers outside the cluster reach it, and what it tells them. */
  readonly p2p: P2pService;
  /** What other nodes of the stack and its outputs call it: the address outside where that is known, else its name inside. */
  readonly dialled: { readonly host: pulumi.Output<string>; readonly isAddress: boolean };
  /** Host of the Service that follows readiness, and of the one that does not. */
  readonly host: pulumi.Output<string>;
  readonly internalHost: pulumi.Output<string>;
}

/**
 * Makes what every client has: a P2P key, a volume, and the Service that its peers reach from outside.
 *
 * @param name the component's name
 * @throws ChainMismatchError, ClientNetworkError where the client cannot run on the network
 */
export function clientParts(
  name: string,
  component: "execution" | "consensus",
  client: Client<ClientName>,
  args: ClientNodeArgs,
  p2pPorts: readonly P2pPort[],
  own: { readonly parent: pulumi.Resource },
): ClientParts {
  const { node, namespace, network } = args;
  checkChain(name, network, args.chain);
  if (!knowsNetwork(client, network)) throw new ClientNetworkError(client, network);
  const label = { name: client.program, instance: node, component };
  const names = clientNames(node, client.name);
  const at = { namespace, labels: objectLabels(label), selector: selectorLabels(label) };
  const exposure = args.p2p ?? { exposure: "none" };
  const identity = args.identity ?? ownIdentity(name, client, at, own);
  const volume = claim({ ...args.volume, ...at, name: names.data }, own);
  const readsAddress = client.addressFile !== undefined;
  const p2p = p2pService(
    exposure,
    { ...at, network, name: names.p2p, ports: p2pPorts, readsAddress },
    own,
  );
  const internalHost = serviceHost(names.internal, namespace);
  return {
    names,
    at,
    identity,
    claim: volume,
    p2p,
    dialled:
      exposure.exposure !== "none" && p2p.advertised.kind === "known"
        ? { host: p2p.advertised.address, isAddress: true }
        : { host: internalHost, isAddress: false },
    host: serviceHost(names.service, namespace),
    internalHost,
  };
}

function ownIdentity(
  name: string,
  { p2pKey }: Client<ClientName>,
  { namespace, labels }: ClientParts["at"],
  own: { readonly parent: pulumi.Resource },
): P2pIdentity | undefined {
  return p2pKey === undefined
    ? undefined
    : new P2pIdentity(`${name}-identity`, { namespace, labels, file: p2pKey }, own);
}
