import type { Settings } from "../../settings/schema.ts";
import type { NodeParts } from "./parts.ts";

/** A volume of the stack's class, kept as the stack says. */
export const volume = ({ storageClass, protectData }: Settings, size: string) => ({
  size,
  storageClass,
  protect: protectData,
});

/** Where a node's data is. */
export function volumes(settings: Settings) {
  return {
    execution: { volume: volume(settings, settings.executionStorage) },
    consensus: { volume: volume(settings, settings.consensusStorage) },
  } satisfies NodeParts;
}
