import { isPrivate } from "../../components/kubernetes/addressRanges.ts";
import type { PeerEndpoint } from "../../components/kubernetes/networkPolicy.ts";
import { parseMultiaddr } from "../../monitor/src/peers/address.ts";
import {
  type NodeRecord,
  parseEnode,
  parseNodeRecord,
} from "../../monitor/src/peers/nodeRecord.ts";
import { onPublicInternet } from "../../networks/reach.ts";
import { discoveryOf } from "../../settings/checks/peers.ts";
import type { Settings } from "../../settings/schema.ts";
import type { NodeParts } from "./parts.ts";

/** Which peers a node knows beforehand, beside the fleet's own, and how it finds others. */
export function peers(settings: Settings) {
  const { v4, v5 } = discoveryOf(settings);
  const execution = [
    ...settings.executionStaticPeers,
    ...settings.executionTrustedPeers,
    ...settings.executionBootnodes,
  ].flatMap((text) => endpoints(parseEnode(text) ?? recordOf(text)));
  const consensus = [
    ...settings.consensusStaticPeers.flatMap((text) => parseMultiaddr(text) ?? []),
    ...settings.consensusBootnodes.flatMap((text) => endpoints(recordOf(text))),
  ];
  return {
    execution: {
      staticPeers: settings.executionStaticPeers,
      trustedPeers: settings.executionTrustedPeers,
      bootnodes: settings.executionBootnodes,
      discoveryV4: v4,
      discoveryV5: v5,
      outsidePeers: closed(settings, execution),
    },
    consensus: {
      staticPeers: settings.consensusStaticPeers,
      bootnodes: settings.consensusBootnodes,
      outsidePeers: closed(settings, consensus),
    },
  } satisfies NodeParts;
}

const recordOf = (text: string): NodeRecord | null =>
  text.startsWith("enr:") ? parseNodeRecord(text) : null;

/** Where a record says that its node is. A host name's address is known to nobody yet. */
function endpoints(record: NodeRecord | null): PeerEndpoint[] {
  const { ip = null, tcp = null, udp = null, quic = null } = record ?? {};
  const ports = new Set([tcp, udp, quic].filter((port) => port !== null));
  return ip === null ? [] : [...ports].map((port) => ({ ip, port }));
}

/** Those that the nodes' policies would keep them from: a private chain's nodes have each other only. */
function closed({ network }: Settings, peers: readonly PeerEndpoint[]): PeerEndpoint[] {
  const open = (ip: string) => onPublicInternet(network) && !isPrivate(ip);
  const wanted = peers.filter(({ ip }) => !ip.includes(":") && !open(ip));
  return [...new Map(wanted.map(({ ip, port }) => [`${ip}:${port}`, { ip, port }])).values()];
}
