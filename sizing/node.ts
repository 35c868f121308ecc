import type { ConsensusClientName, ExecutionClientName } from "../components/clients/names.ts";
import type { HistoryMode, Network } from "../networks/network.ts";
import { consensusPreset } from "./consensus.ts";
import type { Custody } from "./custody.ts";
import { executionPreset, type ExecutionPreset } from "./execution.ts";
import { memoryEnvironment } from "./memory.ts";
import type { Preset } from "./preset.ts";

/** What a stack may say of one layer's size, as Kubernetes quantities. Absent: by preset. */
export interface SizeOverrides {
  readonly storage?: string | undefined;
  readonly cpu?: string | undefined;
  readonly memory?: string | undefined;
}

/** What decides how big one EthereumNode is. */
export interface NodeCase {
  readonly network: Network;
  readonly executionClient: ExecutionClientName;
  readonly consensusClient: ConsensusClientName;
  readonly history: HistoryMode;
  readonly custody: Custody;
  readonly blobRetentionEpochs: number;
  readonly execution: SizeOverrides & { readonly cacheMb?: number | undefined };
  readonly consensus: SizeOverrides;
}

/** What one client gets. */
export interface ClientSize {
  readonly storage: string;
  readonly cpu: string;
  readonly memory: string;
  /** Environment variables by which it learns of its memory. */
  readonly env: Readonly<Record<string, string>>;
  readonly preset: Preset;
}

export interface NodeSize {
  readonly execution: ClientSize & { readonly cacheMb: number; readonly preset: ExecutionPreset };
  readonly consensus: ClientSize;
}

/** The size of one EthereumNode: what its stack says, and the preset's values for the rest. */
export function nodeSize(node: NodeCase): NodeSize {
  const execution = executionPreset({ ...node, client: node.executionClient });
  const consensus = consensusPreset({ ...node, client: node.consensusClient });
  const cacheMb = node.execution.cacheMb ?? execution.cacheMb;
  return {
    execution: {
      ...size(node.executionClient, execution, node.execution, cacheMb),
      cacheMb,
      preset: execution,
    },
    consensus: size(node.consensusClient, consensus, node.consensus, 0),
  };
}

function size(
  client: ExecutionClientName | ConsensusClientName,
  preset: Preset,
  own: SizeOverrides,
  cacheMb: number,
): ClientSize {
  const memory = own.memory ?? preset.memory;
  return {
    storage: own.storage ?? preset.storage,
    cpu: own.cpu ?? preset.cpu,
    memory,
    env: memoryEnvironment(client, memory, cacheMb),
    preset,
  };
}

/** One line on what a node costs in disk and memory, and why: `geth postPrague: 1536Gi disk, 16Gi memory, …`. */
export function explain(node: NodeCase): string {
  const { execution, consensus } = nodeSize(node);
  const history = node.network.public === undefined ? "" : ` ${node.history}`;
  const custody = node.network.public === undefined ? "" : ` ${node.custody} custody`;
  return [
    `${node.executionClient}${history}: ${costs(execution)}, cache ${execution.cacheMb} MiB: ${execution.preset.why}`,
    `${node.consensusClient}${custody}: ${costs(consensus)}: ${consensus.preset.why}`,
  ].join("; ");
}

const costs = ({ storage, memory, cpu, preset }: ClientSize): string =>
  [
    `${storage} disk${changed(storage, preset.storage)}`,
    `${memory} memory${changed(memory, preset.memory)}`,
    `${cpu} CPU${changed(cpu, preset.cpu)}`,
  ].join(", ");

const changed = (value: string, preset: string): string =>
  value === preset ? "" : ` (set; the preset has ${preset})`;
