/**
 * The two messages of STUN that are needed to ask a server for the address that it sees: a Binding request and its
 * success response.
 *
 * Source: RFC 8489 (and RFC 5389 before it), sections 5, 14 and 14.2.
 */

const BINDING_REQUEST = 0x0001;
const BINDING_SUCCESS = 0x0101;
const MAGIC_COOKIE = 0x2112a442;
const XOR_MAPPED_ADDRESS = 0x0020;
const IPV4 = 0x01;
const HEADER_BYTES = 20;

/** Length of a transaction id: by it an answer is known as the answer to a request. */
export const TRANSACTION_BYTES = 12;

/** What came is not a STUN server's answer to the request. The message says why. */
export class StunAnswerError extends Error {
  override readonly name = "StunAnswerError";
}

/** A Binding request without attributes. */
export function bindingRequest(transaction: Uint8Array): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt16BE(BINDING_REQUEST, 0);
  header.writeUInt32BE(MAGIC_COOKIE, 4);
  header.set(transaction, 8);
  return header;
}

/**
 * Whether a datagram is an answer to the request at all. What is not may come from anybody who knows the port, and is
 * passed over.
 */
export function answers(datagram: Buffer, transaction: Uint8Array): boolean {
  return (
    datagram.length >= HEADER_BYTES &&
    datagram.readUInt32BE(4) === MAGIC_COOKIE &&
    datagram.subarray(8, HEADER_BYTES).equals(transaction)
  );
}

/**
 * The IPv4 address that the server saw the request come from.
 *
 * Only XOR-MAPPED-ADDRESS counts: routers that rewrite the addresses in what passes through them rewrite the older
 * MAPPED-ADDRESS too (RFC 8489, section 14.2).
 *
 * @throws {StunAnswerError} where the answer is an error, or has no such address
 */
export function mappedAddress(datagram: Buffer): string {
  const type = datagram.readUInt16BE(0);
  if (type !== BINDING_SUCCESS)
    throw new StunAnswerError(`an answer of type 0x${type.toString(16).padStart(4, "0")} came`);
  const end = HEADER_BYTES + datagram.readUInt16BE(2);
  if (end !== datagram.length) throw new StunAnswerError("an answer of a wrong length came");
  for (let at = HEADER_BYTES; at + 4 <= end;) {
    const attribute = datagram.readUInt16BE(at);
    const length = datagram.readUInt16BE(at + 2);
    const value = datagram.subarray(at + 4, at + 4 + length);
    if (value.length < length) throw new StunAnswerError("an answer that is cut off came");
    if (attribute === XOR_MAPPED_ADDRESS) return xorAddress(value);
    // Values are padded to four bytes.
    at += 4 + Math.ceil(length / 4) * 4;
  }
  throw new StunAnswerError("an answer without XOR-MAPPED-ADDRESS came");
}

function xorAddress(value: Buffer): string {
  if (value.length !== 8 || value[1] !== IPV4)
    throw new StunAnswerError("an answer with an address that is not IPv4 came");
  const bits = (value.readUInt32BE(4) ^ MAGIC_COOKIE) >>> 0;
  return [24, 16, 8, 0].map((shift) => (bits >>> shift) & 0xff).join(".");
}
