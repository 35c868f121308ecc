/** One range of a source. `start` and `end` are inclusive. */
export interface SourceRange {
  readonly start: bigint;
  readonly end: bigint;
  /** 0: not known. */
  readonly value: number;
}

/** Starts and values of ranges that cover everything: what no source names is 0, neighbours with one value are one. */
export interface Flat {
  readonly starts: readonly bigint[];
  readonly values: readonly number[];
}

/**
 * Lays sorted ranges end to end. Where two overlap the first counts.
 *
 * @param last the last address that there is
 * @param overlaps how many are forgiven: more are a sign that the source is not sorted
 * @throws {RangeError}
 */
export function flatten(ranges: Iterable<SourceRange>, last: bigint, overlaps: number): Flat {
  const starts: bigint[] = [];
  const values: number[] = [];
  const push = (start: bigint, value: number) => {
    if (values.at(-1) === value) return;
    starts.push(start);
    values.push(value);
  };
  let next = 0n;
  let overlapping = 0;
  for (const { start, end, value } of ranges) {
    if (end < start || end > last) throw new RangeError(`no range: ${start} to ${end}`);
    if (start < next && ++overlapping > overlaps)
      throw new RangeError(`ranges are not sorted at ${start}`);
    if (end < next) continue;
    if (start > next) push(next, 0);
    push(start < next ? next : start, value);
    next = end + 1n;
  }
  if (next <= last) push(next, 0);
  return { starts, values };
}

/** The first halves of IPv6 ranges: several that are finer than that become one and the same. */
export function* firstHalves(ranges: Iterable<SourceRange>): Generator<SourceRange> {
  for (const { start, end, value } of ranges) yield { start: start >> 64n, end: end >> 64n, value };
}
