import { closeSync, fstatSync, openSync, readSync } from "node:fs";

import { z } from "zod";

import type { GeoTables } from "./tables.ts";

/** A file that is no compiled data. The message says why. */
export class GeoFileError extends Error {
  override readonly name = "GeoFileError";
}

const MAGIC = "PEERGEO1";
const MAX_HEADER = 65_536;
/** The tables in the order of the file, the widest numbers first, so that each lies at a multiple of its own size. */
const ORDER = [
  ["country6.starts", BigUint64Array],
  ["asn6.starts", BigUint64Array],
  ["country4.starts", Uint32Array],
  ["asn4.starts", Uint32Array],
  ["asn4.values", Uint32Array],
  ["asn6.values", Uint32Array],
  ["asns", Uint32Array],
  ["nameEnds", Uint32Array],
  ["country4.values", Uint16Array],
  ["country6.values", Uint16Array],
  ["names", Uint8Array],
] as const;

const header = z.object({
  /** Date of the data. */
  date: z.iso.date(),
  attributions: z.array(z.string().max(400)).max(10),
  lengths: z.array(z.int().nonnegative()).length(ORDER.length),
});

/** What a file says of its data. */
export type GeoHeader = Omit<z.infer<typeof header>, "lengths">;

/** Writes the tables as one file's content. The numbers are those of little-endian machines, as all that run this are. */
export function encodeGeoFile(tables: GeoTables, { date, attributions }: GeoHeader): Buffer {
  const inOrder = [
    tables.country6.starts,
    tables.asn6.starts,
    tables.country4.starts,
    tables.asn4.starts,
    tables.asn4.values,
    tables.asn6.values,
    tables.asns,
    tables.nameEnds,
    tables.country4.values,
    tables.country6.values,
    tables.names,
  ];
  const text = JSON.stringify({ date, attributions, lengths: inOrder.map(({ length }) => length) });
  // Filled up so that the first table begins at a multiple of eight.
  const head = Buffer.from(text.padEnd(text.length + ((8 - (Buffer.byteLength(text) % 8)) % 8)));
  const size = Buffer.alloc(8);
  size.writeUInt32LE(head.length);
  const bytes = inOrder.map(({ buffer, byteOffset, byteLength }) =>
    Buffer.from(buffer, byteOffset, byteLength),
  );
  return Buffer.concat([Buffer.from(MAGIC), size, head, ...bytes]);
}

interface Opened {
  readonly header: z.infer<typeof header>;
  readonly tablesAt: number;
}

function readHeader(file: number): Opened {
  const start = Buffer.alloc(16);
  readSync(file, start, 0, 16, 0);
  const size = start.readUInt32LE(8);
  if (start.toString("latin1", 0, 8) !== MAGIC || size > MAX_HEADER)
    throw new GeoFileError("it is not what geo-compile writes");
  const text = Buffer.alloc(size);
  readSync(file, text, 0, size, 16);
  const parsed = header.safeParse(parseOrNull(text.toString()));
  if (!parsed.success) throw new GeoFileError("its header cannot be read");
  return { header: parsed.data, tablesAt: 16 + size };
}

function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function withFile<T>(path: string, use: (file: number) => T): T {
  const file = openSync(path, "r");
  try {
    return use(file);
  } finally {
    closeSync(file);
  }
}

/**
 * Reads what a file says of its data.
 *
 * @throws {GeoFileError}
 * @throws {Error} of the file system
 */
export function readGeoHeader(path: string): GeoHeader {
  return withFile(path, (file) => readHeader(file).header);
}

/**
 * Reads a file's tables.
 *
 * @throws {GeoFileError}
 * @throws {Error} of the file system
 */
export function readGeoTables(path: string): GeoTables {
  return withFile(path, (file) => {
    const { header, tablesAt } = readHeader(file);
    const sizes = ORDER.map(([, Kind], at) => (header.lengths[at] ?? 0) * Kind.BYTES_PER_ELEMENT);
    const total = sizes.reduce((sum, size) => sum + size, 0);
    if (fstatSync(file).size !== tablesAt + total) throw new GeoFileError("it is cut off");
    const data = new Uint8Array(total);
    readSync(file, data, 0, total, tablesAt);
    let at = 0;
    const next = <T>(
      kind: new (buffer: ArrayBuffer, offset: number, length: number) => T,
      index: number,
    ): T => {
      const table = new kind(data.buffer, at, header.lengths[index] ?? 0);
      at += sizes[index] ?? 0;
      return table;
    };
    const starts6 = [next(BigUint64Array, 0), next(BigUint64Array, 1)] as const;
    const starts4 = [next(Uint32Array, 2), next(Uint32Array, 3)] as const;
    const asns = [next(Uint32Array, 4), next(Uint32Array, 5)] as const;
    const named = [next(Uint32Array, 6), next(Uint32Array, 7)] as const;
    const countries = [next(Uint16Array, 8), next(Uint16Array, 9)] as const;
    return {
      country6: { starts: starts6[0], values: countries[1] },
      asn6: { starts: starts6[1], values: asns[1] },
      country4: { starts: starts4[0], values: countries[0] },
      asn4: { starts: starts4[1], values: asns[0] },
      asns: named[0],
      nameEnds: named[1],
      names: next(Uint8Array, 10),
    };
  });
}
