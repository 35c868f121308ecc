import { type CountryResponse, Reader } from "mmdb-lib";

import { packCountry } from "../src/geo/tables.ts";
import type { SourceRange } from "./ranges.ts";

/** A record of ip-location-db's country databases. */
interface Country {
  readonly country_code?: string;
}

/** How one family's addresses are walked. */
interface Family {
  readonly bits: number;
  /** First address that is looked at, and the first that is not any more. */
  readonly from: bigint;
  readonly to: bigint;
  readonly write: (address: bigint) => string;
}

export const IPV4: Family = {
  bits: 32,
  from: 0n,
  to: 1n << 32n,
  write: (address) =>
    [24n, 16n, 8n, 0n].map((shift) => String((address >> shift) & 255n)).join("."),
};

/** 2000::/3 is all of the global unicast space. */
export const IPV6: Family = {
  bits: 128,
  from: 1n << 125n,
  to: 1n << 126n,
  write: (address) =>
    address
      .toString(16)
      .padStart(32, "0")
      .replace(/(.{4})(?!$)/g, "$1:"),
};

/** Every range of a MaxMind database that names a country. */
export function* countryRanges(
  database: Buffer,
  { bits, from, to, write }: Family,
): Generator<SourceRange> {
  // Its types know MaxMind's own records only.
  const reader = new Reader<CountryResponse>(database);
  for (let at = from; at < to;) {
    const [record, prefix] = reader.getWithPrefixLength(write(at));
    const next = at + (1n << BigInt(bits - prefix));
    const value = packCountry((record as Country | null)?.country_code ?? "");
    if (value !== 0) yield { start: at, end: next - 1n, value };
    at = next;
  }
}
