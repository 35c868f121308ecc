/** What came is not the one list of byte strings in RLP that was expected. */
export class RlpError extends Error {
  override readonly name = "RlpError";
}

interface Item {
  readonly list: boolean;
  readonly payload: Buffer;
  /** Where the next item begins. */
  readonly end: number;
}

/** One item's header: RLP says by its first byte whether it is a string or a list, and how long it is. */
function item(data: Buffer, at: number): Item {
  const first = data[at];
  if (first === undefined) throw new RlpError("RLP: the data is cut off");
  if (first < 0x80) return { list: false, payload: data.subarray(at, at + 1), end: at + 1 };
  const list = first >= 0xc0;
  const short = first - (list ? 0xc0 : 0x80);
  const lengthBytes = Math.max(0, short - 55);
  // Nothing that is read here is longer than 64 KiB.
  if (lengthBytes > 2 || at + 1 + lengthBytes > data.length)
    throw new RlpError("RLP: the data is cut off");
  const length = lengthBytes === 0 ? short : data.readUIntBE(at + 1, lengthBytes);
  const start = at + 1 + lengthBytes;
  if (start + length > data.length) throw new RlpError("RLP: the data is cut off");
  return { list, payload: data.subarray(start, start + length), end: start + length };
}

/**
 * Reads one RLP list, and nothing after it. An element that is itself a list is given as its encoded content.
 *
 * Source: Ethereum yellow paper, appendix B.
 *
 * @throws {RlpError}
 */
export function readRlpList(data: Buffer): Buffer[] {
  const outer = item(data, 0);
  if (!outer.list) throw new RlpError("RLP: a string came, expected a list");
  if (outer.end !== data.length) throw new RlpError("RLP: something follows the list");
  const elements: Buffer[] = [];
  for (let at = 0; at < outer.payload.length;) {
    const element = item(outer.payload, at);
    elements.push(element.payload);
    at = element.end;
  }
  return elements;
}
