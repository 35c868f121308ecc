import type { Settings } from "../../settings/schema.ts";
import type { NodeParts } from "./parts.ts";

/** How much of everything a node has. */
export function sizing(settings: Settings) {
  return {
    execution: {
      history: settings.history,
      cacheMb: settings.executionCacheMb,
      resources: { cpu: settings.executionCpu, memory: settings.executionMemory },
    },
    consensus: {
      resources: { cpu: settings.consensusCpu, memory: settings.consensusMemory },
    },
  } satisfies NodeParts;
}
