import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { Network } from "../networks/network.ts";
import { onPublicInternet } from "../networks/reach.ts";
import type { ConsensusP2pPorts } from "./consensusNode.ts";
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

export interface ConsensusPolicyArgs extends ConsensusP2pPorts {
  readonly name: string;
  readonly namespace: pulumi.Input<string>;
  readonly scraper?: Scraper | "nobody" | undefined;
  readonly labels: Record<string, string>;
  readonly selector: Record<string, string>;
  readonly node: string;
  readonly network: Network;
  /** Whether it serves gRPC to a validator. */
  readonly grpc: boolean;
  /** Whether the peer monitor reads its metrics too. */
  readonly peerMetrics: boolean;
  /** Whether peers outside the cluster reach its P2P ports. */
  readonly exposed: boolean;
  /** Peers that it dials wherever they are. */
  readonly outsidePeers: readonly PeerEndpoint[];
  /** The ports at which the other nodes of the namespace are dialled. */
  readonly peerPorts: readonly ConsensusP2pPorts[];
}

/**
 * Who reaches a consensus client: its own validator the gRPC port; the peer monitor, the agent beside its execution client
 * and whoever bears the access label the beacon API; Prometheus the metrics, and the peer monitor where they tell of peers;
 * its peers the P2P ports. It reaches its execution client, its peers, and on a public network the checkpoint that it
 * starts from.
 */
export function consensusPolicy(
  args: ConsensusPolicyArgs,
  opts: pulumi.CustomResourceOptions,
): k8s.networking.v1.NetworkPolicy {
  const consensus = podsOf("consensus");
  const monitor = podsOf("peer-monitor");
  const isPublic = args.network.public !== undefined;
  return new k8s.networking.v1.NetworkPolicy(
    args.name,
    {
      metadata: { name: args.name, namespace: args.namespace, labels: args.labels },
      spec: {
        podSelector: { matchLabels: args.selector },
        policyTypes: ["Ingress", "Egress"],
        ingress: [
          ...(args.grpc
            ? [
                {
                  from: [podsOf("validator", args.node)],
                  ports: tcp(ports.consensus.grpc, ports.consensus.api),
                },
              ]
            : []),
          {
            from: [
              monitor,
              podsOf("execution", args.node),
              ...podsWithAccess(accessLabels.beaconApi),
            ],
            ports: tcp(ports.consensus.api),
          },
          ...metricsIngress(args.scraper, ports.consensus.metrics),
          ...(args.peerMetrics ? [{ from: [monitor], ports: tcp(ports.consensus.metrics) }] : []),
          { from: [isPublic || args.exposed ? anywhere : consensus], ports: p2pPorts([args]) },
        ],
        egress: [
          { to: [podsOf("execution", args.node)], ports: tcp(ports.execution.engine) },
          { to: [consensus], ports: p2pPorts(args.peerPorts) },
          // Peers listen on any port, the checkpoint's server on 443.
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

function p2pPorts(of: readonly ConsensusP2pPorts[]) {
  return [
    ...tcp(...of.map(({ p2pPort }) => p2pPort)),
    ...udp(
      ...of.flatMap(({ p2pPort, discoveryPort, quic }) => [
        ...(quic ? [p2pPort] : []),
        discoveryPort,
      ]),
    ),
  ];
}
