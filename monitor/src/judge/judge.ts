import type { Layer } from "../peers/clientName.ts";
import { churn } from "./churn.ts";
import { concentration } from "./concentration.ts";
import { custody } from "./custody.ts";
import { disagreements } from "./disagreement.ts";
import { type Diversity, diversity } from "./diversity.ts";
import type { LayerFacts, NodeFacts } from "./facts.ts";
import { health, UNKNOWN_HEALTH } from "./health.ts";
import { layerReasons } from "./layerReasons.ts";
import type { NodeJudgement } from "./model.ts";
import { nodeReasons } from "./nodeReasons.ts";
import { reachability } from "./reachability.ts";
import { restart } from "./restart.ts";

const LAYERS = ["execution", "consensus"] as const satisfies readonly Layer[];

/**
 * Judges a node by what is known of it. Pure: the same facts at the same time give the same judgement.
 *
 * @param now milliseconds since 1970
 */
export function judge(facts: NodeFacts, now: number): NodeJudgement {
  const clients = perLayer((layer) => diversity(facts[layer]));
  const found = {
    reachability: perLayer((layer) => reachability(layer, facts[layer], facts, now)),
    diversity: pick(clients, ({ shares }) => shares),
    diversitySource: pick(clients, ({ source }) => source),
    concentration: LAYERS.some((layer) => isUp(facts[layer]))
      ? concentration(LAYERS.flatMap((layer) => facts[layer]?.peers ?? []))
      : null,
    restart: restart(facts, now),
    churn: isUp(facts.execution) ? churn(facts.churn) : null,
    custody: isUp(facts.consensus) ? custody(facts.columns) : null,
    disagreements: disagreements(facts),
  };
  // A node of which no client was ever asked has no score, not a good one.
  const known = LAYERS.some((layer) => facts[layer] !== null && facts[layer].state !== "starting");
  if (!known) return { ...found, health: UNKNOWN_HEALTH };
  const reasons = LAYERS.flatMap((layer) =>
    layerReasons(
      layer,
      facts,
      { reachability: found.reachability[layer], shares: found.diversity[layer] },
      now,
    ),
  );
  return { ...found, health: health([...reasons, ...nodeReasons(facts, found)]) };
}

const isUp = (layer: LayerFacts | null): boolean => layer?.state === "up";

function perLayer<T>(of: (layer: Layer) => T): Record<Layer, T> {
  return { execution: of("execution"), consensus: of("consensus") };
}

const pick = <T>(
  of: Record<Layer, Diversity | null>,
  take: (diversity: Diversity) => T,
): Record<Layer, T | null> =>
  perLayer((layer) => {
    const one = of[layer];
    return one === null ? null : take(one);
  });
