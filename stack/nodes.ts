import { geth } from "../components/clients/geth.ts";
import { prysm } from "../components/clients/prysm.ts";
import type { FleetNode } from "../components/fleet.ts";
import { byDigest } from "../components/kubernetes/images.ts";
import type { P2pArgs } from "../components/nodeP2p.ts";
import type { Settings } from "../settings/schema.ts";

/** How many validators a private chain begins with: all that the nodes sign for. */
export function validatorCount({ nodes }: Settings): number {
  return nodes.reduce((sum, { validators = 0 }) => sum + validators, 0);
}

/** The stack's nodes, as its settings say. Validators are handed out in the nodes' order, each number once. */
export function fleetNodes(settings: Settings): FleetNode[] {
  let firstIndex = 0;
  return settings.nodes.map((node) => {
    const count = node.validators ?? 0;
    const fleetNode = {
      name: node.name,
      execution: execution(settings, node.p2p),
      consensus: consensus(settings, node.p2p),
      validator: count === 0 ? undefined : validator(settings, count, firstIndex),
    };
    firstIndex += count;
    return fleetNode;
  });
}

type NodeP2p = Settings["nodes"][number]["p2p"];

const p2pArgs = ({ p2pExposure }: Settings, p2p: NodeP2p): P2pArgs => ({
  exposure: p2pExposure,
  address: p2p?.address,
});

const clientImage = ({ imagesByDigest }: Settings, own: string, published: string): string =>
  own === "" ? (imagesByDigest ? byDigest(published) : published) : own;

function volume({ storageClass, protectData }: Settings, size: string) {
  return { size, storageClass, protect: protectData };
}

function execution(settings: Settings, p2p: NodeP2p): FleetNode["execution"] {
  return {
    version: settings.gethVersion,
    image: clientImage(settings, settings.gethImage, geth.image(settings.gethVersion)),
    history: settings.gethHistory,
    cacheMb: settings.gethCacheMb,
    maxPeers: settings.gethMaxPeers,
    extraFlags: settings.gethExtraFlags,
    volume: volume(settings, settings.gethStorage),
    resources: { cpu: settings.gethCpu, memory: settings.gethMemory },
    p2p: p2pArgs(settings, p2p),
    p2pPort: p2p?.executionPort,
    peerAgentImage: settings.peerMonitorImage,
  };
}

function consensus(settings: Settings, p2p: NodeP2p): FleetNode["consensus"] {
  return {
    version: settings.prysmVersion,
    image: clientImage(settings, settings.prysmImage, prysm.image(settings.prysmVersion)),
    maxPeers: settings.prysmMaxPeers,
    extraFlags: settings.prysmExtraFlags,
    checkpointSyncUrl: settings.checkpointSyncUrl === "" ? undefined : settings.checkpointSyncUrl,
    volume: volume(settings, settings.prysmStorage),
    resources: { cpu: settings.prysmCpu, memory: settings.prysmMemory },
    p2p: p2pArgs(settings, p2p),
    p2pPort: p2p?.consensusPort,
    discoveryPort: p2p?.discoveryPort,
  };
}

function validator(
  settings: Settings,
  count: number,
  firstIndex: number,
): NonNullable<FleetNode["validator"]> {
  return {
    version: settings.prysmVersion,
    count,
    firstIndex,
    feeRecipient: settings.feeRecipient,
    volume: volume(settings, "1Gi"),
    resources: { cpu: "50m", memory: "512Mi" },
  };
}
