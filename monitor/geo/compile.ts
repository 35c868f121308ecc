/**
 * Makes the file that the monitor looks countries and networks up in, out of the npm packages with the data:
 *
 *   node monitor/geo/compile.ts FILE
 *
 * It runs where the image is built: the file has some 10 MB, the packages 75 MB.
 */
import { readFileSync } from "node:fs";
import { rename, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";

import { encodeGeoFile } from "../src/geo/file.ts";
import { countryRanges, IPV4, IPV6 } from "./countries.ts";
import { networkRanges } from "./networks.ts";
import { firstHalves, flatten, type SourceRange } from "./ranges.ts";
import { ATTRIBUTIONS, COUNTRIES, dateOf, NETWORKS } from "./sources.ts";

const require = createRequire(import.meta.url);
const read = (path: string): Buffer => readFileSync(require.resolve(path));

/** The networks' data overlap in a few places. */
const OVERLAPS = 100;

const ranges4 = (source: Iterable<SourceRange>) => flatten(source, 2n ** 32n - 1n, OVERLAPS);

const ranges6 = (source: Iterable<SourceRange>) =>
  flatten(firstHalves(source), 2n ** 64n - 1n, Number.POSITIVE_INFINITY);

const numbers = (list: readonly bigint[]): Uint32Array => Uint32Array.from(list, Number);

function countries() {
  const v4 = ranges4(countryRanges(read(`${COUNTRIES}/iptoasn-country-ipv4.mmdb`), IPV4));
  const v6 = ranges6(countryRanges(read(`${COUNTRIES}/iptoasn-country-ipv6.mmdb`), IPV6));
  return {
    "country4.starts": numbers(v4.starts),
    "country4.values": Uint16Array.from(v4.values),
    "country6.starts": BigUint64Array.from(v6.starts),
    "country6.values": Uint16Array.from(v6.values),
  };
}

function networks() {
  const byAsn = new Map<number, string>();
  const v4 = ranges4(networkRanges(read(`${NETWORKS}/asn-ipv4-num.csv`).toString(), byAsn));
  const v6 = ranges6(networkRanges(read(`${NETWORKS}/asn-ipv6-num.csv`).toString(), byAsn));
  const asns = Uint32Array.from(byAsn.keys()).sort();
  const names = Array.from(asns, (asn) => Buffer.from(byAsn.get(asn) ?? ""));
  let end = 0;
  const ends = names.map((name) => (end += name.length));
  return {
    "asn4.starts": numbers(v4.starts),
    "asn4.values": Uint32Array.from(v4.values),
    "asn6.starts": BigUint64Array.from(v6.starts),
    "asn6.values": Uint32Array.from(v6.values),
    asns,
    nameEnds: Uint32Array.from([0, ...ends]),
    names: Buffer.concat(names),
  };
}

const [path] = process.argv.slice(2);
if (path === undefined) throw new Error("expected the path of the file to write");
const content = encodeGeoFile(
  { ...countries(), ...networks() },
  { date: dateOf(read(`${NETWORKS}/package.json`)), attributions: [...ATTRIBUTIONS] },
);
// Never a half file under its name.
await writeFile(`${path}.tmp`, content);
await rename(`${path}.tmp`, path);
process.stdout.write(`${path}: ${content.length} bytes\n`);
