import { existsSync } from "node:fs";
import { resolve } from "node:path";

import type { Logger } from "pino";

import { isPublic } from "../peers/globalAddress.ts";
import { ipv6Groups, plainAddress } from "../peers/ip.ts";
import { memo } from "../peers/memo.ts";
import type { PeerLocation } from "../peers/model.ts";
import { cleanText } from "../peers/text.ts";
import { readGeoHeader, readGeoTables } from "./file.ts";
import { type GeoTables, lastAtOrBefore, unpackCountry } from "./tables.ts";

/** Where addresses are, by data on this machine. */
export interface Geography {
  /** Null when it is not known: no data, or an address that is not on the internet. */
  readonly locate: (ip: string) => PeerLocation | null;
  /** Whose data that is, to be shown with it. Empty when there is none. */
  readonly attributions: readonly string[];
}

/** Without data. */
export const NO_GEOGRAPHY: Geography = { locate: () => null, attributions: [] };

/** Where the image has the data: beside the sources. */
export const DEFAULT_GEO_FILE = resolve(import.meta.dirname, "../../geo.bin");

/** Addresses whose place is remembered: those of the peers come again with every poll. */
const KEPT = 32_768;

const MAX_ORGANISATION = 80;

function organisation({ asns, nameEnds, names }: GeoTables, asn: number): string | null {
  const at = lastAtOrBefore(asns, asn);
  if (asns[at] !== asn) return null;
  const bytes = names.subarray(nameEnds[at], nameEnds[at + 1]);
  return cleanText(Buffer.from(bytes).toString(), MAX_ORGANISATION) || null;
}

/** Looks an address up. Null for one that is not on the internet, or of which the tables have nothing. */
export function locateIn(tables: GeoTables, ip: string): PeerLocation | null {
  const address = plainAddress(ip);
  if (!isPublic(address)) return null;
  const { country4, country6, asn4, asn6 } = tables;
  let packed: number | undefined;
  let asn: number | undefined;
  if (address.includes(":")) {
    const half = ipv6Groups(address)
      .slice(0, 4)
      .reduce((sum, group) => (sum << 16n) | BigInt(group), 0n);
    packed = country6.values[lastAtOrBefore(country6.starts, half)];
    asn = asn6.values[lastAtOrBefore(asn6.starts, half)];
  } else {
    const number = address.split(".").reduce((sum, byte) => sum * 256 + Number(byte), 0);
    packed = country4.values[lastAtOrBefore(country4.starts, number)];
    asn = asn4.values[lastAtOrBefore(asn4.starts, number)];
  }
  const country = unpackCountry(packed ?? 0);
  if (asn === undefined || asn === 0)
    return country === null ? null : { country, asn: null, organisation: null };
  return { country, asn, organisation: organisation(tables, asn) };
}

/**
 * Opens compiled data. They are loaded when the first address is looked up: a node of a private chain has none to look up.
 * Data that are missing or cannot be read are none, which the log says once.
 *
 * @param path default: where the image has them; a path that is given is expected to be there
 */
export function openGeography(path: string | undefined, log: Pick<Logger, "warn">): Geography {
  const file = path ?? DEFAULT_GEO_FILE;
  if (path === undefined && !existsSync(file)) return NO_GEOGRAPHY;
  const unusable = (error: unknown): null => {
    const why = error instanceof Error ? error.message : String(error);
    log.warn({ file, why }, "location data cannot be used: countries and networks are not known");
    return null;
  };
  try {
    const header = readGeoHeader(file);
    const attributions = [...header.attributions, `Data as of ${header.date}.`];
    let tables: GeoTables | null | undefined;
    const loaded = (): GeoTables | null => {
      try {
        return readGeoTables(file);
      } catch (error) {
        return unusable(error);
      }
    };
    return {
      locate: memo((ip) => {
        if (!isPublic(plainAddress(ip))) return null;
        if (tables === undefined) tables = loaded();
        return tables === null ? null : locateIn(tables, ip);
      }, KEPT),
      get attributions() {
        return tables === null ? [] : attributions;
      },
    };
  } catch (error) {
    unusable(error);
    return NO_GEOGRAPHY;
  }
}
