import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";

import { stacks } from "../../support/stackConfig.ts";
import { refusal, settingsOf, type Change } from "./support.ts";

const pem = (key: ReturnType<typeof generateKeyPairSync>["publicKey"]): string =>
  (key as unknown as { export(how: object): string }).export({ type: "spki", format: "pem" });
const rsa = pem(generateKeyPairSync("rsa", { modulusLength: 2048 }).publicKey);
const smallRsa = pem(generateKeyPairSync("rsa", { modulusLength: 1024 }).publicKey);
const p256 = pem(generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey);
const p384 = pem(generateKeyPairSync("ec", { namedCurve: "P-384" }).publicKey);
const secret = "a-secret-of-more-than-32-letters-it-is";
const clear = "a-key-that-was-taken-for-its-hash";

const alice = { name: "alice" };
const gateway = (value: object, more: Change = {}): Change => ({
  rpcGateway: JSON.stringify(value),
  ...more,
});
const tokens = (value: object, more: Change = {}): Change =>
  gateway({ tokens: { audience: "rpc", ...value } }, more);

const refused: readonly [string, Change, RegExp][] = [
  [
    "a gateway that nobody could use",
    gateway({ replicas: 2 }),
    /^ethnode:rpcGateway: came .*, expected keys or tokens: nobody could use it$/,
  ],
  [
    "a setting that there is not",
    gateway({ keys: [alice], limit: 5 }),
    /^ethnode:rpcGateway: .*expected a gateway with nothing but keys, tokens, methods/,
  ],
  [
    "a name that would break the log",
    gateway({ keys: [{ name: 'a"b' }] }),
    /keys\[0\]\.name: came "a\\"b", expected a name of at most 40 lower-case letters/,
  ],
  [
    "two users of one name",
    gateway({ keys: [alice, alice] }),
    /keys\[1\]\.name: came "alice", expected a name used once$/,
  ],
  [
    "a rotation of a key that is its owner's",
    gateway({ keys: [{ ...alice, sha256: "ab".repeat(32), rotation: "2" }] }),
    /keys\[0\]\.rotation: came "2", expected none beside sha256/,
  ],
  [
    "a method that changes a node",
    gateway({ keys: [alice], methods: ["admin_addPeer"] }),
    /methods\[0\]: came "admin_addPeer", expected a method that the gateway can serve, one of eth_blobBaseFee/,
  ],
  [
    "a user's method that there is not",
    gateway({ keys: [{ ...alice, methods: ["eth_accounts"] }] }),
    /keys\[0\]\.methods\[0\]: came "eth_accounts", expected a method that the gateway can serve/,
  ],
  [
    "no method at all",
    gateway({ keys: [alice], methods: [] }),
    /rpcGateway\.methods: came \[\], expected at least one method$/,
  ],
  [
    "a rate of nothing",
    gateway({ keys: [alice], requestsPerSecond: 0 }),
    /requestsPerSecond: came 0, expected a whole number from 1 to 100000$/,
  ],
  [
    "a body of a few bytes",
    gateway({ keys: [alice], maxBodyBytes: 10 }),
    /maxBodyBytes: came 10, expected a whole number from 1024 to 2097152$/,
  ],
  [
    "half a replica",
    gateway({ keys: [alice], replicas: 1.5 }),
    /replicas: came 1\.5, expected a whole number from 1 to 20$/,
  ],
  [
    "an image without a tag",
    gateway({ keys: [alice], image: "haproxy" }),
    /rpcGateway\.image: came "haproxy", expected an image with its tag/,
  ],
  [
    "an authority for clients without a certificate of its own",
    gateway({
      keys: [alice],
      clientCa: "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----",
    }),
    /rpcGateway\.tlsSecret: came nothing, expected a Secret's name beside clientCa/,
  ],
  [
    "an authority that is none",
    gateway({
      keys: [alice],
      tlsSecret: "rpc-tls",
      clientCa: "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----",
    }),
    /rpcGateway\.clientCa: .*expected a certificate that can be read$/,
  ],
  [
    "tokens of an algorithm that is none",
    tokens({ algorithm: "none" }),
    /tokens\.algorithm: came "none", expected one of HS256, RS256, ES256$/,
  ],
  [
    "tokens without an audience",
    gateway({ tokens: { algorithm: "HS256" } }, { rpcGatewayTokenSecret: secret }),
    /tokens\.audience: came nothing, expected text$/,
  ],
  [
    "an audience that would end its line",
    tokens({ algorithm: "HS256", audience: 'rpc" or "' }, { rpcGatewayTokenSecret: secret }),
    /tokens\.audience: came "rpc\\" or \\"", expected letters, digits and/,
  ],
  [
    "HS256 without its secret",
    tokens({ algorithm: "HS256" }),
    /^ethnode:rpcGatewayTokenSecret: came nothing, expected the secret that signs tokens by HS256/,
  ],
  [
    "HS256 with a public key",
    tokens({ algorithm: "HS256", publicKey: rsa }, { rpcGatewayTokenSecret: secret }),
    /tokens\.publicKey: .*expected none with HS256/,
  ],
  [
    "a secret where nobody signs by one",
    tokens({ algorithm: "RS256", publicKey: rsa }, { rpcGatewayTokenSecret: secret }),
    /^ethnode:rpcGatewayTokenSecret: came "\[secret\]", expected none where rpcGateway has no tokens of HS256$/,
  ],
  [
    "a secret without a gateway",
    { rpcGatewayTokenSecret: secret },
    /^ethnode:rpcGatewayTokenSecret: came "\[secret\]", expected none/,
  ],
  [
    "a short secret",
    tokens({ algorithm: "HS256" }, { rpcGatewayTokenSecret: "short" }),
    /^ethnode:rpcGatewayTokenSecret: came "\[secret\]", expected a secret of 32 letters/,
  ],
  [
    "RS256 without a key",
    tokens({ algorithm: "RS256" }),
    /tokens\.publicKey: came nothing, expected a public RSA key of 2048 bits or more$/,
  ],
  [
    "RS256 by a key that is too small",
    tokens({ algorithm: "RS256", publicKey: smallRsa }),
    /expected a public RSA key of 2048 bits or more$/,
  ],
  [
    "RS256 by a key of a curve",
    tokens({ algorithm: "RS256", publicKey: p256 }),
    /expected a public RSA key/,
  ],
  [
    "ES256 by an RSA key",
    tokens({ algorithm: "ES256", publicKey: rsa }),
    /expected a public key of the curve P-256$/,
  ],
  [
    "ES256 by a key of another curve",
    tokens({ algorithm: "ES256", publicKey: p384 }),
    /expected a public key of the curve P-256$/,
  ],
  [
    "a private key in the place of a public one",
    tokens({
      algorithm: "RS256",
      publicKey: rsa.replaceAll("PUBLIC", "PRIVATE"),
    }),
    /tokens\.publicKey: came "\[secret\]", expected a public key in PEM/,
  ],
];

describe("settings of the RPC gateway", () => {
  for (const [what, change, expected] of refused)
    it(`refuse ${what}`, async () => {
      assert.match(await refusal("mainnet", change), expected);
    });

  for (const [what, wrong] of [
    ["in the place of its hash", { keys: [{ ...alice, sha256: clear }] }],
    ["under a name that there is not", { keys: [{ ...alice, key: clear }] }],
    ["in the place of a user", { keys: [clear] }],
  ] as const)
    it(`do not say a key in the message, ${what}`, async () => {
      const message = await refusal("mainnet", gateway(wrong));
      assert.doesNotMatch(message, /a-key-that/);
      assert.match(message, /\[secret\]/);
    });

  it("have no gateway unless asked", async () => {
    for (const stack of stacks) assert.deepEqual((await settingsOf(stack)).rpcGateway, {});
  });

  it("take users with keys, and each kind of token", async () => {
    const key = { ...alice, sha256: "AB".repeat(32), methods: ["eth_chainId"] };
    const { rpcGateway } = await settingsOf("mainnet", gateway({ keys: [key] }));
    assert.deepEqual(rpcGateway.keys, [{ ...key, sha256: "ab".repeat(32) }]);
    for (const change of [
      tokens({ algorithm: "HS256" }, { rpcGatewayTokenSecret: secret }),
      tokens({ algorithm: "RS256", publicKey: rsa, issuer: "https://login.example" }),
      tokens({ algorithm: "ES256", publicKey: p256, revoked: ["lost"] }),
    ])
      assert.ok((await settingsOf("mainnet", change)).rpcGateway.tokens !== undefined);
  });
});
