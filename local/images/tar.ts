import { createReadStream } from "node:fs";

const BLOCK = 512;

/** What every entry of a tar archive has. Owner is root and the time is the epoch unless said otherwise. */
interface EntryBase {
  /** Path in the archive, without a leading slash. */
  readonly path: string;
  /** Numeric owner and group. Default 0. */
  readonly owner?: number;
}

/** A folder. */
export interface DirectoryEntry extends EntryBase {
  readonly type: "directory";
  /** Default 0755. */
  readonly mode?: number;
}

/** A file whose content is given. */
export interface ContentEntry extends EntryBase {
  readonly type: "content";
  readonly content: Uint8Array;
  /** Default 0644. */
  readonly mode?: number;
}

/** A file whose content is read from the machine. */
export interface FileEntry extends EntryBase {
  readonly type: "file";
  readonly source: string;
  /** Bytes that the source has; it must not change while the archive is written. */
  readonly size: number;
  /** Default 0644. */
  readonly mode?: number;
}

/** A symbolic link. */
export interface LinkEntry extends EntryBase {
  readonly type: "link";
  readonly target: string;
}

/** One entry of a tar archive. */
export type Entry = DirectoryEntry | ContentEntry | FileEntry | LinkEntry;

/** A path does not fit into a ustar header. */
export class TarPathError extends Error {
  override readonly name = "TarPathError";
  readonly path: string;

  constructor(path: string, reason: string) {
    super(`tar: path "${path}" ${reason}`);
    this.path = path;
  }
}

/**
 * The bytes of a tar archive (POSIX ustar). The same entries give the same bytes on every machine: no owner names, no
 * times, no order but the caller's.
 * @throws TarPathError when a path is too long
 * @throws Error when a file's size differs from its entry's
 */
export async function* tarStream(entries: Iterable<Entry>): AsyncGenerator<Uint8Array> {
  for (const entry of entries) {
    yield header(entry);
    if (entry.type === "content") yield* padded(entry.content);
    if (entry.type === "file") yield* fileBody(entry);
  }
  yield Buffer.alloc(2 * BLOCK);
}

async function* fileBody(entry: FileEntry): AsyncGenerator<Uint8Array> {
  let written = 0;
  for await (const chunk of createReadStream(entry.source, { highWaterMark: 1024 * 1024 })) {
    const bytes = chunk as Buffer;
    written += bytes.length;
    yield bytes;
  }
  if (written !== entry.size) {
    throw new Error(`tar: ${entry.source} has ${written} bytes, expected ${entry.size}`);
  }
  yield padding(written);
}

function* padded(content: Uint8Array): Generator<Uint8Array> {
  yield content;
  yield padding(content.length);
}

function padding(size: number): Uint8Array {
  return Buffer.alloc((BLOCK - (size % BLOCK)) % BLOCK);
}

function header(entry: Entry): Uint8Array {
  const block = Buffer.alloc(BLOCK);
  const [prefix, name] = splitPath(entry.type === "directory" ? `${entry.path}/` : entry.path);
  block.write(name, 0);
  octal(block, 100, 8, mode(entry));
  octal(block, 108, 8, entry.owner ?? 0);
  octal(block, 116, 8, entry.owner ?? 0);
  octal(block, 124, 12, size(entry));
  octal(block, 136, 12, 0);
  block.write(typeFlag(entry), 156);
  if (entry.type === "link") {
    if (Buffer.byteLength(entry.target) > 100)
      throw new TarPathError(entry.target, "is a link over 100 bytes");
    block.write(entry.target, 157);
  }
  block.write("ustar\u000000", 257, "latin1");
  block.write(prefix, 345);
  // The checksum counts its own field as spaces.
  block.fill(" ", 148, 156);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, "0")}\u0000 `, 148, "latin1");
  return block;
}

function octal(block: Buffer, offset: number, width: number, value: number): void {
  block.write(value.toString(8).padStart(width - 1, "0"), offset, "latin1");
}

function mode(entry: Entry): number {
  if (entry.type === "link") return 0o777;
  return entry.mode ?? (entry.type === "directory" ? 0o755 : 0o644);
}

function size(entry: Entry): number {
  if (entry.type === "content") return entry.content.length;
  return entry.type === "file" ? entry.size : 0;
}

function typeFlag(entry: Entry): string {
  return { content: "0", file: "0", link: "2", directory: "5" }[entry.type];
}

/** A name of at most 100 bytes and, cut off at a slash, a prefix of at most 155. */
function splitPath(path: string): readonly [prefix: string, name: string] {
  if (Buffer.byteLength(path) <= 100) return ["", path];
  for (let cut = path.indexOf("/"); cut !== -1; cut = path.indexOf("/", cut + 1)) {
    const [prefix, name] = [path.slice(0, cut), path.slice(cut + 1)];
    if (Buffer.byteLength(prefix) > 155) break;
    if (name !== "" && Buffer.byteLength(name) <= 100) return [prefix, name];
  }
  throw new TarPathError(path, "is too long: ustar holds 155 + 100 bytes, cut at a slash");
}
