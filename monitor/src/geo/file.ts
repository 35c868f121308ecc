import { fstatSync, openSync, readSync } from "node:fs";

import { z } from "zod";

import type { Column, GeoTables } from "./tables.ts";

/** A file that is no compiled data. The message says why. */
export class GeoFileError extends Error {
  override readonly name = "GeoFileError";
}

const MAGIC = "PEERGEO1";
const MAX_HEADER = 65_536;
/** What is before the header: the magic and the header's length. */
const PREFIX = 16;

/** The file's tables in their order, each with the bytes of one number. */
const ORDER = [
  ["country4.starts", 4],
  ["country4.values", 2],
  ["country6.starts", 8],
  ["country6.values", 2],
  ["asn4.starts", 4],
  ["asn4.values", 4],
  ["asn6.starts", 8],
  ["asn6.values", 4],
  ["asns", 4],
  ["nameEnds", 4],
  ["names", 1],
] as const;

type Name = (typeof ORDER)[number][0];

const header = z.object({
  /** Date of the data. */
  date: z.iso.date(),
  attributions: z.array(z.string().max(400)).max(10),
  lengths: z.array(z.int().nonnegative()).length(ORDER.length),
});

/** What a file says of its data. */
export type GeoHeader = Omit<z.infer<typeof header>, "lengths">;

/** The tables as typed arrays, by their place in the file. */
export type Content = Readonly<
  Record<Name, Uint8Array | Uint16Array | Uint32Array | BigUint64Array>
>;

/** Writes a file's content. The numbers are those of little-endian machines, as all that run this are. */
export function encodeGeoFile(content: Content, { date, attributions }: GeoHeader): Buffer {
  const tables = ORDER.map(([name]) => content[name]);
  const lengths = tables.map(({ length }) => length);
  const text = Buffer.from(JSON.stringify({ date, attributions, lengths }));
  const prefix = Buffer.alloc(PREFIX);
  prefix.write(MAGIC);
  prefix.writeUInt32LE(text.length, MAGIC.length);
  const bytes = tables.map(({ buffer, byteOffset, byteLength }) =>
    Buffer.from(buffer, byteOffset, byteLength),
  );
  return Buffer.concat([prefix, text, ...bytes]);
}

/** A file with its header and tables. The tables are read where they lie: in memory they would be 12 MB. */
export interface GeoFile extends GeoHeader {
  readonly tables: GeoTables;
}

function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/**
 * Opens a file and keeps it open. A later look-up throws when the file has become shorter.
 *
 * @throws {GeoFileError}
 * @throws {Error} of the file system
 */
export function openGeoFile(path: string): GeoFile {
  const file = openSync(path, "r");
  const read = (into: Buffer, at: number): Buffer => {
    if (readSync(file, into, 0, into.length, at) !== into.length)
      throw new GeoFileError("it is cut off");
    return into;
  };
  const prefix = read(Buffer.alloc(PREFIX), 0);
  const size = prefix.readUInt32LE(MAGIC.length);
  if (prefix.toString("latin1", 0, MAGIC.length) !== MAGIC || size > MAX_HEADER)
    throw new GeoFileError("it is not what monitor/geo/compile.ts writes");
  const parsed = header.safeParse(parseOrNull(read(Buffer.alloc(size), PREFIX).toString()));
  if (!parsed.success) throw new GeoFileError("its header cannot be read");
  const { lengths, date, attributions } = parsed.data;

  const places = new Map<Name, { readonly at: number; readonly length: number }>();
  let end = PREFIX + size;
  for (const [index, [name, bytes]] of ORDER.entries()) {
    const length = lengths[index] ?? 0;
    places.set(name, { at: end, length });
    end += length * bytes;
  }
  if (fstatSync(file).size !== end) throw new GeoFileError("it is cut off");

  const one = (bytes: number) => Buffer.alloc(bytes);
  const column = <T>(name: Name, into: Buffer, value: (buffer: Buffer) => T): Column<T> => {
    const { at = 0, length = 0 } = places.get(name) ?? {};
    return { length, at: (index) => value(read(into, at + index * into.length)) };
  };
  const of16 = (name: Name) => column(name, one(2), (buffer) => buffer.readUInt16LE());
  const of32 = (name: Name) => column(name, one(4), (buffer) => buffer.readUInt32LE());
  const of64 = (name: Name) => column(name, one(8), (buffer) => buffer.readBigUInt64LE());
  const namesAt = places.get("names")?.at ?? 0;
  return {
    date,
    attributions,
    tables: {
      country4: { starts: of32("country4.starts"), values: of16("country4.values") },
      country6: { starts: of64("country6.starts"), values: of16("country6.values") },
      asn4: { starts: of32("asn4.starts"), values: of32("asn4.values") },
      asn6: { starts: of64("asn6.starts"), values: of32("asn6.values") },
      asns: of32("asns"),
      nameEnds: of32("nameEnds"),
      names: { subarray: (begin, until) => read(Buffer.alloc(until - begin), namesAt + begin) },
    },
  };
}
