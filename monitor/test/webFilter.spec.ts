import assert from "node:assert/strict";

import { hasTerm, matches, parseFilter, toggleTerm } from "../src/web/page/filter.ts";
import type { Row } from "../src/web/page/rows.ts";
import { webRow } from "./support/webRow.ts";

const NOW = 1_000_000_000;
const passes = (query: string, known: Partial<Row>): boolean =>
  matches(webRow(known), parseFilter(query), NOW);

describe("the page's filter", () => {
  const cases: readonly (readonly [string, Partial<Row>, boolean])[] = [
    ["client:geth", { client: "geth" }, true],
    ["client:geth", { client: "reth" }, false],
    ["client:reth,geth", { client: "geth" }, true],
    ["-client:geth", { client: "geth" }, false],
    ["CLIENT:Geth", { client: "geth" }, true],
    ["layer:el", { layer: "execution" }, true],
    ["layer:cl", { layer: "execution" }, false],
    ["dir:in", { direction: "inbound" }, true],
    ["dir:out", { direction: "inbound" }, false],
    ["dir:in", { direction: "unknown" }, false],
    ["country:de", { country: "DE" }, true],
    ["country:de", { country: null }, false],
    ["country:none", { country: null }, true],
    ["asn:24940", { asn: 24940 }, true],
    ["asn:AS24940", { asn: 24940 }, true],
    ["asn:2494", { asn: 24940 }, false],
    ['org:"hetzner online"', { organisation: "Hetzner Online GmbH" }, true],
    ["age:<10m", { since: NOW - 9 * 60_000 }, true],
    ["age:<10m", { since: NOW - 11 * 60_000 }, false],
    ["age:>1d", { since: NOW - 2 * 864e5 }, true],
    ["age:2h", { since: NOW - 3 * 36e5 }, true],
    ["score:<0", { score: -1.5 }, true],
    ["score:<0", { score: null }, false],
    ["score:>=0", { score: null }, false],
    ["latency:>200", { latencyMs: 201 }, true],
    ["lag:>2", { headLag: -3 }, true],
    ["lag:>2", { headLag: null }, false],
    ["lag:>2", { headLag: 3 }, false],
    ["flag:shared", { flags: ["shared subnet"] }, true],
    ["cap:eth/69", { capabilities: ["eth/68", "eth/69"] }, true],
    ["cap:eth/69", { capabilities: ["eth/68"] }, false],
    ["version:1.17", { version: "1.17.5" }, true],
    ["version:v1.17", { version: "1.17.5" }, true],
    ["subnet:192.0.2.0/24", { subnet: "192.0.2.0/24" }, true],
    ["os:linux", { os: "linux" }, true],
    ["id:AA", { id: "aabb" }, true],
    ["node:node-0", { node: "node-0" }, true],
    ["client:geth dir:out", { client: "geth", direction: "inbound" }, false],
    ["hetz", { organisation: "Hetzner" }, true],
    ["192.0.2.7", { address: "192.0.2.7:30303" }, true],
    ["-geth", { client: "geth" }, false],
    ["", {}, true],
  ];
  for (const [query, known, expected] of cases) {
    it(`${expected ? "passes" : "drops"} ${JSON.stringify(known)} for ${query || "nothing"}`, () => {
      assert.equal(passes(query, known), expected);
    });
  }

  it("tells what it does not understand, and hides nothing for it", () => {
    const filter = parseFilter("colour:red age:soon client:geth");
    assert.deepEqual(filter.unknown, ["colour:red", "age:soon"]);
    assert.equal(filter.terms.length, 1);
  });

  it("takes an address of version 6 for a word", () => {
    assert.deepEqual(parseFilter("2001:db8::1").unknown, []);
    assert.ok(passes("2001:db8::1", { address: "[2001:db8::1]:30303" }));
  });

  it("does not fail on what nobody would type", () => {
    for (const query of [
      '"',
      "-",
      ":",
      "::",
      "client:",
      'org:"',
      "age:<",
      "-:",
      "__proto__:x",
      "\u0000",
    ]) {
      assert.doesNotThrow(() => matches(webRow(), parseFilter(query), NOW), query);
    }
    assert.deepEqual(parseFilter("constructor:x").unknown, ["constructor:x"]);
  });
});

describe("a bar's term of the filter", () => {
  it("is added, found, and taken out again", () => {
    const query = toggleTerm("dir:in", "client", "geth");
    assert.equal(query, "dir:in client:geth");
    assert.ok(hasTerm(query, "client", "geth"));
    assert.equal(toggleTerm(query, "client", "geth"), "dir:in");
  });

  it("takes the place of another value of its key", () => {
    assert.equal(toggleTerm("client:geth dir:in", "client", "reth"), "dir:in client:reth");
  });

  it("has quotes round blanks, so that it stays one term", () => {
    const query = toggleTerm("", "org", "Hetzner Online");
    assert.equal(query, 'org:"Hetzner Online"');
    assert.equal(parseFilter(query).terms.length, 1);
    assert.ok(hasTerm(query, "org", "Hetzner Online"));
  });
});
