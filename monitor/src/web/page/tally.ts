/** How many have a value, and their share of those whose value is known. */
export interface Tally {
  readonly value: string;
  readonly count: number;
  readonly share: number;
}

/** Counts values, most first; what is not known is counted apart. */
export function tally<T>(
  items: readonly T[],
  valueOf: (item: T) => string | null,
): { readonly groups: readonly Tally[]; readonly unknown: number } {
  const counts = new Map<string, number>();
  for (const item of items) {
    const value = valueOf(item);
    if (value !== null) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  const known = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const groups = [...counts]
    .map(([value, count]) => ({ value, count, share: count / known }))
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
  return { groups, unknown: items.length - known };
}

/** The middle value; null of none. */
export function median(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}
