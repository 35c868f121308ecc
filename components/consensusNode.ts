import * as pulumi from "@pulumi/pulumi";
import type { Network } from "../networks/network.ts";
import type { ConsensusClient } from "./clients/consensusClient.ts";
import { consensusPod } from "./consensusPod.ts";
import { consensusPolicy } from "./consensusPolicy.ts";
import { claim, type VolumeArgs } from "./kubernetes/claim.ts";
import { objectLabels, selectorLabels } from "./kubernetes/labels.ts";
import { ports } from "./kubernetes/ports.ts";
import type { Resources } from "./kubernetes/resources.ts";
import { internalService, readyService, serviceHost, singlePod } from "./kubernetes/singlePod.ts";
import { clientNames } from "./nodeNames.ts";
import { p2pService, type P2pArgs } from "./nodeP2p.ts";
import { P2pIdentity } from "./p2pIdentity.ts";
import { checkChain, type PrivateChain } from "./privateChain.ts";

/** Where a consensus client listens for peers. */
export interface ConsensusP2pPorts {
  /** TCP, and QUIC over UDP. */
  readonly p2pPort: number;
  /** Discovery v5, UDP. */
  readonly discoveryPort: number;
}

/** How a consensus client is run. */
export interface ConsensusNodeArgs {
  /** Name of the EthereumNode that it is half of: `node-0`. */
  readonly node: string;
  readonly namespace: pulumi.Input<string>;
  /** Namespace of the Prometheus that may read its metrics. Default: `monitoring`. */
  readonly monitoringNamespace?: string | undefined;
  readonly network: Network;
  /** The private chain's genesis. Needed where the network is not public. */
  readonly chain?: PrivateChain | undefined;
  /** The client's version: `7.0.0`. */
  readonly version: string;
  /** The image. Default: the client's own of that version. */
  readonly image?: string | undefined;
  /** The execution client's engine API. */
  readonly engineUrl: pulumi.Input<string>;
  /** Name of the Secret shared with the execution client. */
  readonly jwtSecretName: pulumi.Input<string>;
  /** Its P2P key. Default: one of its own. */
  readonly identity?: P2pIdentity | undefined;
  /** Multiaddresses that it stays connected to. Default: none. */
  readonly staticPeers?: pulumi.Input<string[]> | undefined;
  /** Default: the network's first. */
  readonly checkpointSyncUrl?: string | undefined;
  /** Default: reached from inside the cluster only. */
  readonly p2p?: P2pArgs | undefined;
  /** TCP and QUIC. Default: 13000. */
  readonly p2pPort?: number | undefined;
  /** Discovery v5, UDP. Default: 12000. */
  readonly discoveryPort?: number | undefined;
  /** P2P ports of the nodes that it dials inside the cluster. Default: the same as its own. */
  readonly peerPorts?: readonly ConsensusP2pPorts[] | undefined;
  /** Default: 70. */
  readonly maxPeers?: number | undefined;
  readonly volume: VolumeArgs;
  readonly resources: Resources;
  /** Flags for the client, put last. Default: none. */
  readonly extraFlags?: readonly string[] | undefined;
}

/** A consensus client on Kubernetes: a pod with a volume, an identity, its Services and its NetworkPolicy. */
export abstract class ConsensusNode extends pulumi.ComponentResource {
  /** `http://…:3500`, the beacon API of a client that is ready. */
  readonly beaconApiUrl: pulumi.Output<string>;
  /** `…:4000`, gRPC for a validator client. */
  readonly grpcAddress: pulumi.Output<string>;
  readonly metricsUrl: pulumi.Output<string>;
  /** libp2p peer id: `16Uiu2HA…`. */
  readonly peerId: pulumi.Output<string>;
  /** What other nodes dial: `/dns4/…/tcp/13000/p2p/16Uiu2HA…`. */
  readonly multiaddress: pulumi.Output<string>;
  readonly serviceName: string;
  readonly internalServiceName: string;

  constructor(
    type: string,
    name: string,
    client: ConsensusClient,
    args: ConsensusNodeArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super(type, name, {}, opts);
    checkChain(name, args.network, args.chain);
    const own = { parent: this };
    const { node, namespace } = args;
    const label = { name: client.name, instance: node, component: "consensus" };
    const labels = objectLabels(label);
    const selector = selectorLabels(label);
    const names = clientNames(node, client.shortName);
    const { service, internal } = names;
    const at = { namespace, labels, selector };
    const p2pPort = args.p2pPort ?? ports.prysm.p2pTcp;
    const discoveryPort = args.discoveryPort ?? ports.prysm.p2pUdp;
    const exposure = args.p2p ?? { exposure: "none" };

    const identity =
      args.identity ??
      new P2pIdentity(`${name}-identity`, { namespace, labels, file: "p2pkey" }, own);
    const volume = claim({ ...args.volume, ...at, name: names.data }, own);
    const p2p = p2pService(
      exposure,
      {
        ...at,
        network: args.network,
        name: names.p2p,
        ports: [
          { name: "p2p-tcp", protocol: "TCP", port: p2pPort },
          { name: "p2p-quic", protocol: "UDP", port: p2pPort },
          { name: "discovery", protocol: "UDP", port: discoveryPort },
        ],
      },
      own,
    );
    readyService(
      {
        ...at,
        name: service,
        ports: [
          { name: "beacon-api", port: ports.prysm.api },
          { name: "grpc", port: ports.prysm.grpc },
        ],
      },
      own,
    );
    internalService(
      {
        ...at,
        name: internal,
        ports: [
          { name: "metrics", port: ports.prysm.metrics },
          { name: "p2p-tcp", port: p2pPort },
          { name: "p2p-quic", port: p2pPort, protocol: "UDP" },
          { name: "discovery", port: discoveryPort, protocol: "UDP" },
        ],
      },
      own,
    );
    consensusPolicy(
      {
        ...at,
        monitoringNamespace: args.monitoringNamespace,
        name: service,
        node,
        network: args.network,
        p2pPort,
        discoveryPort,
        peerPorts: args.peerPorts ?? [{ p2pPort, discoveryPort }],
      },
      own,
    );
    singlePod(
      {
        ...at,
        name: service,
        serviceName: internal,
        pod: consensusPod(client, {
          ...args,
          p2pPort,
          discoveryPort,
          volume: volume.metadata.name,
          keySecretName: identity.secretName,
          advertise: p2p.advertise,
        }),
      },
      own,
    );

    const host = serviceHost(service, namespace);
    const internalHost = serviceHost(internal, namespace);
    this.serviceName = service;
    this.internalServiceName = internal;
    this.beaconApiUrl = pulumi.interpolate`http://${host}:${ports.prysm.api}`;
    this.grpcAddress = pulumi.interpolate`${host}:${ports.prysm.grpc}`;
    this.metricsUrl = pulumi.interpolate`http://${internalHost}:${ports.prysm.metrics}${client.metricsPath}`;
    this.peerId = identity.peerId;
    const dialled =
      exposure.exposure === "none"
        ? pulumi.interpolate`/dns4/${internalHost}`
        : pulumi.interpolate`/ip4/${p2p.advertise}`;
    this.multiaddress = pulumi.interpolate`${dialled}/tcp/${p2pPort}/p2p/${identity.peerId}`;
    this.registerOutputs({ beaconApiUrl: this.beaconApiUrl, peerId: this.peerId });
  }
}
