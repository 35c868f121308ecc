import assert from "node:assert/strict";
import { generateKeyPairSync, randomBytes } from "node:crypto";

import type { TokenIssuer } from "../../../gateway/gateway.ts";
import {
  ask,
  call,
  keyHash,
  startDevGeth,
  startGateway,
  userKeys,
  type DevGeth,
  type RunningGateway,
} from "../../support/gateway.ts";
import { token } from "../../support/tokens.ts";

const secret = randomBytes(32).toString("hex");
const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
const otherRsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
const ec = generateKeyPairSync("ec", { namedCurve: "P-256" });
const otherEc = generateKeyPairSync("ec", { namedCurve: "P-256" });
const pem = (key: typeof rsa.publicKey): string =>
  key.export({ type: "spki", format: "pem" }).toString();

const who = { audience: "rpc", issuer: "https://login.example", revoked: ["lost"] };
const issuers: Readonly<Record<string, TokenIssuer>> = {
  HS256: { algorithm: "HS256", secret, ...who },
  RS256: { algorithm: "RS256", publicKey: pem(rsa.publicKey), ...who },
  ES256: { algorithm: "ES256", publicKey: pem(ec.publicKey), ...who },
};

const now = Math.floor(Date.now() / 1000);
const claims = { sub: "carol", aud: "rpc", iss: who.issuer, exp: now + 600 };
const without = (name: keyof typeof claims) =>
  Object.fromEntries(Object.entries(claims).filter(([key]) => key !== name));
const bearer = (text: string) => ({ authorization: `Bearer ${text}` });
const hs = (changed: object, algorithm = "HS256", by = algorithm) =>
  bearer(token({ ...claims, ...changed }, algorithm, secret, by));
const good = token(claims, "HS256", secret);
const [head = "", body = "", signature = ""] = good.split(".");
const forged = Buffer.from(JSON.stringify({ ...claims, sub: "root" })).toString("base64url");

type Case = readonly [what: string, headers: Record<string, string>, status: number];

const keyCases: readonly Case[] = [
  ["nothing", {}, 401],
  ["a key", { "x-api-key": userKeys.alice }, 200],
  ["a key that is not known", { "x-api-key": randomBytes(24).toString("hex") }, 401],
  ["a key with more after it", { "x-api-key": `${userKeys.alice}0` }, 401],
  ["a key cut", { "x-api-key": userKeys.alice.slice(0, -1) }, 401],
  ["an empty key", { "x-api-key": "" }, 401],
  ["a key in capitals", { "x-api-key": userKeys.alice.toUpperCase() }, 401],
  ["a user's name as key", { "x-api-key": "alice" }, 401],
  ["two keys in one header", { "x-api-key": `${userKeys.alice}, ${userKeys.bob}` }, 401],
  ["a key as token", bearer(userKeys.alice), 401],
  ["a key and a token", { "x-api-key": userKeys.alice, ...bearer(good) }, 401],
  ["a key's hash as key", { "x-api-key": keyHash(userKeys.alice) }, 401],
  ["a key of one method, for it", { "x-api-key": userKeys.bob }, 200],
];

const tokenCases: readonly Case[] = [
  ["a token", bearer(good), 200],
  ["a token, its scheme in small letters", { authorization: `bearer ${good}` }, 200],
  ["another scheme", { authorization: `Basic ${good}` }, 401],
  ["no scheme", { authorization: good }, 401],
  ["two tokens in one header", { authorization: `Bearer ${good}, Bearer ${good}` }, 401],
  ["a token with a space in it", { authorization: `Bearer ${head} .${body}.${signature}` }, 401],
  ["an expired one", hs({ exp: now - 1 }), 401],
  ["one that expired long ago", hs({ exp: 1 }), 401],
  ["one that expires before 1970", hs({ exp: -5 }), 401],
  ["one that never expires", bearer(token(without("exp"), "HS256", secret)), 401],
  ["one whose end is a word", hs({ exp: "never" }), 401],
  ["one whose end is true", hs({ exp: true }), 401],
  ["one whose end no number can hold", hs({ exp: 1e30 }), 401],
  ["one whose end is in a list", hs({ exp: [now + 600] }), 401],
  ["one of the future", hs({ nbf: now + 300 }), 401],
  ["one that has begun", hs({ nbf: now - 300 }), 200],
  ["one whose begin is a text", hs({ nbf: "never" }), 401],
  ["alg none, no signature", hs({}, "none"), 401],
  ["alg None, no signature", hs({}, "None"), 401],
  ["alg none, with a signature", hs({}, "none", "HS256"), 401],
  ["HS384 by the same secret", hs({}, "HS384"), 401],
  ["HS512 by the same secret", hs({}, "HS512"), 401],
  ["HS256 in the header, signed by HS512", hs({}, "HS256", "HS512"), 401],
  ["another secret", bearer(token(claims, "HS256", `${secret}0`)), 401],
  ["an empty secret", bearer(token(claims, "HS256", "")), 401],
  ["RS256 where HS256 is set", bearer(token(claims, "RS256", rsa.privateKey)), 401],
  ["another audience", hs({ aud: "web" }), 401],
  ["an audience that begins the same", hs({ aud: "rpc2" }), 401],
  ["an audience in a list", hs({ aud: ["rpc"] }), 401],
  ["no audience", bearer(token(without("aud"), "HS256", secret)), 401],
  ["another issuer", hs({ iss: "https://evil.example" }), 401],
  ["no issuer", bearer(token(without("iss"), "HS256", secret)), 401],
  ["no subject", bearer(token(without("sub"), "HS256", secret)), 401],
  ["a subject that would break the log", hs({ sub: 'a","status":200,"x":"' }), 401],
  ["a subject with a new line", hs({ sub: "a\nb" }), 401],
  ["a subject of 65 letters", hs({ sub: "a".repeat(65) }), 401],
  ["a subject that is a key's name", hs({ sub: "key/alice" }), 401],
  ["a revoked one", hs({ jti: "lost" }), 401],
  ["one beside the revoked", hs({ jti: "kept" }), 200],
  ["a signature cut", bearer(good.slice(0, -2)), 401],
  ["no signature", bearer(`${head}.${body}.`), 401],
  ["two parts", bearer(`${head}.${body}`), 401],
  ["four parts", bearer(`${good}.${signature}`), 401],
  ["claims changed", bearer(`${head}.${forged}.${signature}`), 401],
  ["claims that are no JSON", bearer(token("carol", "HS256", secret)), 401],
];

/** Of a gateway that knows a public key. */
const signedCases = (algorithm: "RS256" | "ES256"): readonly Case[] => {
  const [pair, other] = algorithm === "RS256" ? [rsa, otherRsa] : [ec, otherEc];
  const sign = (changed: object, key = pair.privateKey) =>
    bearer(token({ ...claims, ...changed }, algorithm, key));
  return [
    ["a token", sign({}), 200],
    ["one by another key", sign({}, other.privateKey), 401],
    ["an expired one", sign({ exp: now - 1 }), 401],
    ["one of the future", sign({ nbf: now + 300 }), 401],
    ["another audience", sign({ aud: "web" }), 401],
    ["a revoked one", sign({ jti: "lost" }), 401],
    ["alg none", bearer(token(claims, "none", "")), 401],
    // What an RS256 verifier that believes the header takes for a secret that everybody knows.
    ["HS256 by the public key", bearer(token(claims, "HS256", pem(pair.publicKey))), 401],
    [
      "its header, signed by HS256",
      bearer(token(claims, algorithm, pem(pair.publicKey), "HS256")),
      401,
    ],
  ];
};

describe("who the gateway lets in", () => {
  let geth: DevGeth;
  before(async function () {
    this.timeout(120_000);
    geth = await startDevGeth();
  });
  after(() => geth[Symbol.asyncDispose]());

  const suites: readonly (readonly [keyof typeof issuers, readonly Case[]])[] = [
    ["HS256", [...keyCases, ...tokenCases]],
    ["RS256", signedCases("RS256")],
    ["ES256", signedCases("ES256")],
  ];
  for (const [algorithm, cases] of suites)
    describe(algorithm, () => {
      let gateway: RunningGateway;
      before(async () => {
        gateway = await startGateway([geth.address], { tokens: issuers[algorithm] });
      });
      after(() => gateway[Symbol.asyncDispose]());

      for (const [what, headers, status] of cases)
        it(`${what}: ${status}`, async () => {
          const before = (await gateway.log(0)).length;
          const answer = await ask(gateway.url, call("eth_chainId"), headers);
          assert.equal(answer.status, status, answer.text);
          const { result, error } = JSON.parse(answer.text) as {
            result?: unknown;
            error?: { code: number };
          };
          if (status === 200) assert.equal(result, "0x539");
          else assert.equal(error?.code, -32001);
          const line = (await gateway.log(before + 1))[before];
          assert.ok(line !== undefined);
          assert.equal(line["status"], status);
          assert.equal(line["subject"] !== "-", status === 200);
        });
    });

  it("a gateway without tokens takes none", async () => {
    await using gateway = await startGateway([geth.address]);
    const by = (headers: Record<string, string>) =>
      ask(gateway.url, call("eth_chainId"), headers).then(({ status }) => status);
    assert.equal(await by(bearer(good)), 401);
    assert.equal(await by({ "x-api-key": userKeys.alice }), 200);
  });

  it("a user with methods of its own gets no others", async () => {
    await using gateway = await startGateway([geth.address]);
    const as = (key: string, method: string) =>
      ask(gateway.url, call(method), { "x-api-key": key }).then(({ status }) => status);
    assert.equal(await as(userKeys.bob, "eth_blockNumber"), 403);
    assert.equal(await as(userKeys.bob, "eth_chainId"), 200);
    assert.equal(await as(userKeys.alice, "eth_blockNumber"), 200);
  });

  it("logs who called what with which result, and neither parameters nor keys nor tokens", async () => {
    await using gateway = await startGateway([geth.address], { tokens: issuers["HS256"] });
    const address = "0x00000000000000000000000000000000c0ffee00";
    const balance = JSON.stringify({
      ...{ jsonrpc: "2.0", id: 1, method: "eth_getBalance" },
      params: [address, "latest"],
    });
    await ask(gateway.url, balance, { "x-api-key": userKeys.alice });
    await ask(gateway.url, balance, bearer(good));
    await ask(gateway.url, balance, { "x-api-key": "wrong-key" });
    const rows = (await gateway.log(3)).map(({ subject, method, status }) => [
      subject,
      method,
      status,
    ]);
    assert.deepEqual(rows, [
      ["key/alice", "eth_getBalance", 200],
      ["token/carol", "eth_getBalance", 200],
      ["-", "-", 401],
    ]);
    const [first] = await gateway.log(3);
    for (const name of ["bytes", "milliseconds"]) assert.ok(Number(first?.[name]) >= 0, name);
    assert.ok(Math.abs(Number(first?.["time"]) - Date.now() / 1000) < 60);
    const output = await gateway.output();
    for (const hidden of [address, userKeys.alice, good, signature, "wrong-key", secret])
      assert.ok(!output.includes(hidden));
  });

  it("knows keys by their hashes only", async () => {
    let written = "";
    await using gateway = await startGateway([geth.address], {}, (files) => {
      written = Object.values(files).join("\n");
      return files;
    });
    assert.ok(gateway.port > 0);
    assert.ok(!written.includes(userKeys.alice));
    assert.ok(written.includes(keyHash(userKeys.alice)));
  });
});
