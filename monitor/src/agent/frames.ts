import { MAX_DEPTH } from "../parseJson.ts";

/** What came over the socket is not a sequence of JSON objects, or one of them is too long. */
export class FrameError extends Error {
  override readonly name = "FrameError";
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN = new Set([0x7b, 0x5b]); // { [
const CLOSE = new Set([0x7d, 0x5d]); // } ]
const SPACE = new Set([0x20, 0x09, 0x0a, 0x0d]);

/**
 * Cuts a stream of bytes into JSON texts. Geth ends each with a line feed and other clients do not, and the
 * socket delivers in pieces of its own choosing, so the cut is made where the brackets close. Works on bytes:
 * every byte that matters is ASCII, and a character that is split between two pieces stays whole.
 */
export class JsonSplitter {
  readonly #maxBytes: number;
  #pieces: Buffer[] = [];
  #pendingBytes = 0;
  #depth = 0;
  #inString = false;
  #escaped = false;

  /** @param maxBytes longest JSON text that is accepted */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /**
   * Takes the next piece and returns the texts that it completes.
   *
   * @throws {FrameError} on a byte that cannot begin an object, or when a text passes `maxBytes` or is nested too deeply
   */
  push(chunk: Buffer): string[] {
    const texts: string[] = [];
    let start = 0;
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at] ?? 0;
      if (this.#depth === 0) {
        if (SPACE.has(byte)) continue;
        if (!OPEN.has(byte)) {
          throw new FrameError(
            `socket: byte 0x${byte.toString(16)} came where a JSON object was expected`,
          );
        }
        start = at;
        this.#depth = 1;
      } else if (this.#step(byte)) {
        texts.push(this.#take(chunk.subarray(start, at + 1)));
      }
    }
    if (this.#depth > 0) this.#keep(chunk.subarray(start));
    return texts;
  }

  /** Follows one byte inside a text; true when it closes the text. */
  #step(byte: number): boolean {
    if (this.#inString) {
      if (this.#escaped) this.#escaped = false;
      else if (byte === BACKSLASH) this.#escaped = true;
      else if (byte === QUOTE) this.#inString = false;
      return false;
    }
    if (byte === QUOTE) this.#inString = true;
    else if (OPEN.has(byte)) this.#deeper();
    else if (CLOSE.has(byte)) this.#depth--;
    return this.#depth === 0;
  }

  #deeper(): void {
    if (++this.#depth > MAX_DEPTH)
      throw new FrameError(`socket: a JSON text nested more than ${MAX_DEPTH} deep came`);
  }

  #keep(piece: Buffer): void {
    this.#pendingBytes += piece.length;
    if (this.#pendingBytes > this.#maxBytes) {
      throw new FrameError(`socket: a JSON text of more than ${this.#maxBytes} bytes came`);
    }
    this.#pieces.push(piece);
  }

  #take(last: Buffer): string {
    this.#keep(last);
    const text = Buffer.concat(this.#pieces).toString("utf8");
    this.#pieces = [];
    this.#pendingBytes = 0;
    return text;
  }
}
