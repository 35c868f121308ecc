import { consensusClient, executionClient } from "../../components/clients/index.ts";
import { clientsOf } from "../../settings/clients.ts";
import { nodeCase } from "../../settings/nodeCase.ts";
import type { NodeSettings, Settings } from "../../settings/schema.ts";
import { nodeSize } from "../../sizing/node.ts";
import type { NodeParts } from "./parts.ts";

/** What all volumes of the stack have in common. */
export const volumeKind = (settings: Settings) => ({
  storageClass: settings.storageClass,
  accessMode: settings.volumeAccessMode,
  protect: settings.protectData,
  retain: settings.retainData,
});

/** A volume of the stack's kind. */
export const volume = (settings: Settings, size: string) => ({ ...volumeKind(settings), size });

/** A volume of the node's kind, which is the stack's but for what the node says itself. */
const nodeVolume = (settings: Settings, node: NodeSettings, size: string) => ({
  ...volume(settings, size),
  storageClass: node.storageClass ?? settings.storageClass,
  accessMode: node.volumeAccessMode ?? settings.volumeAccessMode,
});

/** Where a node's data is, and what it begins with. */
export function volumes(settings: Settings, node: NodeSettings) {
  const { execution, consensus } = nodeSize(nodeCase(settings, node));
  return {
    execution: {
      volume: { ...nodeVolume(settings, node, execution.storage), from: node.restore?.execution },
    },
    consensus: {
      volume: { ...nodeVolume(settings, node, consensus.storage), from: node.restore?.consensus },
    },
  } satisfies NodeParts;
}

/** What a user should know of volumes that begin with another node's data. */
export function restoreWarnings(settings: Settings): string[] {
  return settings.nodes.flatMap((node) => {
    const runs = clientsOf(settings, node);
    const clients = [
      { layer: "execution", client: executionClient(runs.execution) },
      { layer: "consensus", client: consensusClient(runs.consensus) },
    ] as const;
    return clients.flatMap(({ layer, client }) =>
      node.restore?.[layer] === undefined || client.p2pKey !== undefined
        ? []
        : [
            `${node.name}: ${client.name} keeps its P2P key in its volume, so a clone is the same node twice to its peers. ` +
              `Delete the key there before both run, or sync this node anew.`,
          ],
    );
  });
}
