import { createHmac, randomBytes } from "node:crypto";
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";

const DAY_MS = 86_400_000;

/** Bytes of a pseudonym. */
const LENGTH = 16;

/** A day's number since 1970, UTC. */
const dayOf = (ms: number): number => Math.floor(ms / DAY_MS);

/**
 * Hides peers' ids: what is kept of one is its HMAC-SHA256, cut to 16 bytes, under a key of the day. So a peer can be
 * followed through one day, and from one day to another only by who has its id and the keys, which go when their data do.
 * The keys are in a file beside the database, so that a copy of the one alone tells nobody anything.
 */
export class Pseudonyms {
  readonly #file: string;
  readonly #keys: Map<number, Buffer>;

  /** @param file JSON of the keys by day. One that is missing or damaged begins anew: old pseudonyms stay strangers. */
  constructor(file: string) {
    this.#file = file;
    this.#keys = readKeys(file);
  }

  /** How many days have a key. */
  get days(): number {
    return this.#keys.size;
  }

  /**
   * The pseudonym of a peer today.
   *
   * @throws when a new day's key cannot be written: what is hidden under a key that is lost could never be found again
   */
  hide(peer: string, now: number): Buffer {
    const today = dayOf(now);
    const key = this.#keys.get(today) ?? this.#begin(today);
    return pseudonym(key, peer);
  }

  /** The pseudonyms of a peer under all days' keys. */
  all(peer: string): Buffer[] {
    return [...this.#keys.values()].map((key) => pseudonym(key, peer));
  }

  /** Forgets the keys of days that had ended by then. */
  forget(before: number): void {
    const old = [...this.#keys.keys()].filter((day) => (day + 1) * DAY_MS <= before);
    if (old.length === 0) return;
    const keys = new Map(this.#keys);
    for (const day of old) keys.delete(day);
    writeKeys(this.#file, keys);
    for (const day of old) this.#keys.delete(day);
  }

  #begin(day: number): Buffer {
    const key = randomBytes(32);
    writeKeys(this.#file, new Map([...this.#keys, [day, key]]));
    this.#keys.set(day, key);
    return key;
  }
}

function pseudonym(key: Buffer, peer: string): Buffer {
  return createHmac("sha256", key).update(peer).digest().subarray(0, LENGTH);
}

function readKeys(file: string): Map<number, Buffer> {
  try {
    const value: unknown = JSON.parse(readFileSync(file, "utf8"));
    const entries = typeof value === "object" && value !== null ? Object.entries(value) : [];
    return new Map(
      entries
        .filter(([day, key]) => /^\d+$/.test(day) && /^[0-9a-f]{64}$/.test(String(key)))
        .map(([day, key]) => [Number(day), Buffer.from(String(key), "hex")]),
    );
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (error instanceof SyntaxError || code === "ENOENT") return new Map();
    throw error;
  }
}

/** Whole or not at all, also when the power goes. */
function writeKeys(file: string, keys: ReadonlyMap<number, Buffer>): void {
  const text = JSON.stringify(
    Object.fromEntries([...keys].map(([day, key]) => [day, key.toString("hex")])),
  );
  const temporary = `${file}.tmp`;
  const descriptor = openSync(temporary, "w", 0o600);
  try {
    writeSync(descriptor, text);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  renameSync(temporary, file);
}
