import type {
  ClientName,
  ConsensusClientName,
  ExecutionClientName,
} from "../components/clients/names.ts";
import { clientVersions } from "../components/clients/versions.ts";
import type { NodeSettings, Settings } from "./schema.ts";

/** The clients of a node: its own, else the stack's. */
export function clientsOf(
  settings: Settings,
  node: NodeSettings,
): { readonly execution: ExecutionClientName; readonly consensus: ConsensusClientName } {
  return {
    execution: node.executionClient ?? settings.executionClient,
    consensus: node.consensusClient ?? settings.consensusClient,
  };
}

/** The clients that some node runs, each once. */
export function clientsInUse(settings: Settings): ClientName[] {
  const all = settings.nodes.map((node) => clientsOf(settings, node));
  return [
    ...new Set([
      ...all.map(({ execution }) => execution),
      ...all.map(({ consensus }) => consensus),
    ]),
  ];
}

/** The version of a client: the stack's, else the one that this program was made with. */
export const clientVersion = (settings: Settings, client: ClientName): string =>
  settings.clientVersions[client] ?? clientVersions[client];
