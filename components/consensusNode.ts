import type * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Custody } from "../sizing/custody.ts";
import type { CheckpointArgs } from "./checkpointQuorum.ts";
import { isExposed } from "./nodeP2p.ts";
import { clientParts, type ClientNodeArgs } from "./clientParts.ts";
import type { ConsensusClient } from "./clients/consensusClient.ts";
import { consensusPod } from "./consensusPod.ts";
import { consensusPolicy } from "./consensusPolicy.ts";
import type { PeerEndpoint } from "./kubernetes/networkPolicy.ts";
import { ports } from "./kubernetes/ports.ts";
import {
  internalService,
  readyService,
  serviceHost,
  singlePod,
  type ServicePort,
} from "./kubernetes/singlePod.ts";

/** Where a consensus client listens for peers. */
export interface ConsensusP2pPorts {
  /** TCP, and QUIC over UDP where the client has it. */
  readonly p2pPort: number;
  /** Discovery v5, UDP. */
  readonly discoveryPort: number;
  /** Whether it speaks QUIC. */
  readonly quic: boolean;
}

/** The beacon API behind a Service, known before the Service is. */
export const beaconApiUrl = (
  service: string,
  namespace: pulumi.Input<string>,
): pulumi.Output<string> =>
  pulumi.interpolate`http://${serviceHost(service, namespace)}:${ports.consensus.api}`;

/** How a consensus client is run. */
export interface ConsensusNodeArgs extends ClientNodeArgs {
  /** The execution client's engine API. */
  readonly engineUrl: pulumi.Input<string>;
  /** Name of the Secret shared with the execution client. */
  readonly jwtSecretName: pulumi.Input<string>;
  /** Multiaddresses that it stays connected to. Default: none. */
  readonly staticPeers?: pulumi.Input<string[]> | undefined;
  /** Where further peers are that its policy must let it dial. Default: none. */
  readonly outsidePeers?: readonly PeerEndpoint[] | undefined;
  /** Node records (ENR) to find the network by. Default: the network's own. */
  readonly bootnodes?: readonly string[] | undefined;
  /** Default: the network's first endpoint, which is believed. */
  readonly checkpoint?: CheckpointArgs | undefined;
  /** Whether init containers in `pod` write the client's configuration file. Default: false. */
  readonly writesConfigFile?: boolean | undefined;
  /** Whether another node of its private chain has the majority: see PrivateChain. Default: false. */
  readonly followsMajority?: boolean | undefined;
  /** How many of the data columns it keeps. Default: what the rules ask of it. */
  readonly custody?: Custody | undefined;
  /** Whether it fetches the blocks and blobs before its checkpoint too. Default: false. */
  readonly backfill?: boolean | undefined;
  /** Epochs that it keeps blobs for. Default: 4096, 18 days, the least. */
  readonly blobRetentionEpochs?: number | undefined;
  /** TCP and QUIC. Default: 13000. */
  readonly p2pPort?: number | undefined;
  /** Discovery v5, UDP. Default: 12000. */
  readonly discoveryPort?: number | undefined;
  /** P2P ports of the nodes that it dials inside the cluster. Default: the same as its own. */
  readonly peerPorts?: readonly ConsensusP2pPorts[] | undefined;
  /** Default: 70. */
  readonly maxPeers?: number | undefined;
}

/**
 * The P2P ports of a client, which are known before it is.
 *
 * On a private chain that nobody outside is let into there is no QUIC. A program that dies unheard closes its TCP connections,
 * as the kernel does it, while a QUIC connection stands for half a minute more at the other end. Who starts again meanwhile
 * is taken for one that never left: docs/decisions/0007.
 */
export const consensusP2p = (
  client: Pick<ConsensusClient, "quic">,
  args: Pick<ConsensusNodeArgs, "network" | "p2p" | "p2pPort" | "discoveryPort">,
): ConsensusP2pPorts => ({
  p2pPort: args.p2pPort ?? ports.consensus.p2pTcp,
  discoveryPort: args.discoveryPort ?? ports.consensus.p2pUdp,
  quic: client.quic && (args.network.public !== undefined || isExposed(args.p2p)),
});

/** A client's P2P ports by name: in its pod, in its Services and for its peers outside. */
export function consensusP2pPorts({ p2pPort, discoveryPort, quic }: ConsensusP2pPorts) {
  return [
    { name: "p2p-tcp", protocol: "TCP", port: p2pPort },
    ...(quic ? [{ name: "p2p-quic", protocol: "UDP", port: p2pPort } as const] : []),
    { name: "discovery", protocol: "UDP", port: discoveryPort },
  ] as const;
}

/** The ports that a client's users ask. */
export const consensusApiPorts = ({ grpc = false }: ConsensusClient): ServicePort[] => [
  { name: "beacon-api", port: ports.consensus.api },
  ...(grpc ? [{ name: "grpc", port: ports.consensus.grpc }] : []),
];

/** A consensus client on Kubernetes: a pod with a volume, an identity, its Services and its NetworkPolicy. */
export class ConsensusNode extends pulumi.ComponentResource {
  /** `http://…:3500`, the beacon API of a client that is ready. */
  readonly beaconApiUrl: pulumi.Output<string>;
  /** `…:4000`, Prysm's gRPC for a validator client. Nobody listens there with another client. */
  readonly grpcAddress: pulumi.Output<string>;
  readonly metricsUrl: pulumi.Output<string>;
  /** The same for the peer monitor. Absent where they tell it nothing. */
  readonly peerMetricsUrl: pulumi.Output<string> | undefined;
  /** libp2p peer id: `16Uiu2HA…`. Absent where the client takes no key. */
  readonly peerId: pulumi.Output<string> | undefined;
  /** What other nodes dial: `/dns4/…/tcp/13000/p2p/16Uiu2HA…`. Absent likewise. */
  readonly multiaddress: pulumi.Output<string> | undefined;
  readonly serviceName: string;
  readonly internalServiceName: string;
  readonly workload: k8s.apps.v1.StatefulSet;
  readonly claim: k8s.core.v1.PersistentVolumeClaim;

  constructor(
    name: string,
    client: ConsensusClient,
    args: ConsensusNodeArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super(`ethnode:index:${client.component}`, name, {}, opts);
    const own = { parent: this };
    const p2p = consensusP2p(client, args);
    const p2pPorts = consensusP2pPorts(p2p);
    const parts = clientParts(name, "consensus", client, args, p2pPorts, own);
    const { at, names, identity, host, internalHost } = parts;
    const { service, internal } = names;
    readyService({ ...at, name: service, ports: consensusApiPorts(client) }, own);
    internalService(
      {
        ...at,
        name: internal,
        ports: [{ name: "metrics", port: ports.consensus.metrics }, ...p2pPorts],
      },
      own,
    );
    consensusPolicy(
      {
        ...at,
        ...p2p,
        scraper: args.scraper,
        name: service,
        node: args.node,
        network: args.network,
        grpc: client.grpc ?? false,
        peerMetrics: client.peerMetrics ?? false,
        exposed: isExposed(args.p2p),
        peerPorts: args.peerPorts ?? [p2p],
        outsidePeers: args.outsidePeers ?? [],
      },
      own,
    );
    this.claim = parts.claim;
    this.workload = singlePod(
      {
        ...at,
        name: service,
        serviceName: internal,
        annotations: args.pod?.annotations,
        workload: args.workload,
        pod: consensusPod(client, {
          ...args,
          ...p2p,
          claim: parts.claim.metadata.name,
          keySecretName: identity?.secretName,
          advertised: parts.p2p.advertised,
        }),
      },
      own,
    );

    this.serviceName = service;
    this.internalServiceName = internal;
    this.beaconApiUrl = beaconApiUrl(names.service, args.namespace);
    this.grpcAddress = pulumi.interpolate`${host}:${ports.consensus.grpc}`;
    this.metricsUrl = pulumi.interpolate`http://${internalHost}:${ports.consensus.metrics}${client.metricsPath}`;
    this.peerMetricsUrl = client.peerMetrics === true ? this.metricsUrl : undefined;
    this.peerId = identity?.peerId;
    const dialled = pulumi.interpolate`/${parts.dialled.isAddress ? "ip4" : "dns4"}/${parts.dialled.host}`;
    this.multiaddress =
      identity && pulumi.interpolate`${dialled}/tcp/${p2p.p2pPort}/p2p/${identity.peerId}`;
    this.registerOutputs({ beaconApiUrl: this.beaconApiUrl, peerId: this.peerId });
  }
}
