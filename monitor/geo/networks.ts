import type { SourceRange } from "./ranges.ts";

/** A row of ip-location-db's networks: first and last address as numbers, number of the network, its holder's name. */
const ROW = /^(\d+),(\d+),(\d+),(?:"((?:[^"]|"")*)"|([^"\n]*))$/;

/**
 * Every range of the CSV.
 *
 * @param names gets the name of each network
 * @throws {RangeError} naming a line that is none
 */
export function* networkRanges(csv: string, names: Map<number, string>): Generator<SourceRange> {
  let number = 0;
  for (const line of csv.split(/\r?\n/)) {
    number++;
    if (line === "") continue;
    const [, start, end, asn, quoted, plain] = ROW.exec(line) ?? [];
    if (start === undefined || end === undefined || asn === undefined)
      throw new RangeError(`line ${number} is no range of addresses`);
    const value = Number(asn);
    names.set(value, quoted?.replaceAll('""', '"') ?? plain ?? "");
    yield { start: BigInt(start), end: BigInt(end), value };
  }
}
