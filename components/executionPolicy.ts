import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { Network } from "../networks/network.ts";
import { onPublicInternet } from "../networks/reach.ts";
import { accessLabels } from "./kubernetes/labels.ts";
import {
  anywhere,
  metricsIngress,
  peerEgress,
  podsOf,
  podsWithAccess,
  publicInternet,
  tcp,
  udp,
  type PeerEndpoint,
  type Scraper,
} from "./kubernetes/networkPolicy.ts";
import { ports } from "./kubernetes/ports.ts";
import { gateComponent } from "./upgradeGate.ts";

export interface ExecutionPolicyArgs {
  readonly name: string;
  readonly namespace: pulumi.Input<string>;
  readonly scraper?: Scraper | "nobody" | undefined;
  readonly labels: Record<string, string>;
  readonly selector: Record<string, string>;
  readonly node: string;
  readonly network: Network;
  readonly p2pPort: number;
  /** Whether peers outside the cluster reach its P2P ports. */
  readonly exposed: boolean;
  /** Peers that it dials wherever they are. */
  readonly outsidePeers: readonly PeerEndpoint[];
  /** The ports at which the other nodes of the namespace are dialled. */
  readonly peerPorts: readonly number[];
  /** Whether the peer monitor's agent is in the pod. */
  readonly hasAgent: boolean;
}

/**
 * Who reaches an execution client: its own consensus client the engine port, whoever bears the access label the RPC
 * ports, Prometheus the metrics, the peer monitor the agent, the gate of an upgrade both, and its peers the P2P port. It reaches its peers, and its
 * agent the consensus client.
 */
export function executionPolicy(
  args: ExecutionPolicyArgs,
  opts: pulumi.CustomResourceOptions,
): k8s.networking.v1.NetworkPolicy {
  const consensus = podsOf("consensus", args.node);
  const execution = podsOf("execution");
  const monitor = podsOf("peer-monitor");
  const gate = podsOf(gateComponent, args.node);
  const isPublic = args.network.public !== undefined;
  return new k8s.networking.v1.NetworkPolicy(
    args.name,
    {
      metadata: { name: args.name, namespace: args.namespace, labels: args.labels },
      spec: {
        podSelector: { matchLabels: args.selector },
        policyTypes: ["Ingress", "Egress"],
        ingress: [
          { from: [consensus], ports: tcp(ports.execution.engine) },
          {
            from: podsWithAccess(accessLabels.rpc),
            ports: tcp(ports.execution.rpc, ports.execution.ws),
          },
          ...metricsIngress(args.scraper, ports.execution.metrics),
          ...(args.hasAgent
            ? [
                { from: [monitor, gate], ports: tcp(ports.peerMonitor.agent) },
                { from: [gate], ports: tcp(ports.execution.rpc) },
              ]
            : []),
          {
            from: [isPublic || args.exposed ? anywhere : execution],
            ports: [...tcp(args.p2pPort), ...udp(args.p2pPort)],
          },
        ],
        egress: [
          { to: [execution], ports: [...tcp(...args.peerPorts), ...udp(...args.peerPorts)] },
          // By what its consensus client says, the agent judges whether the node is in sync.
          ...(args.hasAgent ? [{ to: [consensus], ports: tcp(ports.consensus.api) }] : []),
          // Peers listen on any port.
          ...(isPublic
            ? [{ to: [onPublicInternet(args.network) ? publicInternet : anywhere] }]
            : []),
          ...peerEgress(args.outsidePeers),
        ],
      },
    },
    opts,
  );
}
