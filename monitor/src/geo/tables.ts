/** Numbers in order, in memory or in a file. A typed array is one. */
export interface Column<T> {
  readonly length: number;
  /** The number at a place from 0. */
  at(index: number): T | undefined;
}

/** Where ranges of addresses begin and what each has, in order. A range ends where the next begins. */
export interface Ranges<T> {
  readonly starts: Column<T>;
  readonly values: Column<number>;
}

/** Countries and networks by address. */
export interface GeoTables {
  /** Two letters in one number; 0: not known. */
  readonly country4: Ranges<number>;
  /** By the first half of an IPv6 address, which is as fine as networks are announced. */
  readonly country6: Ranges<bigint>;
  /** Numbers of networks; 0: not known. */
  readonly asn4: Ranges<number>;
  readonly asn6: Ranges<bigint>;
  /** All networks, sorted. */
  readonly asns: Column<number>;
  /** Where each network's name begins in `names`, and the end of the last. */
  readonly nameEnds: Column<number>;
  /** UTF-8. */
  readonly names: { subarray(begin: number, end: number): Uint8Array };
}

/** The place of the last number that is at most `most`; -1 when there is none. */
export function lastAtMost<T extends number | bigint>(column: Column<T>, most: T): number {
  let low = 0;
  let high = column.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((column.at(middle) ?? 0) <= most) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** What a range of addresses has; 0 when it is not known. */
export function valueAt<T extends number | bigint>(
  { starts, values }: Ranges<T>,
  address: T,
): number {
  const place = lastAtMost(starts, address);
  return place < 0 ? 0 : (values.at(place) ?? 0);
}

/** Two capital letters as one number, which is never 0; 0 for anything else. */
export const packCountry = (code: string): number =>
  /^[A-Z]{2}$/.test(code) ? (code.charCodeAt(0) << 8) | code.charCodeAt(1) : 0;

/** The reverse; null for 0. */
export const unpackCountry = (packed: number): string | null =>
  packed === 0 ? null : String.fromCharCode(packed >> 8, packed & 255);
