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

/** Identity multihash (0x00) of 37 bytes (0x25): a protobuf with type Secp256k1 (08 02) and 33 bytes of key (12 21). */
const peerIdPrefix = Uint8Array.of(0x00, 0x25, 0x08, 0x02, 0x12, 0x21);

/**
 * The libp2p peer id of a secp256k1 key: `16Uiu2HA…`.
 *
 * Source: https://github.com/libp2p/specs/blob/master/peer-ids/peer-ids.md
 *
 * @param privateKeyHex 32 bytes as hex
 */
export function libp2pPeerId(privateKeyHex: string): string {
  return base58.encode(
    Uint8Array.from([...peerIdPrefix, ...publicKey(privateKeyHex, "compressed")]),
  );
}
