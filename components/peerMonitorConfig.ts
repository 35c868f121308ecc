import type * as pulumi from "@pulumi/pulumi";
import { actionsTokenFile } from "./peerActions.ts";
import { tokensFile, type AnonymousRole, type PeerTokenArgs } from "./peerAccess.ts";
import { historyConfig, type PeerHistoryArgs } from "./peerHistory.ts";
import type { P2pExposure } from "./p2pExposure.ts";

/** A node that the monitor asks for its peers. */
export interface MonitoredNode {
  readonly name: string;
  readonly network: string;
  /** URL of the agent beside its execution client. */
  readonly agentUrl: pulumi.Input<string>;
  /** URL of its beacon API. */
  readonly beaconUrl: pulumi.Input<string>;
  /** URL of its consensus client's metrics, where they tell more of its peers. Default: they are not asked. */
  readonly peerMetricsUrl?: pulumi.Input<string> | undefined;
  /** How its peers reach it, by which the monitor says what to do when they do not. Default: it is not told. */
  readonly exposure?: P2pExposure | undefined;
  /** Whether its peers are strangers on the internet. Default: the monitor goes by the chain. */
  readonly publicNetwork?: boolean | undefined;
  /** Most peers of each layer. Default: the monitor is not told. */
  readonly maxPeers?: { readonly execution: number; readonly consensus: number } | undefined;
}

/** What the monitor is told. */
export interface PeerMonitorConfigArgs {
  readonly nodes: readonly MonitoredNode[];
  /** Default: nothing is kept, and there is no volume. */
  readonly history?: PeerHistoryArgs | undefined;
  /** Default: whoever reaches it sees everything. */
  readonly access?:
    | {
        /** Empty: nobody has one. */
        readonly tokens: readonly PeerTokenArgs[];
        /** Default: with tokens `none`, else `operator`. */
        readonly anonymousRole?: AnonymousRole | undefined;
      }
    | undefined;
  /** Name of the Secret of `PeerActions`, which its agents have too. Default: nobody can act on peers. */
  readonly actionsSecretName?: pulumi.Input<string> | undefined;
}

/** The monitor's configuration file. Its schema is the monitor's: `monitor/src/serve/config.ts`. */
export function monitorConfig(args: PeerMonitorConfigArgs) {
  const { nodes, history, access, actionsSecretName } = args;
  return {
    nodes: nodes.map(nodeConfig),
    ...(history === undefined ? {} : { history: historyConfig(history) }),
    ...(access === undefined ? {} : { access: accessConfig(access) }),
    ...(actionsSecretName === undefined ? {} : { actions: { agentTokenFile: actionsTokenFile } }),
  };
}

const nodeConfig = (node: MonitoredNode) => {
  const { name, network, agentUrl, beaconUrl, peerMetricsUrl, exposure, publicNetwork, maxPeers } =
    node;
  return {
    name,
    network,
    execution: { agentUrl, ...judgedBy(exposure, maxPeers?.execution) },
    consensus: {
      beaconUrl,
      ...(peerMetricsUrl === undefined ? {} : { prysmMetricsUrl: peerMetricsUrl }),
      ...judgedBy(exposure, maxPeers?.consensus),
    },
    ...(publicNetwork === undefined ? {} : { publicNetwork }),
  };
};

/** What a layer's peers are judged by; the monitor takes no limit of 0, which means that peers are not wanted. */
const judgedBy = (exposure: P2pExposure | undefined, peerLimit: number | undefined) => ({
  ...(peerLimit === undefined || peerLimit === 0 ? {} : { peerLimit }),
  ...(exposure === undefined ? {} : { exposedBy: exposure }),
});

/** Metrics have no peer's address or id, and a Prometheus no token: the NetworkPolicy says who reads them. */
const accessConfig = ({ tokens, anonymousRole }: NonNullable<PeerMonitorConfigArgs["access"]>) => ({
  ...(tokens.length === 0 ? {} : { tokensFile, openMetrics: true }),
  ...(anonymousRole === undefined ? {} : { anonymousRole }),
});
