import type * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { HistoryMode } from "../networks/network.ts";
import { clientParts, type ClientNodeArgs } from "./clientParts.ts";
import type { ExecutionClient } from "./clients/executionClient.ts";
import type { ConsensusP2pPorts } from "./consensusNode.ts";
import { executionPod } from "./executionPod.ts";
import { executionPolicy } from "./executionPolicy.ts";
import { JwtSecret } from "./jwtSecret.ts";
import type { PeerEndpoint } from "./kubernetes/networkPolicy.ts";
import type { WorkloadExtras } from "./kubernetes/podExtras.ts";
import { ports } from "./kubernetes/ports.ts";
import { isExposed } from "./nodeP2p.ts";
import { rpcPorts } from "./rpcService.ts";
import { internalService, readyService, singlePod } from "./kubernetes/singlePod.ts";

/** How an execution client is run. */
export interface ExecutionNodeArgs extends ClientNodeArgs {
  /** Name of the Secret shared with the consensus client. Default: one of its own. */
  readonly jwtSecretName?: pulumi.Input<string> | undefined;
  /** Enode URLs that it stays connected to. Default: none. */
  readonly staticPeers?: pulumi.Input<string[]> | undefined;
  /** Enode URLs that are let in even when all places are taken. Default: none. */
  readonly trustedPeers?: pulumi.Input<string[]> | undefined;
  /** Where further peers are that its policy must let it dial. Default: none. */
  readonly outsidePeers?: readonly PeerEndpoint[] | undefined;
  /** The consensus client's P2P ports, which the agent compares with what that client announces. Default: not compared. */
  readonly consensusP2p?: ConsensusP2pPorts | undefined;
  /** Enode URLs to find the network by. Default: the network's own. */
  readonly bootnodes?: readonly string[] | undefined;
  /** Default: true; on a private chain false. */
  readonly discoveryV4?: boolean | undefined;
  /** Default: true; on a private chain false. */
  readonly discoveryV5?: boolean | undefined;
  /** Default: 30303. With `nodePort`, a port of the cluster's node port range. */
  readonly p2pPort?: number | undefined;
  /** P2P ports of the nodes that it dials inside the cluster. Default: the same as its own. */
  readonly peerPorts?: readonly number[] | undefined;
  /** Which old blocks to keep. Default: from the Prague fork on, what fits the default volume. */
  readonly history?: HistoryMode | undefined;
  /** Memory for caches, MiB. Default: 4096. A third of the memory limit at most, or Geth lowers it itself. */
  readonly cacheMb?: number | undefined;
  /** Default: 50. */
  readonly maxPeers?: number | undefined;
  /** Image of the peer monitor, whose agent then runs beside the client and reads its IPC socket. Default: no agent. */
  readonly peerAgentImage?: string | undefined;
  /**
   * Name of the Secret of `PeerActions`: with an agent that has the IPC socket, the peer monitor may add, remove and trust
   * peers then. Default: the agent only reads.
   */
  readonly peerActionsSecretName?: pulumi.Input<string> | undefined;
  /**
   * The beacon API of its consensus client: with an agent, the pod is then ready while the node is in sync, and the
   * StatefulSet is not waited for. Default: ready is whoever answers.
   */
  readonly beaconApiUrl?: pulumi.Input<string> | undefined;
  /** The oldest newest block of a node in sync. Default: ten slots, at least 120 s. */
  readonly maxHeadAgeSeconds?: number | undefined;
  /** The fewest peers of a node in sync. Default: 1; on a private chain 0. */
  readonly minPeers?: number | undefined;
  /** Names of further Services that lead to its RPC ports. Default: none. */
  readonly rpcServices?: readonly string[] | undefined;
}

/** A StatefulSet that `up` does not wait for: ready means in sync, which takes days the first time. */
const notAwaited = (workload: WorkloadExtras = {}): WorkloadExtras => ({
  ...workload,
  annotations: { "pulumi.com/skipAwait": "true", ...workload.annotations },
});

/** An execution client on Kubernetes: a pod with a volume, an identity, its Services and its NetworkPolicy. */
export class ExecutionNode extends pulumi.ComponentResource {
  /** `http://…:8545`, JSON-RPC of a client that is ready: in sync, where it has an agent that knows its consensus client. */
  readonly rpcUrl: pulumi.Output<string>;
  /** `ws://…:8546` */
  readonly wsUrl: pulumi.Output<string>;
  /** `http://…:8551`, the engine API, ready or not. It wants the JWT. */
  readonly engineUrl: pulumi.Output<string>;
  readonly metricsUrl: pulumi.Output<string>;
  /** `http://…:8601`, the peer monitor's agent. Absent without one. */
  readonly agentUrl: pulumi.Output<string> | undefined;
  /**
   * What other nodes are told to dial: the Service's name inside the cluster, or the address outside. Absent where the
   * client takes no key.
   */
  readonly enode: pulumi.Output<string> | undefined;
  readonly serviceName: string;
  readonly internalServiceName: string;
  /** Name of the Secret that its consensus client must mount. */
  readonly jwtSecretName: pulumi.Output<string>;
  readonly workload: k8s.apps.v1.StatefulSet;
  readonly claim: k8s.core.v1.PersistentVolumeClaim;

  constructor(
    name: string,
    client: ExecutionClient,
    args: ExecutionNodeArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super(`ethnode:index:${client.component}`, name, {}, opts);
    const own = { parent: this };
    const { node, namespace } = args;
    const p2pPort = args.p2pPort ?? ports.execution.p2p;
    const hasAgent = args.peerAgentImage !== undefined;
    const readyIsInSync = hasAgent && args.beaconApiUrl !== undefined;
    const parts = clientParts(
      name,
      "execution",
      client,
      { ...args, volume: { ...args.volume, ...keptHistory(args) } },
      [
        { name: "p2p-tcp", protocol: "TCP", port: p2pPort },
        { name: "p2p-udp", protocol: "UDP", port: p2pPort },
      ],
      own,
    );
    const { at, names, identity, host, internalHost } = parts;
    const { service, internal } = names;
    this.jwtSecretName = pulumi.output(
      args.jwtSecretName ??
        new JwtSecret(`${name}-jwt`, { namespace, labels: at.labels }, own).secretName,
    );
    readyService(
      {
        ...at,
        name: service,
        ports: rpcPorts,
      },
      own,
    );
    internalService(
      {
        ...at,
        name: internal,
        ports: [
          { name: "engine", port: ports.execution.engine },
          { name: "metrics", port: ports.execution.metrics },
          { name: "p2p", port: p2pPort },
          ...(hasAgent ? [{ name: "agent", port: ports.peerMonitor.agent }] : []),
        ],
      },
      own,
    );
    executionPolicy(
      {
        ...at,
        scraper: args.scraper,
        name: service,
        node,
        network: args.network,
        p2pPort,
        exposed: isExposed(args.p2p),
        peerPorts: args.peerPorts ?? [p2pPort],
        outsidePeers: args.outsidePeers ?? [],
        hasAgent,
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
        workload: readyIsInSync ? notAwaited(args.workload) : args.workload,
        pod: executionPod(
          client,
          {
            ...args,
            service,
            internal,
            p2pPort,
            claim: parts.claim.metadata.name,
            jwtSecretName: this.jwtSecretName,
            keySecretName: identity?.secretName,
            reached: parts.p2p,
            labels: at.labels,
          },
          own,
        ),
      },
      own,
    );

    this.serviceName = service;
    this.internalServiceName = internal;
    this.rpcUrl = pulumi.interpolate`http://${host}:${ports.execution.rpc}`;
    this.wsUrl = pulumi.interpolate`ws://${host}:${ports.execution.ws}`;
    this.engineUrl = pulumi.interpolate`http://${internalHost}:${ports.execution.engine}`;
    this.metricsUrl = pulumi.interpolate`http://${internalHost}:${ports.execution.metrics}${client.metricsPath}`;
    this.agentUrl = hasAgent
      ? pulumi.interpolate`http://${internalHost}:${ports.peerMonitor.agent}`
      : undefined;
    const dialled = parts.dialled.host;
    this.enode = identity && pulumi.interpolate`enode://${identity.enodeId}@${dialled}:${p2pPort}`;
    this.registerOutputs({
      rpcUrl: this.rpcUrl,
      wsUrl: this.wsUrl,
      engineUrl: this.engineUrl,
      enode: this.enode,
    });
  }
}

/** The history that the volume's data is bound to, on a network where it can be chosen. */
const keptHistory = ({ network, history = "postPrague" }: ExecutionNodeArgs) =>
  network.historyModes.length > 1 ? { history } : {};
