import type { Band, Health, Reason } from "./model.ts";
import { BANDS } from "./thresholds.ts";

/** Nothing is known of the node. */
export const UNKNOWN_HEALTH: Health = { score: null, band: "unknown", reasons: [] };

/** 100 less what each reason costs, never below 0. */
export function health(reasons: readonly Reason[]): Health {
  const cost = reasons.reduce((sum, reason) => sum + reason.cost, 0);
  const score = Math.max(0, 100 - cost);
  return { score, band: bandOf(score), reasons: reasons.toSorted((a, b) => b.cost - a.cost) };
}

/** The band that a score is of. */
export function bandOf(score: number): Exclude<Band, "unknown"> {
  if (score >= BANDS.good) return "good";
  return score >= BANDS.warning ? "warning" : "critical";
}
