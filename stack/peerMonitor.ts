import type { EthereumNode } from "../components/ethereumNode.ts";
import type { PeerHistoryArgs } from "../components/peerHistory.ts";
import type { MonitoredNode, PeerMonitorConfigArgs } from "../components/peerMonitorConfig.ts";
import { seconds } from "../monitoring/storage.ts";
import type { Settings } from "../settings/schema.ts";
import { volumeKind } from "./node/volumes.ts";

/** The nodes, as the peer monitor asks them. */
export function monitoredNodes(
  settings: Settings,
  nodes: readonly { name: string; node: EthereumNode }[],
): MonitoredNode[] {
  return nodes.flatMap(({ name, node }) =>
    node.execution.agentUrl === undefined
      ? []
      : [
          {
            name,
            network: settings.network.name,
            agentUrl: node.execution.agentUrl,
            beaconUrl: node.consensus.beaconApiUrl,
            peerMetricsUrl: node.consensus.peerMetricsUrl,
            exposure: settings.p2pExposure,
            publicNetwork: settings.network.public !== undefined,
            maxPeers: {
              execution: settings.executionMaxPeers,
              consensus: settings.consensusMaxPeers,
            },
          },
        ],
  );
}

/** What the peer monitor keeps: the stack's kind of volume, but never protected nor retained. */
export function peerHistory(settings: Settings): PeerHistoryArgs | undefined {
  const { peerMonitorHistoryStorage: size, peerMonitorHistoryRetention } = settings;
  if (size === "") return undefined;
  const { storageClass, accessMode } = volumeKind(settings);
  return {
    volume: { size, storageClass, accessMode },
    retentionDays: seconds(peerMonitorHistoryRetention) / 86_400,
  };
}

/** Who may see what of it; undefined where the settings leave it to who reaches it. */
export function peerAccess(settings: Settings): PeerMonitorConfigArgs["access"] {
  const { peerMonitorTokens: tokens, peerMonitorAnonymousRole: anonymousRole } = settings;
  return tokens.length === 0 && anonymousRole === undefined ? undefined : { tokens, anonymousRole };
}
