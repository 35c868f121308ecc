import { existsSync } from "node:fs";
import { resolve } from "node:path";

import type { Logger } from "pino";

import { isPublic } from "../peers/globalAddress.ts";
import { ipv6Groups, plainAddress } from "../peers/ip.ts";
import { EACH_PEER, memo } from "../peers/memo.ts";
import type { PeerLocation } from "../peers/model.ts";
import { cleanText } from "../peers/text.ts";
import { openGeoFile } from "./file.ts";
import { type GeoTables, lastAtMost, type Ranges, unpackCountry, valueAt } from "./tables.ts";

/** Where addresses are, by data on this machine. */
export interface Geography {
  /** Null when it is not known: no data, or an address that is not on the internet. */
  readonly locate: (ip: string) => PeerLocation | null;
  /** The same, of which nothing is remembered. Default: `locate`. */
  readonly locateAnew?: (ip: string) => PeerLocation | null;
  /** Whose data that is, to be shown with it. Empty when there is none. */
  readonly attributions: readonly string[];
}

/** Without data. */
export const NO_GEOGRAPHY: Geography = { locate: () => null, attributions: [] };

/** Where the image has the data: beside the sources. */
export const DEFAULT_GEO_FILE = resolve(import.meta.dirname, "../../geo.bin");

const MAX_ORGANISATION = 80;

function organisation({ asns, nameEnds, names }: GeoTables, asn: number): string | null {
  const place = lastAtMost(asns, asn);
  if (place < 0 || asns.at(place) !== asn) return null;
  const [begin = 0, end = 0] = [nameEnds.at(place), nameEnds.at(place + 1)];
  const text = Buffer.from(names.subarray(begin, end)).toString();
  return cleanText(text, MAX_ORGANISATION) || null;
}

/** A country's packed code and the number of a network, to the place of peers there: peers in one place share it. */
type Places = (key: string) => PeerLocation;

const placesOf = (tables: GeoTables): Places =>
  memo((key) => {
    const [packed = 0, asn = 0] = key.split("/").map(Number);
    return {
      country: unpackCountry(packed),
      asn: asn === 0 ? null : asn,
      organisation: asn === 0 ? null : organisation(tables, asn),
    };
  }, EACH_PEER);

/** Looks an address up. Null for one that is not on the internet, or of which the tables have nothing. */
export function locateIn(
  tables: GeoTables,
  ip: string,
  places = placesOf(tables),
): PeerLocation | null {
  const address = plainAddress(ip);
  if (!isPublic(address)) return null;
  const [packed, asn] = address.includes(":")
    ? both(tables.country6, tables.asn6, firstHalf(address))
    : both(tables.country4, tables.asn4, asNumber(address));
  if (packed === 0 && asn === 0) return null;
  return places(`${packed}/${asn}`);
}

const both = <T extends number | bigint>(countries: Ranges<T>, asns: Ranges<T>, address: T) =>
  [valueAt(countries, address), valueAt(asns, address)] as const;

const asNumber = (ipv4: string): number =>
  ipv4.split(".").reduce((sum, byte) => sum * 256 + Number(byte), 0);

const firstHalf = (ipv6: string): bigint =>
  ipv6Groups(ipv6)
    .slice(0, 4)
    .reduce((sum, group) => (sum << 16n) | BigInt(group), 0n);

/**
 * Opens compiled data. Data that are missing or cannot be read are none, which the log says once.
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
    const { attributions, date, tables } = openGeoFile(file);
    const places = placesOf(tables);
    let usable = true;
    const locateAnew = (ip: string): PeerLocation | null => {
      if (!usable) return null;
      try {
        return locateIn(tables, ip, places);
      } catch (error) {
        usable = false;
        return unusable(error);
      }
    };
    return {
      locate: memo(locateAnew, EACH_PEER),
      locateAnew,
      get attributions() {
        return usable ? [...attributions, `Data as of ${date}.`] : [];
      },
    };
  } catch (error) {
    unusable(error);
    return NO_GEOGRAPHY;
  }
}
