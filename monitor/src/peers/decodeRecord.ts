import { ECDH } from "node:crypto";
import { createRequire } from "node:module";

import type * as Sha3 from "@noble/hashes/sha3.js";

import type { DecodedRecord, ForkId } from "./decodedRecord.ts";
import { EACH_PEER, memo } from "./memo.ts";
import { portOf, readRecordPairs } from "./nodeRecord.ts";
import { readRlpList } from "./rlp.ts";

/** NUMBER_OF_CUSTODY_GROUPS: consensus-specs specs/fulu/das-core.md. */
const CUSTODY_GROUPS = 128;

let sha3: typeof Sha3 | undefined;

/** Loaded with the first record: it takes some 5 MB, and the peers of many a private chain tell no record. */
function keccak256(data: Uint8Array): Uint8Array {
  sha3 ??= createRequire(import.meta.url)("@noble/hashes/sha3.js") as typeof Sha3;
  return sha3.keccak_256(data);
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

/** An integer as RLP has it: big-endian without leading zeros. Null when it is none, or above 2^53 - 1. */
function integer(value: Buffer | undefined): number | null {
  if (value === undefined || value[0] === 0) return null;
  const number = Number(BigInt(`0x0${value.toString("hex")}`));
  return Number.isSafeInteger(number) ? number : null;
}

/** The bits that are set in an SSZ bit vector of `bytes` bytes, of which the first `count` bits count. */
function setBits(
  value: Buffer | undefined,
  bytes: number,
  count = bytes * 8,
): readonly number[] | null {
  if (value?.length !== bytes) return null;
  const isSet = (bit: number) => (((value[bit >> 3] ?? 0) >> (bit & 7)) & 1) === 1;
  return Array.from({ length: count }, (_, bit) => bit).filter(isSet);
}

/** EIP-2124's fork id: a list with the list of checksum and next fork in it. */
function forkId(value: Buffer | undefined): ForkId | null {
  if (value === undefined) return null;
  const [hash, next] = readRlpList(value);
  const number = integer(next);
  if (hash?.length !== 4 || number === null) return null;
  return { hash: `0x${hex(hash)}`, next: number === 0 ? null : number };
}

/** The id of the identity scheme v4: Keccak-256 of the whole public key (EIP-778). */
function nodeId(compressed: Buffer): string {
  const key = ECDH.convertKey(compressed, "secp256k1", undefined, undefined, "uncompressed");
  return hex(keccak256((key as Buffer).subarray(1)));
}

function orNull<T>(read: () => T | null): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}

function decode(text: string): DecodedRecord | null {
  const { sequence, values } = readRecordPairs(text);
  const seq = integer(sequence);
  if (seq === null) return null;
  const eth2 = values.get("eth2");
  const groups = integer(values.get("cgc"));
  return {
    seq,
    // A key that is no point of the curve is a record that no client takes.
    nodeId: nodeId(values.get("secp256k1") ?? Buffer.alloc(0)),
    forkDigest: eth2?.length === 16 ? `0x${hex(eth2.subarray(0, 4))}` : null,
    forkId: orNull(() => forkId(values.get("eth"))),
    attestationSubnets: setBits(values.get("attnets"), 8),
    syncSubnets: setBits(values.get("syncnets"), 1, 4),
    custodyGroupCount: groups !== null && groups <= CUSTODY_GROUPS ? groups : null,
    quicPort: portOf(values.get("quic")),
  };
}

/**
 * Reads what a node record says of its node; null when it cannot be read. Each value that is not as its specification
 * says is null by itself.
 *
 * Sources: EIP-778, EIP-2124, consensus-specs specs/phase0/p2p-interface.md (`eth2`, `attnets`), specs/altair
 * (`syncnets`), specs/fulu (`cgc`).
 */
export const decodeRecord = memo(decodeAnew, EACH_PEER);

/** The same, of which nothing is remembered. */
export function decodeAnew(text: string): DecodedRecord | null {
  return orNull(() => decode(text));
}
