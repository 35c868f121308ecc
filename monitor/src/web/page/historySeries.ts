import type { Point } from "../../history/history.ts";
import { NO_SERIES, type Series } from "./series.ts";
import type { Sample } from "./sparkline.ts";

type Pick = (point: Point) => number | null;

/** One figure of the stored points. Steps that are missing become a gap and not a line across it. */
function samples(points: readonly Point[], pick: Pick, stepMs: number): readonly Sample[] {
  return points.flatMap((point, index) => {
    const before = points[index - 1];
    const gap = before !== undefined && point.at - before.at > stepMs * 1.5;
    const sample = { at: point.at, value: pick(point) };
    return gap ? [{ at: before.at + stepMs, value: null }, sample] : [sample];
  });
}

/** Both layers' numbers together; null when neither is known. */
function both(a: number | null | undefined, b: number | null | undefined): number | null {
  return a === null || a === undefined ? (b ?? null) : a + (b ?? 0);
}

/** The lines that the history tells; the others begin when the page is opened. */
export function historySeries(points: readonly Point[], stepSeconds: number): Series {
  const of = (pick: Pick): readonly Sample[] => samples(points, pick, stepSeconds * 1000);
  return {
    ...NO_SERIES,
    execution: of(({ execution }) => execution?.total ?? null),
    consensus: of(({ consensus }) => consensus?.total ?? null),
    joins: of(({ execution, consensus }) => both(execution?.joins, consensus?.joins)),
    leaves: of(({ execution, consensus }) => both(execution?.leaves, consensus?.leaves)),
  };
}
