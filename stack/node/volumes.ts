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
