import assert from "node:assert/strict";

import * as values from "../../../settings/values.ts";

interface Kind {
  readonly safeParse: (value: unknown) => { readonly success: boolean; readonly data?: unknown };
}

const digest = `sha256:${"0a".repeat(32)}`;

/** Each kind of value: what is taken, what is not. */
const kinds: readonly (readonly [string, Kind, readonly unknown[], readonly unknown[]])[] = [
  [
    "a whole number from 1 to 10",
    values.integer(1, 10),
    ["1", "10", "07"],
    ["0", "11", "-1", "1.0", "1e1", "0x1", "", " 1", 1, undefined],
  ],
  [
    "a whole number from 0 to 10 or empty",
    values.integerOrEmpty(0, 10),
    ["", "0", "10"],
    ["11", "-1", "1.0", " ", "x", undefined],
  ],
  [
    "a class or empty",
    values.classNameOrEmpty,
    ["", "a", "system-cluster-critical", "team.example"],
    ["A", "-a", "a-", ".a", "a_b", " ", "a".repeat(254), undefined],
  ],
  ["true or false", values.flag, ["true", "false"], ["True", "yes", "1", "", true, undefined]],
  ["any text", values.text, ["", " "], [1, undefined, null]],
  [
    "a size",
    values.size,
    ["1Ki", "500Gi", "1.5Ti", "2Pi", "1k", "1M", "1G", "1T", "1P"],
    ["1", "0Gi", "-1Gi", "1gi", "1GB", "1 Gi", "Gi", "1K", "", undefined],
  ],
  ["CPUs", values.cpu, ["1", "2.5", "0.5", "500m"], ["0", "-1", "0m", "1.5m", "1 ", "", undefined]],
  [
    "a length of time",
    values.duration,
    ["1ms", "15s", "5m", "1h", "30d", "2w", "1y"],
    ["30", "0d", "-1d", "1.5d", "30D", "", undefined],
  ],
  [
    "a version",
    values.version,
    ["1.17.5", "0.0.0", "7.0.0-rc.1"],
    ["v1.17.5", "1.17", "1.17.5.1", "1.17.x", "latest", "", undefined],
  ],
  [
    "an IPv4 address",
    values.ipAddress,
    ["203.0.113.7", "0.0.0.0", "255.255.255.255"],
    ["256.0.0.1", "1.2.3", "::1", "example.org", "", undefined],
  ],
  [
    "a name",
    values.objectName,
    ["a", "node-0", "a".repeat(40)],
    ["a".repeat(41), "A", "0a", "-a", "a-", "a_b", "a.b", "", undefined],
  ],
  [
    "an account",
    values.account,
    [`0x${"aF".repeat(20)}`],
    [`0x${"a".repeat(39)}`, `0x${"a".repeat(41)}`, "a".repeat(42), `0x${"g".repeat(40)}`, ""],
  ],
  [
    "a URL or empty",
    values.optionalUrl,
    ["", "http://a:1/b", "https://example.org"],
    ["example.org", "ftp://example.org", "http://", " ", undefined],
  ],
  ["a port", values.port, [1, 65535], [0, 65536, 1.5, "80", undefined]],
  [
    "an image",
    values.image,
    ["a:1", "a/b:v1.2-x", "r.example:5000/a/b:1", `a/b@${digest}`, `a/b:1@${digest}`],
    ["", "a", "a/b", "a:latest", `a:latest@${digest}`, "r.example:5000/a", "a:1@sha256:0", "a b:1"],
  ],
  ["an image or empty", values.imageOrEmpty, ["", "a/b:1"], ["a/b", "a/b:latest", undefined]],
];

describe("the kinds of values", () => {
  for (const [name, kind, taken, refused] of kinds) {
    it(`${name}: ${taken.map((one) => JSON.stringify(one)).join(", ")}`, () => {
      for (const one of taken) assert.ok(kind.safeParse(one).success, `refused ${String(one)}`);
    });
    it(`not ${name}: ${refused.map((one) => JSON.stringify(one)).join(", ")}`, () => {
      for (const one of refused) assert.ok(!kind.safeParse(one).success, `took ${String(one)}`);
    });
  }

  it("give numbers and truths, not their texts", () => {
    assert.equal(values.integer(0).parse("42"), 42);
    assert.equal(values.flag.parse("false"), false);
  });
});
