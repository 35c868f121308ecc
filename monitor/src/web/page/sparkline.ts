/** One value of a series; null where nothing is known, which is drawn as a gap. */
export interface Sample {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly value: number | null;
}

/** How a series is drawn in a box of the given size. */
export interface Sparkline {
  /** SVG path of the line. */
  readonly line: string;
  /** The last value's place, null when the last is not known. */
  readonly end: { readonly x: number; readonly y: number } | null;
  readonly min: number | null;
  readonly max: number | null;
}

const round = (value: number): number => Math.round(value * 10) / 10;

/**
 * Draws a series.
 *
 * @param samples in order of time
 * @param from @param to the times at the left and right edge, milliseconds since 1970
 * @param width @param height of the box, in its own units; the line keeps 2 units from the upper and lower edge
 * @param top value at the upper edge; default the largest. The lower edge is 0, so that small changes look small.
 */
export function sparkline(
  samples: readonly Sample[],
  [from, to]: readonly [number, number],
  [width, height]: readonly [number, number],
  top?: number,
): Sparkline {
  const seen = samples.filter(({ at }) => at >= from && at <= to);
  const values = seen.flatMap(({ value }) => (value === null ? [] : [value]));
  if (values.length === 0 || to <= from) return { line: "", end: null, min: null, max: null };
  const max = Math.max(...values);
  const ceiling = Math.max(top ?? max, max, Number.MIN_VALUE);
  const x = (at: number): number => round(((at - from) / (to - from)) * width);
  const y = (value: number): number => round(height - 2 - (value / ceiling) * (height - 4));
  let line = "";
  let open = false;
  for (const { at, value } of seen) {
    if (value === null) {
      open = false;
      continue;
    }
    // A line of no length, so that a value alone is drawn as a point.
    line += open ? `L${x(at)} ${y(value)}` : `M${x(at)} ${y(value)}h0`;
    open = true;
  }
  const last = seen.at(-1);
  const end =
    last === undefined || last.value === null ? null : { x: x(last.at), y: y(last.value) };
  return { line, end, min: Math.min(...values), max };
}
