import type { ChurnFacts } from "./facts.ts";
import type { Churn } from "./model.ts";
import { DROPPER_MINUTES, HIGH_CHURN_FACTOR, MIN_CHURN_SECONDS } from "./thresholds.ts";

/** Leaves per hour by Geth's own rotation: a full node drops a peer every three to seven minutes. */
export const EXPECTED_LEAVES = {
  min: Math.round(60 / DROPPER_MINUTES.longest),
  max: 60 / DROPPER_MINUTES.shortest,
} as const;

/**
 * Whether peers come and go more than Geth's own rotation makes them. Null until ten minutes were watched: less says
 * nothing of an hour.
 */
export function churn(facts: ChurnFacts | null): Churn | null {
  if (facts === null || facts.watchedSeconds < MIN_CHURN_SECONDS) return null;
  const { joins, leaves, watchedSeconds } = facts;
  const perHour = (count: number): number => Math.round((count * 3600) / watchedSeconds);
  const leavesPerHour = perHour(leaves);
  return {
    joinsPerHour: perHour(joins),
    leavesPerHour,
    expected: EXPECTED_LEAVES,
    watchedSeconds: Math.round(watchedSeconds),
    verdict: verdictOf(leavesPerHour),
  };
}

function verdictOf(leaves: number): Churn["verdict"] {
  if (leaves > EXPECTED_LEAVES.max * HIGH_CHURN_FACTOR) return "high";
  return leaves < EXPECTED_LEAVES.min ? "calm" : "normal";
}
