import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { run } from "../../local/support/command.ts";

/** A block whose hash Geth knows by heart, as 64 hex characters. */
export interface KnownBlock {
  readonly number: number;
  readonly hash: string;
}

/**
 * A database that the real Geth takes for one of Hoodi with many blocks, without their content: an index of empty bodies
 * and receipts, and the few hashes and headers that Geth looks at. Syncing a real one takes hours and a network.
 *
 * Source of the forms: go-ethereum v1.17.5 core/rawdb (schema.go, freezer_table.go, freezer_meta.go).
 */
export class GethDatabase {
  readonly folder: string;
  readonly #geth: string;

  private constructor(folder: string, geth: string) {
    this.folder = folder;
    this.#geth = geth;
  }

  /** One that is there. */
  static at(folder: string, geth: string): GethDatabase {
    return new GethDatabase(folder, geth);
  }

  /** Hoodi's genesis alone. */
  static async create(geth: string): Promise<GethDatabase> {
    const folder = await mkdtemp(join(tmpdir(), "ethnode-geth-"));
    const database = new GethDatabase(folder, geth);
    const genesis = join(folder, "genesis.json");
    await writeFile(genesis, await run(geth, ["--hoodi", "dumpgenesis"]));
    await run(geth, ["init", "--datadir", folder, genesis]);
    return database;
  }

  /** Gives it blocks up to `head`, all frozen but the newest, with the real hash of the block `known`. */
  async fill(head: number, known: KnownBlock): Promise<void> {
    const genesisKey = concat("h", number(0), hoodiGenesis);
    const header = await this.#read(genesisKey);
    const hash = Buffer.alloc(32, 0x11);
    await this.#put(
      [concat("h", number(head), hash), withNumber(header, head)],
      [concat("h", number(head), "n"), hash],
      // No transactions, uncles or withdrawals.
      [concat("b", number(head), hash), Buffer.from("c3c0c0c0", "hex")],
      [concat("H", hash), number(head)],
    );
    await this.#freeze(head, known);
    // Last: with a head above the genesis, Geth wants to see the blocks below it.
    for (const key of ["LastHeader", "LastBlock", "LastFast"]) {
      await this.#put([Buffer.from(key), hash]);
    }
  }

  async #freeze(head: number, known: KnownBlock): Promise<void> {
    const ancient = join(this.folder, "geth/chaindata/ancient/chain");
    const size = (head + 1) * entryBytes;
    for (const table of ["headers", "bodies", "receipts"]) {
      await writeFile(join(ancient, `${table}.cidx`), Buffer.alloc(size));
      await writeFile(join(ancient, `${table}.meta`), meta(size));
    }
    const index = Buffer.alloc(size);
    for (let item = 1; item <= head; item++) {
      index.writeUInt32BE(item > known.number ? 64 : 32, item * entryBytes + 2);
    }
    await writeFile(join(ancient, "hashes.ridx"), index);
    await writeFile(
      join(ancient, "hashes.0000.rdat"),
      concat(hoodiGenesis, Buffer.from(known.hash, "hex")),
    );
    await writeFile(join(ancient, "hashes.meta"), meta(size));
  }

  /** The number of the first block whose body is there. */
  async firstBody(): Promise<number> {
    const said = await run(this.#geth, [
      ...["db", "freezer-index", "--datadir", this.folder, "chain", "bodies", "0", "1"],
    ]);
    return Number(/hidden (\d+)/.exec(said)?.[1]);
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true });
  }

  async #put(...entries: (readonly [Buffer, Buffer])[]): Promise<void> {
    for (const [key, value] of entries) {
      await run(this.#geth, ["db", "put", "--datadir", this.folder, hex(key), hex(value)]);
    }
  }

  async #read(key: Buffer): Promise<Buffer> {
    const said = await run(this.#geth, ["db", "get", "--datadir", this.folder, hex(key)]);
    return Buffer.from(/: 0x([0-9a-f]+)\s*$/.exec(said)?.[1] ?? "", "hex");
  }
}

/** Source: go-ethereum v1.17.5 params/config.go, HoodiGenesisHash. */
const hoodiGenesis = Buffer.from(
  "bbe312868b376a3001692a646dd2d7d1e4406380dfd86b98aa8a34d1557c971b",
  "hex",
);

/** An index entry: two bytes of file number, four of where the item ends. */
const entryBytes = 6;

const concat = (...parts: (string | Buffer)[]): Buffer =>
  Buffer.concat(parts.map((part) => Buffer.from(part as string)));

const hex = (bytes: Buffer): string => `0x${bytes.toString("hex")}`;

function number(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value));
  return bytes;
}

/** A table's metadata: version 2, nothing hidden, all of its index written. */
const meta = (size: number): Buffer => list([Buffer.of(2), Buffer.of(0x80), item(shortest(size))]);

/** A header with another number, its ninth field. */
function withNumber(header: Buffer, value: number): Buffer {
  const fields = split(header);
  return list(fields.map((field, index) => (index === 8 ? item(shortest(value)) : field)));
}

const shortest = (value: number): Buffer => {
  const bytes = number(value);
  return bytes.subarray(bytes.findIndex((byte) => byte !== 0));
};

// RLP, as much as it takes. Source: https://ethereum.org/developers/docs/data-structures-and-encoding/rlp/

const item = (bytes: Buffer): Buffer =>
  bytes.length === 1 && (bytes[0] ?? 0) < 0x80
    ? bytes
    : concat(Buffer.of(0x80 + bytes.length), bytes);

function list(items: readonly Buffer[]): Buffer {
  const content = concat(...items);
  if (content.length < 56) return concat(Buffer.of(0xc0 + content.length), content);
  const length = shortest(content.length);
  return concat(Buffer.of(0xf7 + length.length), length, content);
}

/** The items of a list, each as it is encoded. */
function split(encoded: Buffer): Buffer[] {
  const items: Buffer[] = [];
  const start = encoded.length - payload(encoded, 0).length;
  for (let at = start; at < encoded.length;) {
    const { header, length } = payload(encoded, at);
    items.push(encoded.subarray(at, at + header + length));
    at += header + length;
  }
  return items;
}

/** How long the item at a place is: its header, and its content. */
function payload(encoded: Buffer, at: number): { header: number; length: number } {
  const first = encoded[at] ?? 0;
  if (first < 0x80) return { header: 0, length: 1 };
  const short = first < 0xc0 ? 0x80 : 0xc0;
  if (first - short < 56) return { header: 1, length: first - short };
  const bytes = first - short - 55;
  return { header: 1 + bytes, length: encoded.readUIntBE(at + 1, bytes) };
}
