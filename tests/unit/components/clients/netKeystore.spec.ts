import assert from "node:assert/strict";
import { createDecipheriv, createHash, pbkdf2Sync, scryptSync } from "node:crypto";

import { netKeystore } from "../../../../components/clients/netKeystore.ts";
import { nodekeyExample } from "./nodekeyExample.ts";

interface Kdf {
  readonly function: string;
  readonly params: Readonly<Record<string, string | number>>;
}

interface Keystore {
  readonly crypto: {
    readonly kdf: Kdf;
    readonly checksum: { readonly message: string };
    readonly cipher: { readonly params: { readonly iv: string }; readonly message: string };
  };
  readonly pubkey: string;
  readonly uuid: string;
  readonly version: number;
}

/** Opens a keystore as EIP-2335 says, with the password that Nimbus has for all. */
function open({ crypto: { kdf, checksum, cipher } }: Keystore): string {
  const key = derive(kdf);
  const message = Buffer.from(cipher.message, "hex");
  const sum = createHash("sha256").update(key.subarray(16)).update(message).digest("hex");
  assert.equal(sum, checksum.message);
  const iv = Buffer.from(cipher.params.iv, "hex");
  const decipher = createDecipheriv("aes-128-ctr", key.subarray(0, 16), iv);
  return Buffer.concat([decipher.update(message), decipher.final()]).toString("base64");
}

function derive({ function: name, params }: Kdf): Buffer {
  const password = "INSECUREPASSWORD";
  const salt = Buffer.from(String(params["salt"]), "hex");
  const length = Number(params["dklen"]);
  if (name === "pbkdf2") return pbkdf2Sync(password, salt, Number(params["c"]), length, "sha256");
  const { n, r, p } = params;
  const cost = { N: Number(n), r: Number(r), p: Number(p), maxmem: 2 ** 29 };
  return scryptSync(password, salt, length, cost);
}

const ours = (): Keystore => JSON.parse(netKeystore(nodekeyExample.key)) as Keystore;

describe("Nimbus' file of a P2P key", () => {
  it("opens as the file that others make does, and holds the same key", () => {
    assert.equal(open(nodekeyExample.keystore), nodekeyExample.libp2p.privKey);
    assert.equal(open(ours()), nodekeyExample.libp2p.privKey);
    // Theirs takes a second of scrypt, more where others work beside it.
  }).timeout(60_000);

  it("has the same fields as theirs, of which Nimbus wants every one", () => {
    const { crypto, ...rest } = ours();
    const { crypto: theirs, ...theirRest } = nodekeyExample.keystore;
    assert.deepEqual(Object.keys(rest), Object.keys(theirRest));
    assert.deepEqual(Object.keys(crypto), Object.keys(theirs));
    assert.equal(rest.pubkey, theirRest.pubkey);
    assert.equal(rest.version, theirRest.version);
    assert.match(rest.uuid, /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it("is the same for the same key, so that no deployment replaces it, and another for another", () => {
    assert.equal(netKeystore(nodekeyExample.key), netKeystore(nodekeyExample.key));
    assert.notEqual(netKeystore("46".repeat(32)), netKeystore(nodekeyExample.key));
  });
});
