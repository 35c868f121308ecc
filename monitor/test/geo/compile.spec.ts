import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, resolve } from "node:path";

import { countryRanges, IPV4, IPV6 } from "../../geo/countries.ts";
import { networkRanges } from "../../geo/networks.ts";
import { firstHalves, flatten, type SourceRange } from "../../geo/ranges.ts";
import { ATTRIBUTIONS, COUNTRIES, dateOf, NETWORKS } from "../../geo/sources.ts";
import { unpackCountry } from "../../src/geo/tables.ts";

const require = createRequire(import.meta.url);
const folderOf = (name: string) => dirname(require.resolve(`${name}/package.json`));
const range = (start: bigint, end: bigint, value: number): SourceRange => ({ start, end, value });

describe("laying ranges end to end", () => {
  it("fills gaps with nothing and joins neighbours of one value", () => {
    const ranges = [range(2n, 3n, 7), range(4n, 5n, 7), range(8n, 9n, 1), range(10n, 15n, 2)];
    assert.deepEqual(flatten(ranges, 15n, 0), {
      starts: [0n, 2n, 6n, 8n, 10n],
      values: [0, 7, 0, 1, 2],
    });
    assert.deepEqual(flatten([range(0n, 1n, 7)], 15n, 0), { starts: [0n, 2n], values: [7, 0] });
  });

  it("lets the first of two that overlap count, and forgives only a few", () => {
    const ranges = [range(0n, 9n, 1), range(5n, 12n, 2), range(6n, 7n, 3)];
    assert.deepEqual(flatten(ranges, 15n, 2), { starts: [0n, 10n, 13n], values: [1, 2, 0] });
    assert.throws(() => flatten(ranges, 15n, 1), RangeError);
    assert.throws(() => flatten([range(3n, 2n, 1)], 15n, 0), RangeError);
    assert.throws(() => flatten([range(0n, 16n, 1)], 15n, 0), RangeError);
  });

  it("keeps the first half of IPv6", () => {
    const halves = [...firstHalves([range(1n << 125n, (1n << 125n) + (1n << 96n) - 1n, 5)])];
    assert.deepEqual(halves, [range(1n << 61n, (1n << 61n) + (1n << 32n) - 1n, 5)]);
  });
});

describe("reading the data's packages", () => {
  it("reads networks, with quotes in their names", () => {
    const names = new Map<number, string>();
    const csv = '0,255,13335,"Cloudflare, Inc."\r\n256,511,5,"A ""B"" C"\n512,515,6,\n';
    assert.deepEqual(
      [...networkRanges(csv, names)],
      [range(0n, 255n, 13335), range(256n, 511n, 5), range(512n, 515n, 6)],
    );
    assert.deepEqual([...names.values()], ["Cloudflare, Inc.", 'A "B" C', ""]);
    assert.throws(() => [...networkRanges("1.0.0.0,1.0.0.255,5,x", names)], /line 1 is no range/);
  });

  for (const [name, family] of Object.entries({ ipv4: IPV4, ipv6: IPV6 })) {
    it(`walks the countries' ${name} ranges in order`, () => {
      const file = resolve(folderOf(COUNTRIES), `iptoasn-country-${name}.mmdb`);
      let next = family.from;
      let count = 0;
      for (const { start, end, value } of countryRanges(readFileSync(file), family)) {
        assert.ok(start >= next && end >= start && end < family.to);
        assert.match(unpackCountry(value) ?? "", /^[A-Z]{2}$/);
        next = end + 1n;
        if (++count === 2000) break;
      }
      assert.equal(count, 2000);
    });
  }

  it("reads the date in a version", () => {
    assert.equal(dateOf(Buffer.from('{"version":"2.3.2026061719"}')), "2026-06-17");
    assert.throws(() => dateOf(Buffer.from('{"version":"2.3.0"}')), /no date/);
  });
});

describe("the data's licences", () => {
  const read = (name: string, file: string) => readFileSync(resolve(folderOf(name), file), "utf8");
  const licence = (name: string) =>
    (JSON.parse(read(name, "package.json")) as { license: string }).license;

  it("are those that the attributions name: public domain for countries", () => {
    assert.equal(licence(COUNTRIES), "PDDL-1.0");
    assert.ok(ATTRIBUTIONS.some((text) => /IPtoASN.*PDDL 1\.0/.test(text)));
  });

  it("are those that the attributions name: three holders of the networks, each asking to be named", () => {
    const asked = [
      ["ROUTEVIEWS-LICENSE", /routeviews\.org/],
      ["NRO_LICENSE", /nro\.net/],
      ["DBIP-LICENSE", /https?:\/\/db-ip\.com/],
    ] as const;
    for (const [file, holder] of asked) {
      const text = read(NETWORKS, file);
      assert.match(text, /Creative Commons Attribution 4\.0/, file);
      assert.match(text, holder, file);
      assert.ok(
        ATTRIBUTIONS.some((line) => holder.test(line) && line.includes("CC BY 4.0")),
        file,
      );
    }
    assert.match(licence(NETWORKS), /ROUTEVIEWS-LICENSE and DBIP-LICENSE/);
  });
});
