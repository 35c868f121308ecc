import { createCipheriv, createHash, pbkdf2Sync } from "node:crypto";
import { libp2pKeys } from "../secp256k1.ts";

/** What Nimbus opens the file with under `--insecure-netkey-password`: nimbus-eth2, beacon_chain/networking. */
const password = "INSECUREPASSWORD";

/**
 * A P2P key as Nimbus wants it: a keystore like a validator's, of the key in libp2p's own encoding.
 *
 * It is no protection, since its password is known to all, so deriving the key of the cipher takes one round: Nimbus reads
 * that from the file. Salt and vector come from the key itself, so that the same key makes the same file.
 *
 * Sources: EIP-2335; nimbus-eth2 beacon_chain/spec/keystore.nim, `NetKeystore`, `decryptCryptoField`;
 * ethpandaops/nodekey-tools, README.md, "keystore", whose example this agrees with.
 *
 * @param keyHex 32 bytes as hex
 */
export function netKeystore(keyHex: string): string {
  const { publicKey, privateKey } = libp2pKeys(keyHex);
  const salt = sha256(Buffer.from("salt"), privateKey);
  const iv = sha256(Buffer.from("iv"), privateKey).subarray(0, 16);
  const derived = pbkdf2Sync(password, salt, 1, 32, "sha256");
  const cipher = createCipheriv("aes-128-ctr", derived.subarray(0, 16), iv);
  const message = Buffer.concat([cipher.update(privateKey), cipher.final()]);
  const kdf = { dklen: 32, c: 1, prf: "hmac-sha256", salt: salt.toString("hex") };
  const checksum = sha256(derived.subarray(16), message).toString("hex");
  return JSON.stringify({
    crypto: {
      kdf: { function: "pbkdf2", params: kdf, message: "" },
      checksum: { function: "sha256", params: {}, message: checksum },
      cipher: {
        function: "aes-128-ctr",
        params: { iv: iv.toString("hex") },
        message: message.toString("hex"),
      },
    },
    pubkey: publicKey.toString("hex"),
    uuid: uuidOf(publicKey),
    version: 1,
  });
}

const sha256 = (...parts: Buffer[]): Buffer =>
  createHash("sha256").update(Buffer.concat(parts)).digest();

/** A UUID that a public key always has: of version 8, which is free in what it is made from. Source: RFC 9562. */
function uuidOf(publicKey: Buffer): string {
  const hex = sha256(publicKey).toString("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
