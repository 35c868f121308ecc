import { widespread } from "../components/clients/shares.ts";
import type { ClientName } from "../components/clients/names.ts";
import { clientsOf } from "../settings/clients.ts";
import type { Settings } from "../settings/schema.ts";

/** Something that a preview says of a stack that is right and could be better. */
export interface Note {
  readonly level: "info" | "warn";
  readonly text: string;
}

/**
 * What is to be said of a stack's choice of clients: nothing on a private chain, and nothing of a fleet that mixes them. A
 * warning where the client of both layers is the one that most of the network runs.
 */
export function clientNotes(settings: Settings): Note[] {
  if (settings.network.public === undefined) return [];
  const all = settings.nodes.map((node) => clientsOf(settings, node));
  const notes = [
    note(
      "executionClient",
      all.map(({ execution }) => execution),
    ),
    note(
      "consensusClient",
      all.map(({ consensus }) => consensus),
    ),
  ].filter((text) => text !== undefined);
  const level = notes.length === 2 ? "warn" : "info";
  return notes.map((text) => ({ level, text }));
}

/** What is said where all nodes run the same client, and a third of the network does. */
function note(setting: string, clients: readonly ClientName[]): string | undefined {
  const [first] = clients;
  const share = first && widespread[first];
  return share !== undefined && clients.every((client) => client === first)
    ? `Every node runs ${first}, as ${share.percent} % of the network do (${share.source}): a bug in it stops all of them ` +
        `at once. ${setting}, of the stack or of one of its nodes, takes another.`
    : undefined;
}
