import assert from "node:assert/strict";
import { createHash } from "node:crypto";

import { UsageError } from "../../src/cli/usageError.ts";
import { assertGuarded } from "../../src/serve/auth/guarded.ts";
import { covers } from "../../src/serve/auth/role.ts";
import { Sessions } from "../../src/serve/auth/sessions.ts";
import { Tokens } from "../../src/serve/auth/tokens.ts";
import { ConfigError, parseConfig } from "../../src/serve/config.ts";

const ALICE = "alice-0123456789abcdef";
const BOB = "bob-0123456789abcdefgh";
const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

describe("the file of tokens", () => {
  it("has a line for each, in clear or hashed, and knows no other", () => {
    const tokens = Tokens.parse(
      "tokens",
      `# who\n\nalice admin ${ALICE}\n  bob\tviewer  sha256:${sha256(BOB).toUpperCase()}\r\n`,
    );
    assert.deepEqual(tokens.find(ALICE), { role: "admin", subject: "alice" });
    assert.deepEqual(tokens.find(BOB), { role: "viewer", subject: "bob" });
    for (const other of ["", `${ALICE} `, ALICE.slice(0, -1), sha256(BOB), `sha256:${sha256(BOB)}`])
      assert.equal(tokens.find(other), null, other);
  });

  for (const [text, message] of [
    ["", "tokens: no token came, expected SUBJECT ROLE TOKEN"],
    [`alice ${ALICE}`, "tokens: line 1: 2 words came, expected SUBJECT ROLE TOKEN"],
    [
      `# x\nalice root ${ALICE}`,
      "tokens: line 2: another role came, expected one of viewer, operator, admin",
    ],
    [
      "alice admin short",
      "tokens: line 1: a token of 5 characters came, expected at least 20, or sha256: and 64 hexadecimal digits",
    ],
    [
      "alice admin sha256:0123456789abcdef",
      "tokens: line 1: a token of 23 characters came, expected at least 20, or sha256: and 64 hexadecimal digits",
    ],
    [
      `al/ice admin ${ALICE}`,
      "tokens: line 1: a subject of other characters came, expected letters, digits, . _ @ -",
    ],
  ] as const) {
    it(`is refused without telling a token: ${message}`, () => {
      assert.throws(
        () => Tokens.parse("tokens", text),
        (error: Error) => {
          assert.ok(error instanceof ConfigError);
          assert.equal(error.message, message);
          assert.ok(!error.message.includes(ALICE));
          return true;
        },
      );
    });
  }

  it("must be there", async () => {
    await assert.rejects(Tokens.load("/nowhere/tokens"), /\/nowhere\/tokens: ENOENT came/);
  });
});

describe("sessions", () => {
  it("end after twelve hours, and when they are told to", () => {
    let now = 0;
    const sessions = new Sessions(() => now);
    const identity = { role: "viewer", subject: "bob" } as const;
    const [first, second] = [sessions.begin(identity), sessions.begin(identity)];
    assert.notEqual(first, second);
    assert.match(first, /^[\w-]{43}$/);
    assert.deepEqual(sessions.find(first), identity);
    sessions.end(second);
    assert.equal(sessions.find(second), null);
    now = 12 * 3_600_000;
    assert.equal(sessions.find(first), null);
    assert.equal(sessions.find("another"), null);
  });

  it("are a thousand at most, of which the oldest goes", () => {
    const sessions = new Sessions();
    const names = Array.from({ length: 1001 }, () =>
      sessions.begin({ role: "viewer", subject: "bob" }),
    );
    assert.equal(sessions.find(names[0] ?? ""), null);
    assert.notEqual(sessions.find(names[1] ?? ""), null);
  });
});

describe("roles", () => {
  it("may all that the ones before may", () => {
    assert.equal(covers("admin", "viewer"), true);
    assert.equal(covers("operator", "operator"), true);
    assert.equal(covers("viewer", "operator"), false);
    assert.equal(covers("none", "viewer"), false);
  });
});

describe("the settings of access", () => {
  const parse = (more: object) =>
    parseConfig(
      "c",
      JSON.stringify({
        nodes: [{ name: "a", network: "a", consensus: { beaconUrl: "http://b" } }],
        ...more,
      }),
    );

  it("are those of today when there are none", () => {
    const { access, actions } = parse({});
    assert.deepEqual([access, actions], [undefined, undefined]);
  });

  it("want tokens for actions, and let not everyone out", () => {
    const agentTokenFile = "/t";
    assert.throws(
      () => parse({ actions: { agentTokenFile } }),
      /access\.tokensFile: nothing came, expected a file, as only an admin may act/,
    );
    assert.equal(
      parse({ access: { tokensFile: "/t" }, actions: { agentTokenFile } }).actions?.perMinute,
      6,
    );
    assert.throws(() => parse({ access: { anonymousRole: "none" } }), /nobody could read anything/);
    assert.throws(() => parse({ access: { anonymousRole: "admin" } }), /viewer or operator/);
  });

  it("must say who may see a server that others can reach, outside of a cluster", () => {
    const at = (host: string, access?: object, env: NodeJS.ProcessEnv = {}) => {
      assertGuarded(
        { host, port: 8600 },
        access === undefined ? undefined : { openMetrics: false, ...access },
        env,
      );
    };
    const refused = (host: string, access?: object): void => {
      assert.throws(
        () => {
          at(host, access);
        },
        UsageError,
        host,
      );
    };
    for (const host of ["127.0.0.1", "127.9.9.9", "::1", "localhost"]) at(host);
    for (const host of ["0.0.0.0", "::", "192.0.2.1", "monitor.example.org"]) {
      refused(host);
      refused(host, {});
      at(host, { tokensFile: "/t" });
      at(host, { anonymousRole: "viewer" });
      at(host, undefined, { KUBERNETES_SERVICE_HOST: "10.0.0.1" });
    }
  });
});
