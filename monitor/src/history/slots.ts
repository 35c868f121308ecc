import type { DatabaseSync } from "node:sqlite";

import type { LayerPoint, Point } from "./history.ts";

/** Lengths in which counts are added up, minutes: the short one is kept for a day, the long one as long as the rest. */
export const STEPS = [1, 15] as const;

/** How long the short step is kept, minutes. */
export const SHORT_KEPT = 24 * 60;

/** Most rows of an answer, two for each point: a week by 15 minutes is 1344. */
const MAX_ROWS = 20_000;

/**
 * First the mean of each node over the new, longer step, then the sum over the nodes. A mean is of the polls, so a node
 * that was asked twice in a step does not count twice.
 */
const COUNTS = `SELECT begin, layer,
    count(total) AS nodes, sum(inbound) AS inbound, sum(outbound) AS outbound, sum(unknown) AS unknown,
    sum(total) AS total, sum(least) AS min, sum(most) AS max, sum(joins) AS joins, sum(leaves) AS leaves
  FROM (
    SELECT at - at % :length AS begin, layer, node,
      sum(inbound) * 1.0 / nullif(sum(polls), 0) AS inbound,
      sum(outbound) * 1.0 / nullif(sum(polls), 0) AS outbound,
      sum(unknown) * 1.0 / nullif(sum(polls), 0) AS unknown,
      sum(total) * 1.0 / nullif(sum(polls), 0) AS total,
      min(least) AS least, max(most) AS most, sum(joins) AS joins, sum(leaves) AS leaves
    FROM slot
    WHERE step = :step AND at >= :from AND at <= :to
      AND (:node IS NULL OR node = (SELECT id FROM node WHERE name = :node))
    GROUP BY begin, layer, node
  )
  GROUP BY begin, layer ORDER BY begin, layer LIMIT ${MAX_ROWS}`;

/** What is asked of the counts; times in milliseconds since 1970. */
export interface CountsQuery {
  readonly node: string | null;
  readonly fromMs: number;
  readonly toMs: number;
  readonly stepSeconds: number;
}

/** Which of the kept steps answers a question, and the length of the answer's steps, both in minutes. */
export function stepFor(
  { fromMs, stepSeconds }: Pick<CountsQuery, "fromMs" | "stepSeconds">,
  now: number,
): { step: number; length: number } {
  const [short, long] = STEPS;
  const wanted = Math.max(1, Math.ceil(stepSeconds / 60));
  const recent = fromMs >= now - SHORT_KEPT * 60_000;
  if (wanted % long === 0) return { step: long, length: wanted };
  return recent
    ? { step: short, length: wanted }
    : { step: long, length: Math.ceil(wanted / long) * long };
}

/** Counts over time, oldest first. */
export function readCounts(database: DatabaseSync, query: CountsQuery, now: number): Point[] {
  const { step, length } = stepFor(query, now);
  const minute = (ms: number): number => Math.floor(ms / 60_000);
  const from = minute(query.fromMs);
  const rows = database.prepare(COUNTS).all({
    length,
    step,
    // The whole of the first step, or its number would be of a part of it.
    from: from - (from % length),
    to: minute(query.toMs),
    node: query.node,
  });
  const points = new Map<number, { -readonly [K in keyof Point]: Point[K] }>();
  for (const row of rows) {
    const at = Number(row["begin"]) * 60_000;
    const point = points.get(at) ?? { at, execution: null, consensus: null };
    point[row["layer"] === 0 ? "execution" : "consensus"] = toPoint(row);
    points.set(at, point);
  }
  return [...points.values()];
}

function toPoint(row: Record<string, unknown>): LayerPoint {
  const number = (key: string): number | null =>
    row[key] === null ? null : Math.round(Number(row[key]) * 100) / 100;
  return {
    inbound: number("inbound"),
    outbound: number("outbound"),
    unknown: number("unknown"),
    total: number("total"),
    min: number("min"),
    max: number("max"),
    joins: number("joins"),
    leaves: number("leaves"),
    nodes: Number(row["nodes"]),
  };
}
