import { createECDH } from "node:crypto";
import { base58 } from "@scure/base";

function publicKey(privateKeyHex: string, format: "compressed" | "uncompressed"): Buffer {
  const curve = createECDH("secp256k1");
  curve.setPrivateKey(privateKeyHex, "hex");
  return curve.getPublicKey(null, format);
}

/**
 * The id in an enode URL: the public key without its leading 04, as 128 hex characters.
 *
 * Source: https://github.com/ethereum/devp2p/blob/master/enr.md
 *
 * @param privateKeyHex 32 bytes as hex
 */
export function enodeId(privateKeyHex: string): string {
  return publicKey(privateKeyHex, "uncompressed").subarray(1).toString("hex");
}

/** What comes before a key in libp2p's encoding: a protobuf with type Secp256k1 (08 02) and the key's bytes (12, their number). */
const protobuf = (length: number): number[] => [0x08, 0x02, 0x12, length];

/** A secp256k1 key as libp2p's programs keep it. */
export interface Libp2pKeys {
  /** The peer id: `16Uiu2HA…`. */
  readonly id: string;
  /** Both keys in libp2p's protobuf. */
  readonly publicKey: Buffer;
  readonly privateKey: Buffer;
}

/**
 * A secp256k1 key in libp2p's encoding.
 *
 * Source: https://github.com/libp2p/specs/blob/master/peer-ids/peer-ids.md
 *
 * @param privateKeyHex 32 bytes as hex
 */
export function libp2pKeys(privateKeyHex: string): Libp2pKeys {
  const point = Buffer.from([...protobuf(33), ...publicKey(privateKeyHex, "compressed")]);
  return {
    // Identity multihash (00): a key this short is not hashed.
    id: base58.encode(Uint8Array.from([0x00, point.length, ...point])),
    publicKey: point,
    privateKey: Buffer.from([...protobuf(32), ...Buffer.from(privateKeyHex, "hex")]),
  };
}

/**
 * The libp2p peer id of a secp256k1 key: `16Uiu2HA…`.
 *
 * @param privateKeyHex 32 bytes as hex
 */
export const libp2pPeerId = (privateKeyHex: string): string => libp2pKeys(privateKeyHex).id;
