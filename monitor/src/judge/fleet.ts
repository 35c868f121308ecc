import type { ClientKind, Layer } from "../peers/clientName.ts";
import type { State } from "../serve/target.ts";
import { clientShares } from "./diversity.ts";
import { UNKNOWN_HEALTH } from "./health.ts";
import type { ClientShare, Fleet, Health, NodeJudgement } from "./model.ts";

interface LayerOfNode {
  readonly state: State;
  readonly counts: {
    readonly inbound: number;
    readonly outbound: number;
    readonly total: number;
  } | null;
}

/** What all nodes together are made of. */
export interface NodeOfFleet extends Readonly<Record<Layer, LayerOfNode | null>> {
  readonly name: string;
  readonly judgement: NodeJudgement;
}

/** All nodes together. The health is the worst node's: one that is cut off is no better for the others being well. */
export function fleet(nodes: readonly NodeOfFleet[]): Fleet {
  const states = nodes.map(worstState);
  const count = (state: State): number => states.filter((one) => one === state).length;
  return {
    health: worstHealth(nodes),
    nodes: { up: count("up"), down: count("down"), starting: count("starting") },
    peers: { execution: peers(nodes, "execution"), consensus: peers(nodes, "consensus") },
    diversity: { execution: shares(nodes, "execution"), consensus: shares(nodes, "consensus") },
  };
}

function worstState({ execution, consensus }: NodeOfFleet): State {
  const states = [execution?.state, consensus?.state];
  if (states.includes("down")) return "down";
  return states.includes("starting") ? "starting" : "up";
}

function worstHealth(nodes: readonly NodeOfFleet[]): Health {
  let worst: { readonly name: string; readonly health: Health; readonly score: number } | null =
    null;
  for (const { name, judgement } of nodes) {
    const { health } = judgement;
    if (health.score === null) continue;
    if (worst === null || health.score < worst.score) worst = { name, health, score: health.score };
  }
  if (worst === null) return UNKNOWN_HEALTH;
  const { name, health } = worst;
  return {
    ...health,
    reasons: health.reasons.map((reason) => ({ ...reason, text: `${name}: ${reason.text}` })),
  };
}

function peers(nodes: readonly NodeOfFleet[], layer: Layer): Fleet["peers"][Layer] {
  const counts = nodes.flatMap((node) => node[layer]?.counts ?? []);
  if (counts.length === 0) return null;
  const sum = (key: "inbound" | "outbound" | "total"): number =>
    counts.reduce((total, one) => total + one[key], 0);
  return { inbound: sum("inbound"), outbound: sum("outbound"), total: sum("total") };
}

function shares(nodes: readonly NodeOfFleet[], layer: Layer): readonly ClientShare[] | null {
  const known = nodes.flatMap(({ judgement }) => judgement.diversity[layer] ?? []);
  if (nodes.every(({ judgement }) => judgement.diversity[layer] === null)) return null;
  const counts = new Map<ClientKind, number>();
  for (const { client, count } of known) counts.set(client, (counts.get(client) ?? 0) + count);
  return clientShares(counts);
}
