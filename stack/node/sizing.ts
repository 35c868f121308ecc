import { nodeCase } from "../../settings/nodeCase.ts";
import type { NodeSettings, Settings } from "../../settings/schema.ts";
import { explain, nodeSize } from "../../sizing/node.ts";
import type { NodeParts } from "./parts.ts";

/** How much of everything a node has, and what of the chain it keeps. */
export function sizing(settings: Settings, node: NodeSettings) {
  const of = nodeCase(settings, node);
  const { execution, consensus } = nodeSize(of);
  return {
    execution: {
      history: of.history,
      cacheMb: execution.cacheMb,
      resources: { cpu: execution.cpu, memory: execution.memory },
      pod: { env: environment(execution.env) },
    },
    consensus: {
      custody: of.custody,
      backfill: settings.backfill,
      blobRetentionEpochs: of.blobRetentionEpochs,
      resources: { cpu: consensus.cpu, memory: consensus.memory },
      pod: { env: environment(consensus.env) },
    },
  } satisfies NodeParts;
}

const environment = (env: Readonly<Record<string, string>>) =>
  Object.entries(env).map(([name, value]) => ({ name, value }));

/** By node, what it costs in disk and memory and why. */
export const sizingOutputs = (settings: Settings): Record<string, string> =>
  Object.fromEntries(settings.nodes.map((node) => [node.name, explain(nodeCase(settings, node))]));
