import * as pulumi from "@pulumi/pulumi";
import type { HistoryMode, Network } from "../networks/network.ts";
import type { ExecutionClient } from "./clients/executionClient.ts";
import { executionPod } from "./executionPod.ts";
import { executionPolicy } from "./executionPolicy.ts";
import { JwtSecret } from "./jwtSecret.ts";
import { claim, type VolumeArgs } from "./kubernetes/claim.ts";
import { objectLabels, selectorLabels } from "./kubernetes/labels.ts";
import { ports } from "./kubernetes/ports.ts";
import type { Resources } from "./kubernetes/resources.ts";
import { internalService, readyService, serviceHost, singlePod } from "./kubernetes/singlePod.ts";
import { clientNames } from "./nodeNames.ts";
import { p2pService, type P2pArgs } from "./nodeP2p.ts";
import { P2pIdentity } from "./p2pIdentity.ts";
import { checkChain, type PrivateChain } from "./privateChain.ts";

/** How an execution client is run. */
export interface ExecutionNodeArgs {
  /** Name of the EthereumNode that it is half of: `node-0`. Its objects are called `<node>-<client>`. */
  readonly node: string;
  readonly namespace: pulumi.Input<string>;
  /** Namespace of the Prometheus that may read its metrics. Default: `monitoring`. */
  readonly monitoringNamespace?: string | undefined;
  readonly network: Network;
  /** The private chain's genesis. Needed where the network is not public. */
  readonly chain?: PrivateChain | undefined;
  /** The client's version: `1.17.5`. */
  readonly version: string;
  /** The image. Default: the client's own of that version. */
  readonly image?: string | undefined;
  /** Name of the Secret shared with the consensus client. Default: one of its own. */
  readonly jwtSecretName?: pulumi.Input<string> | undefined;
  /** Its P2P key. Default: one of its own. */
  readonly identity?: P2pIdentity | undefined;
  /** Enode URLs that it stays connected to. Default: none. */
  readonly staticPeers?: pulumi.Input<string[]> | undefined;
  /** Default: reached from inside the cluster only. */
  readonly p2p?: P2pArgs | undefined;
  /** Default: 30303. With `nodePort`, a port of the cluster's node port range. */
  readonly p2pPort?: number | undefined;
  /** P2P ports of the nodes that it dials inside the cluster. Default: the same as its own. */
  readonly peerPorts?: readonly number[] | undefined;
  /** Which old blocks to keep. Default: from the Prague fork on, what fits the default volume. */
  readonly history?: HistoryMode | undefined;
  /** Memory for caches, MiB. Default: 4096. A third of the memory limit at most, or the client lowers it itself. */
  readonly cacheMb?: number | undefined;
  /** Default: 50. */
  readonly maxPeers?: number | undefined;
  readonly volume: VolumeArgs;
  readonly resources: Resources;
  /** Image of the peer monitor, whose agent then runs beside the client and reads its IPC socket. Default: no agent. */
  readonly peerAgentImage?: string | undefined;
  /** Flags for the client, put last. Default: none. */
  readonly extraFlags?: readonly string[] | undefined;
}

/** An execution client on Kubernetes: a pod with a volume, an identity, its Services and its NetworkPolicy. */
export abstract class ExecutionNode extends pulumi.ComponentResource {
  /** `http://…:8545`, JSON-RPC of a client that is ready. */
  readonly rpcUrl: pulumi.Output<string>;
  /** `ws://…:8546` */
  readonly wsUrl: pulumi.Output<string>;
  /** `http://…:8551`, the engine API, ready or not. It wants the JWT. */
  readonly engineUrl: pulumi.Output<string>;
  readonly metricsUrl: pulumi.Output<string>;
  /** `http://…:8601`, the peer monitor's agent. Absent without one. */
  readonly agentUrl: pulumi.Output<string> | undefined;
  /** What other nodes are told to dial: the Service's name inside the cluster, or the address outside. */
  readonly enode: pulumi.Output<string>;
  readonly serviceName: string;
  readonly internalServiceName: string;
  /** Name of the Secret that its consensus client must mount. */
  readonly jwtSecretName: pulumi.Output<string>;

  constructor(
    type: string,
    name: string,
    client: ExecutionClient,
    args: ExecutionNodeArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super(type, name, {}, opts);
    checkChain(name, args.network, args.chain);
    const own = { parent: this };
    const { node, namespace } = args;
    const label = { name: client.name, instance: node, component: "execution" };
    const labels = objectLabels(label);
    const selector = selectorLabels(label);
    const names = clientNames(node, client.name);
    const { service, internal } = names;
    const at = { namespace, labels, selector };
    const p2pPort = args.p2pPort ?? ports.geth.p2p;
    const hasAgent = args.peerAgentImage !== undefined;

    this.jwtSecretName = pulumi.output(
      args.jwtSecretName ?? new JwtSecret(`${name}-jwt`, { namespace, labels }, own).secretName,
    );
    const identity =
      args.identity ??
      new P2pIdentity(`${name}-identity`, { namespace, labels, file: "nodekey" }, own);
    const volume = claim({ ...args.volume, ...at, name: names.data }, own);
    const p2p = p2pService(
      args.p2p ?? { exposure: "none" },
      {
        ...at,
        network: args.network,
        name: names.p2p,
        ports: [
          { name: "p2p-tcp", protocol: "TCP", port: p2pPort },
          { name: "p2p-udp", protocol: "UDP", port: p2pPort },
        ],
      },
      own,
    );
    readyService(
      {
        ...at,
        name: service,
        ports: [
          { name: "rpc", port: ports.geth.rpc },
          { name: "ws", port: ports.geth.ws },
        ],
      },
      own,
    );
    internalService(
      {
        ...at,
        name: internal,
        ports: [
          { name: "engine", port: ports.geth.engine },
          { name: "metrics", port: ports.geth.metrics },
          { name: "p2p", port: p2pPort },
          ...(hasAgent ? [{ name: "agent", port: ports.peerMonitor.agent }] : []),
        ],
      },
      own,
    );
    executionPolicy(
      {
        ...at,
        monitoringNamespace: args.monitoringNamespace,
        name: service,
        node,
        network: args.network,
        p2pPort,
        peerPorts: args.peerPorts ?? [p2pPort],
        hasAgent,
      },
      own,
    );
    singlePod(
      {
        ...at,
        name: service,
        serviceName: internal,
        pod: executionPod(
          client,
          {
            ...args,
            service,
            internal,
            p2pPort,
            volume: volume.metadata.name,
            jwtSecretName: this.jwtSecretName,
            keySecretName: identity.secretName,
            configFile: pulumi.output(args.staticPeers ?? []).apply(client.configFile),
            advertise: p2p.advertise,
            labels,
          },
          own,
        ),
      },
      own,
    );

    const host = serviceHost(service, namespace);
    const internalHost = serviceHost(internal, namespace);
    this.serviceName = service;
    this.internalServiceName = internal;
    this.rpcUrl = pulumi.interpolate`http://${host}:${ports.geth.rpc}`;
    this.wsUrl = pulumi.interpolate`ws://${host}:${ports.geth.ws}`;
    this.engineUrl = pulumi.interpolate`http://${internalHost}:${ports.geth.engine}`;
    this.metricsUrl = pulumi.interpolate`http://${internalHost}:${ports.geth.metrics}${client.metricsPath}`;
    this.agentUrl = hasAgent
      ? pulumi.interpolate`http://${internalHost}:${ports.peerMonitor.agent}`
      : undefined;
    const exposed = (args.p2p ?? { exposure: "none" }).exposure !== "none";
    const dialled = exposed ? p2p.advertise : internalHost;
    this.enode = pulumi.interpolate`enode://${identity.enodeId}@${dialled}:${p2pPort}`;
    this.registerOutputs({
      rpcUrl: this.rpcUrl,
      wsUrl: this.wsUrl,
      engineUrl: this.engineUrl,
      enode: this.enode,
    });
  }
}
