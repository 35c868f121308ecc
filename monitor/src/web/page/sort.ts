/** What a row is sorted by in a column; null is what is not known. */
export type SortValue = string | number | null;

function compare(a: string | number, b: string | number): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  // By code units and not by locale: names are plain, and a collator costs a second with thousands of rows.
  return String(a) < String(b) ? -1 : String(a) > String(b) ? 1 : 0;
}

/** Sorts a copy. Equal rows keep their order, and what is not known comes last in either direction. */
export function sortRows<T>(
  rows: readonly T[],
  value: (row: T) => SortValue,
  descending: boolean,
): T[] {
  const sign = descending ? -1 : 1;
  return rows
    .map((row) => ({ row, key: value(row) }))
    .sort((a, b) => {
      if (a.key === null || b.key === null) return Number(a.key === null) - Number(b.key === null);
      return sign * compare(a.key, b.key);
    })
    .map(({ row }) => row);
}

const VERSION_PART = /(\d+)/;

/** A key by which versions sort as people count: 1.9 before 1.10. */
export const versionKey = (version: string | null): string | null =>
  version === null
    ? null
    : version
        .split(VERSION_PART)
        .map((part) => (/^\d+$/.test(part) ? part.padStart(10, "0") : part))
        .join("");
