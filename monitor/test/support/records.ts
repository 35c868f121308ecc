/** One RLP string or list of already encoded items, shorter than 64 KiB. */
function rlp(payload: Buffer, offset: 0x80 | 0xc0): Buffer {
  if (payload.length < 56) return Buffer.concat([Buffer.from([offset + payload.length]), payload]);
  const length = Buffer.from(payload.length.toString(16).padStart(4, "0"), "hex");
  return Buffer.concat([Buffer.from([offset + 57]), length, payload]);
}

/** RLP of a byte string. */
export const rlpString = (value: Buffer): Buffer =>
  value.length === 1 && (value[0] ?? 0) < 0x80 ? value : rlp(value, 0x80);

/** RLP of a list of encoded items. */
export const rlpList = (...items: readonly Buffer[]): Buffer => rlp(Buffer.concat(items), 0xc0);

/** A public key of secp256k1: its generator. */
const KEY = Buffer.from(
  "0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798",
  "hex",
);

/**
 * A node record with these pairs, each value encoded already, beside the identity scheme and key. Its signature is zeros.
 *
 * @param changes `seq` in hexadecimal, default 01; `key`, default one that is on the curve
 */
export function nodeRecord(
  pairs: Readonly<Record<string, Buffer>>,
  { seq = "01", key = KEY }: { readonly seq?: string; readonly key?: Buffer } = {},
): string {
  const all = { id: rlpString(Buffer.from("v4")), secp256k1: rlpString(key), ...pairs };
  const items = Object.entries(all).flatMap(([name, value]) => [
    rlpString(Buffer.from(name)),
    value,
  ]);
  const record = rlpList(rlpString(Buffer.alloc(64)), rlpString(Buffer.from(seq, "hex")), ...items);
  return `enr:${record.toString("base64url")}`;
}
