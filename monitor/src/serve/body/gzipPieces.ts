import { constants, crc32, deflateRawSync, inflateRawSync } from "node:zlib";

/** A part of a text, compressed on its own so that it can be put beside others without being compressed again. */
export interface Piece {
  /** Blocks of DEFLATE, none of them the last (RFC 1951), that end at a byte; to be read in a row. */
  readonly deflated: readonly Buffer[];
  /** Of the text's bytes. */
  readonly crc: number;
  readonly length: number;
}

/** Level 1: a fleet's answer has to be made quickly, and JSON is small by then already. */
const OPTIONS = { level: 1, finishFlush: constants.Z_SYNC_FLUSH } as const;

/** Compresses a part. */
export function pieceOf(text: string): Piece {
  const bytes = Buffer.from(text);
  const deflated = deflateRawSync(bytes, OPTIONS);
  // zlib's own is a part of a larger piece of memory, all of which would be kept with it.
  const kept = Buffer.allocUnsafeSlow(deflated.length);
  deflated.copy(kept);
  return { deflated: [kept], crc: crc32(bytes), length: bytes.length };
}

/** Parts in a row as one; nothing is copied. */
export function joined(pieces: readonly Piece[]): Piece {
  let crc = 0;
  let length = 0;
  for (const piece of pieces) {
    crc = combineCrc(crc, piece.crc, piece.length);
    length += piece.length;
  }
  return { deflated: pieces.flatMap(({ deflated }) => deflated), crc, length };
}

/** The part as it was. */
export const bytesOf = ({ deflated }: Piece): Buffer =>
  inflateRawSync(deflated.length === 1 ? (deflated[0] as Buffer) : Buffer.concat(deflated), {
    finishFlush: constants.Z_SYNC_FLUSH,
  });

/** Magic, DEFLATE, no flags, no time, fastest, any system: RFC 1952. */
const HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 4, 255]);
/** An empty block of fixed codes that is the last. */
const END = Buffer.from([3, 0]);

/** One gzip file of all parts, as if their text had been compressed in one piece: buffers in a row, of which none is a copy. */
export function gzipOf(pieces: readonly Piece[]): readonly Buffer[] {
  const { deflated, crc, length } = joined(pieces);
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(crc, 0);
  trailer.writeUInt32LE(length % 2 ** 32, 4);
  return [HEADER, ...deflated, END, trailer];
}

const POLYNOMIAL = 0xedb88320;

/** Product of two polynomials modulo CRC-32's, bits reflected. */
function multiply(a: number, b: number): number {
  let product = 0;
  let factor = b;
  for (let bit = 0x80000000; bit !== 0; bit >>>= 1) {
    if ((a & bit) !== 0) product ^= factor;
    factor = (factor & 1) === 0 ? factor >>> 1 : (factor >>> 1) ^ POLYNOMIAL;
  }
  return product >>> 0;
}

/** x to the power of 2^n modulo the polynomial, for n from 0. */
const POWERS: readonly number[] = (() => {
  const powers = [0x40000000];
  while (powers.length < 32) {
    const last = powers.at(-1) ?? 0;
    powers.push(multiply(last, last));
  }
  return powers;
})();

/**
 * The CRC-32 of two texts in a row, out of that of each: the first one's is moved on by the length of the second.
 *
 * Source: zlib's crc32_combine.
 *
 * @param length of the second in bytes
 */
export function combineCrc(first: number, second: number, length: number): number {
  let shift = 0x80000000;
  // Eight bits a byte: from the third power on.
  for (let rest = length, power = 3; rest > 0; rest = Math.floor(rest / 2), power++) {
    if (rest % 2 === 1) shift = multiply(POWERS[power % 32] ?? 0, shift);
  }
  return (multiply(shift, first) ^ second) >>> 0;
}
