import { createHash, timingSafeEqual } from "node:crypto";
import { readFile } from "node:fs/promises";

import { ConfigError } from "../config.ts";
import type { Identity, Role } from "./role.ts";

/** Shortest token in clear: 20 characters of a random text are more than can be guessed. */
const MIN_TOKEN = 20;

const SUBJECT = /^[A-Za-z0-9._@-]{1,64}$/;
const OF_TOKENS: readonly Role[] = ["viewer", "operator", "admin"];

interface Entry {
  readonly hash: Buffer;
  readonly identity: Identity;
}

const hashOf = (token: string): Buffer => createHash("sha256").update(token).digest();

/** The tokens that the server knows. Only their hashes are kept. */
export class Tokens {
  readonly #entries: readonly Entry[];

  private constructor(entries: readonly Entry[]) {
    this.#entries = entries;
  }

  /**
   * Reads a text of lines `SUBJECT ROLE TOKEN`: a name for the audit log, `viewer`, `operator` or `admin`, and a token of
   * at least 20 characters or `sha256:` and the hexadecimal hash of one. Empty lines and those that begin with # are left
   * out. No message ever holds what could be a token.
   *
   * @param file named in the message
   * @throws {ConfigError} for the first line that is wrong, or when there is none
   */
  static parse(file: string, text: string): Tokens {
    const entries = text.split("\n").flatMap((line, index) => {
      const words = line.trim().split(/\s+/);
      return words[0] === "" || words[0]?.startsWith("#") === true
        ? []
        : [entryOf(file, index + 1, words)];
    });
    if (entries.length === 0) throw new ConfigError(file, "", "no token", "SUBJECT ROLE TOKEN");
    return new Tokens(entries);
  }

  /**
   * Reads them from a file.
   *
   * @throws {ConfigError} when it cannot be read or a line is wrong
   */
  static async load(file: string): Promise<Tokens> {
    let text: string;
    try {
      text = await readFile(file, "utf8");
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? String(error);
      throw new ConfigError(file, "", code, "a file of tokens that can be read");
    }
    return Tokens.parse(file, text);
  }

  /** Whose token it is; null when it is nobody's. Takes as long for any: hashes are compared, all of them, to their ends. */
  find(token: string): Identity | null {
    const hash = hashOf(token);
    let found: Identity | null = null;
    for (const entry of this.#entries) {
      if (timingSafeEqual(hash, entry.hash)) found = entry.identity;
    }
    return found;
  }
}

function entryOf(file: string, line: number, words: readonly string[]): Entry {
  const [subject = "", roleText = "", token = ""] = words;
  const place = `line ${line}`;
  if (words.length !== 3)
    throw new ConfigError(file, place, `${words.length} words`, "SUBJECT ROLE TOKEN");
  if (!SUBJECT.test(subject))
    throw new ConfigError(file, place, "a subject of other characters", "letters, digits, . _ @ -");
  const role = OF_TOKENS.find((known) => known === roleText);
  if (role === undefined)
    throw new ConfigError(file, place, "another role", `one of ${OF_TOKENS.join(", ")}`);
  const hex = /^sha256:([0-9a-f]{64})$/i.exec(token)?.[1];
  if (hex === undefined && (token.length < MIN_TOKEN || token.startsWith("sha256:")))
    throw new ConfigError(
      file,
      place,
      `a token of ${token.length} characters`,
      `at least ${MIN_TOKEN}, or sha256: and 64 hexadecimal digits`,
    );
  const hash = hex === undefined ? hashOf(token) : Buffer.from(hex, "hex");
  return { hash, identity: { role, subject } };
}
