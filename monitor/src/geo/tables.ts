/** Where ranges of addresses begin and what each has, in order. A range ends where the next begins. */
export interface Ranges<Starts, Values> {
  readonly starts: Starts;
  readonly values: Values;
}

/** Countries and networks by address, as they lie in a file and in memory. */
export interface GeoTables {
  /** Two letters in one number; 0: not known. */
  readonly country4: Ranges<Uint32Array, Uint16Array>;
  /** By the first half of an IPv6 address, which is as fine as networks are announced. */
  readonly country6: Ranges<BigUint64Array, Uint16Array>;
  /** Numbers of networks; 0: not known. */
  readonly asn4: Ranges<Uint32Array, Uint32Array>;
  readonly asn6: Ranges<BigUint64Array, Uint32Array>;
  /** All networks, sorted. */
  readonly asns: Uint32Array;
  /** Where each network's name begins in `names`, and the end of the last. */
  readonly nameEnds: Uint32Array;
  /** UTF-8. */
  readonly names: Uint8Array;
}

/** The place of the last range that begins at or before an address; -1 when none does. */
export function lastAtOrBefore<T extends number | bigint>(
  starts: { readonly length: number; readonly [index: number]: T },
  address: T,
): number {
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((starts[middle] ?? 0) <= address) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Two capital letters as one number, which is never 0; 0 for anything else. */
export const packCountry = (code: string): number =>
  /^[A-Z]{2}$/.test(code) ? (code.charCodeAt(0) << 8) | code.charCodeAt(1) : 0;

/** The reverse; null for 0. */
export const unpackCountry = (packed: number): string | null =>
  packed === 0 ? null : String.fromCharCode(packed >> 8, packed & 255);
