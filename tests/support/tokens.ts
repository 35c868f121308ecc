import { createHmac, createSign, type KeyObject } from "node:crypto";

const part = (value: object | string): string =>
  Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");

const digests: Readonly<Record<string, string>> = {
  "256": "sha256",
  "384": "sha384",
  "512": "sha512",
};

/**
 * A JSON Web Token, as the issuer or a forger would sign it.
 *
 * @param algorithm written into the header, and used unless `by` says otherwise; any that begins with `n` signs nothing
 * @param key a secret, or a private key
 */
export function token(
  claims: object | string,
  algorithm: string,
  key: string | KeyObject,
  by: string = algorithm,
): string {
  const signed = `${part({ alg: algorithm, typ: "JWT" })}.${part(claims)}`;
  const digest = digests[by.slice(2)] ?? "";
  if (/^n/i.test(by)) return `${signed}.`;
  if (by.startsWith("HS"))
    return `${signed}.${createHmac(digest, key).update(signed).digest("base64url")}`;
  const sign = createSign(digest).update(signed);
  const signature = sign.sign({ key: key as KeyObject, dsaEncoding: "ieee-p1363" });
  return `${signed}.${signature.toString("base64url")}`;
}
