import { readRlpList } from "./rlp.ts";

/** What a node record says of where its node is. Null: the record does not say. */
export interface NodeRecord {
  readonly ip: string | null;
  readonly tcp: number | null;
  /** The port of discovery. */
  readonly udp: number | null;
  /** The UDP port of libp2p over QUIC, in the records of consensus clients. */
  readonly quic: number | null;
}

/** Text that is no node record. The message says why. */
export class NodeRecordError extends Error {
  override readonly name = "NodeRecordError";
}

/** Longest record: EIP-778. */
const MAX_BYTES = 300;
/** A signature of the identity scheme "v4". */
const SIGNATURE_BYTES = 64;

/** A node record's number and what it says, by key. */
export interface RecordPairs {
  readonly sequence: Buffer;
  readonly values: ReadonlyMap<string, Buffer>;
}

/**
 * Takes a node record (ENR) apart. Its signature is not verified.
 *
 * Source: EIP-778.
 *
 * @throws {NodeRecordError}
 * @throws {RlpError}
 */
export function readRecordPairs(text: string): RecordPairs {
  const match = /^enr:([A-Za-z0-9_-]+)$/.exec(text);
  if (match?.[1] === undefined)
    throw new NodeRecordError("a node record is enr: and base64url without =");
  const data = Buffer.from(match[1], "base64url");
  if (data.length > MAX_BYTES)
    throw new NodeRecordError(`a node record has at most ${MAX_BYTES} bytes`);
  const [signature, sequence, ...pairs] = readRlpList(data);
  if (signature?.length !== SIGNATURE_BYTES || sequence === undefined || pairs.length % 2 !== 0)
    throw new NodeRecordError("a node record has a signature, a number and pairs");
  const values = new Map<string, Buffer>();
  for (let at = 0; at < pairs.length; at += 2)
    values.set(pairs[at]?.toString("latin1") ?? "", pairs[at + 1] ?? Buffer.alloc(0));
  if (values.get("id")?.toString("latin1") !== "v4" || values.get("secp256k1")?.length !== 33)
    throw new NodeRecordError("a node record has the identity scheme v4 and a secp256k1 key");
  return { sequence, values };
}

/**
 * Reads where a node record's node is.
 *
 * Source of the key `quic`: consensus-specs specs/phase0/p2p-interface.md.
 *
 * @throws {NodeRecordError}
 * @throws {RlpError}
 */
export function parseNodeRecord(text: string): NodeRecord {
  const { values } = readRecordPairs(text);
  const ip = values.get("ip");
  return {
    ip: ip?.length === 4 ? [...ip].join(".") : null,
    tcp: portOf(values.get("tcp")),
    udp: portOf(values.get("udp")),
    quic: portOf(values.get("quic")),
  };
}

/** A record's port; null when it has none. RLP's integers have no leading zeros. */
export function portOf(value: Buffer | undefined): number | null {
  if (value === undefined || value.length === 0 || value.length > 2) return null;
  return value.readUIntBE(0, value.length);
}

/** The same of an enode URL, for a client that gives no record: one port is both, unless `discport` says otherwise. */
export function parseEnode(text: string): NodeRecord | null {
  const match =
    /^enode:\/\/[0-9a-f]{128}@(\d{1,3}(?:\.\d{1,3}){3}):(\d{1,5})(?:\?discport=(\d{1,5}))?$/i.exec(
      text,
    );
  if (match === null) return null;
  const tcp = Number(match[2]);
  const udp = match[3] === undefined ? tcp : Number(match[3]);
  return { ip: match[1] ?? null, tcp: orNull(tcp), udp: orNull(udp), quic: null };
}

/** Port 0 is none. */
const orNull = (port: number): number | null => (port === 0 ? null : port);
