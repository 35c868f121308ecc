import type { HostPort } from "../../components/kubernetes/hostPortPolicy.ts";
import { ports } from "../../components/kubernetes/ports.ts";
import type { NodeSettings, Settings } from "../../settings/schema.ts";
import type { NodeParts } from "./parts.ts";

/** How peers reach a node. */
export function p2p(settings: Settings, { p2p }: NodeSettings) {
  const exposure = {
    exposure: settings.p2pExposure,
    address: p2p?.address,
    finder: { image: settings.peerMonitorImage, stunServers: settings.stunServers },
  };
  return {
    execution: { p2p: exposure, p2pPort: p2p?.executionPort },
    consensus: {
      p2p: exposure,
      p2pPort: p2p?.consensusPort,
      discoveryPort: p2p?.discoveryPort,
    },
  } satisfies NodeParts;
}

/** The ports of their Kubernetes node that the pods of a stack take. */
export function hostPorts({ p2pExposure, nodes }: Settings): HostPort[] {
  if (p2pExposure !== "hostPort") return [];
  return nodes.flatMap(({ p2p }) => {
    const execution = p2p?.executionPort ?? ports.execution.p2p;
    const consensus = p2p?.consensusPort ?? ports.consensus.p2pTcp;
    const discovery = p2p?.discoveryPort ?? ports.consensus.p2pUdp;
    return [
      { protocol: "TCP", port: execution },
      { protocol: "UDP", port: execution },
      { protocol: "TCP", port: consensus },
      { protocol: "UDP", port: consensus },
      { protocol: "UDP", port: discovery },
    ] as const;
  });
}
