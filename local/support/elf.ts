import { open } from "node:fs/promises";

const PT_INTERP = 3;
const HEADER_SIZE = 64;

/**
 * Whether a file is a 64-bit little-endian ELF program that names no dynamic loader, so that it runs in an image that
 * holds nothing else. A program header of type PT_INTERP is what names one (elf(5)).
 */
export async function isStaticElf(path: string): Promise<boolean> {
  const file = await open(path, "r");
  try {
    const header = Buffer.alloc(HEADER_SIZE);
    const { bytesRead } = await file.read(header, 0, HEADER_SIZE, 0);
    if (bytesRead < HEADER_SIZE || header.readUInt32BE(0) !== 0x7f454c46) return false;
    if (header[4] !== 2 || header[5] !== 1) return false;
    const start = Number(header.readBigUInt64LE(32));
    const entrySize = header.readUInt16LE(54);
    const count = header.readUInt16LE(56);
    const table = Buffer.alloc(entrySize * count);
    await file.read(table, 0, table.length, start);
    for (let index = 0; index < count; index += 1) {
      if (table.readUInt32LE(index * entrySize) === PT_INTERP) return false;
    }
    return true;
  } finally {
    await file.close();
  }
}
