import { executionClient } from "../components/clients/index.ts";
import type { ExecutionClientName } from "../components/clients/names.ts";
import type { HistoryMode } from "../networks/network.ts";
import type { NodeCase } from "../sizing/node.ts";
import { clientsOf } from "./clients.ts";
import type { NodeSettings, Settings } from "./schema.ts";

/** The histories that a node can keep: what its network has points for and its client knows, from the most to the least. */
export function historyModes({ network }: Settings, client: ExecutionClientName): HistoryMode[] {
  const known = executionClient(client).historyModes;
  return network.historyModes.filter((mode) => known.includes(mode));
}

/** What decides a node's sizes: its own settings, else the stack's. Where none says the history, the least that can be kept. */
export function nodeCase(settings: Settings, node: NodeSettings): NodeCase {
  const { execution, consensus } = clientsOf(settings, node);
  return {
    network: settings.network,
    executionClient: execution,
    consensusClient: consensus,
    history: node.history ?? settings.history ?? historyModes(settings, execution).at(-1) ?? "all",
    custody: settings.custody,
    blobRetentionEpochs: settings.blobRetentionEpochs,
    execution: {
      storage: node.executionStorage ?? settings.executionStorage,
      cpu: settings.executionCpu,
      memory: settings.executionMemory,
      cacheMb: settings.executionCacheMb,
    },
    consensus: {
      storage: node.consensusStorage ?? settings.consensusStorage,
      cpu: settings.consensusCpu,
      memory: settings.consensusMemory,
    },
  };
}
