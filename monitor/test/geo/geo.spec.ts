import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { type Content, encodeGeoFile, openGeoFile } from "../../src/geo/file.ts";
import { locateIn, openGeography } from "../../src/geo/geography.ts";
import { type GeoTables, packCountry, unpackCountry } from "../../src/geo/tables.ts";

const number = (ip: string) => ip.split(".").reduce((sum, byte) => sum * 256 + Number(byte), 0);
const names = [Buffer.from("Hetzner Online GmbH"), Buffer.from("Evil\u001b[31m\u202e GmbH")];

/** 88.99.0.0/16 in Germany, networks 24940 and 64500 in its halves; 2a01:4f8::/32 likewise. */
const content = {
  "country4.starts": Uint32Array.of(0, number("88.99.0.0"), number("88.100.0.0")),
  "country4.values": Uint16Array.of(0, packCountry("DE"), 0),
  "country6.starts": BigUint64Array.of(0n, 0x2a01_04f8_0000_0000n, 0x2a01_04f9_0000_0000n),
  "country6.values": Uint16Array.of(0, packCountry("DE"), 0),
  "asn4.starts": Uint32Array.of(number("88.99.0.0"), number("88.99.128.0"), number("88.101.0.0")),
  "asn4.values": Uint32Array.of(24940, 64500, 0),
  "asn6.starts": BigUint64Array.of(0x2a01_04f8_0000_0000n),
  "asn6.values": Uint32Array.of(24940),
  asns: Uint32Array.of(24940, 64500),
  nameEnds: Uint32Array.of(0, names[0]?.length ?? 0, Buffer.concat(names).length),
  names: Buffer.concat(names),
} satisfies Content;

const tables: GeoTables = {
  country4: { starts: content["country4.starts"], values: content["country4.values"] },
  country6: { starts: content["country6.starts"], values: content["country6.values"] },
  asn4: { starts: content["asn4.starts"], values: content["asn4.values"] },
  asn6: { starts: content["asn6.starts"], values: content["asn6.values"] },
  asns: content.asns,
  nameEnds: content.nameEnds,
  names: content.names,
};
const said = { date: "2026-06-17", attributions: ["Data by someone (https://data.example/)."] };
const hetzner = { country: "DE", asn: 24940, organisation: "Hetzner Online GmbH" };

describe("looking up where an address is", () => {
  it("finds first, last and none of a range's addresses, of both families", () => {
    const at = (ip: string) => locateIn(tables, ip);
    assert.deepEqual(at("88.99.0.0"), hetzner);
    assert.deepEqual(at("88.99.127.255"), hetzner);
    assert.deepEqual(at("::ffff:88.99.1.1"), hetzner);
    assert.deepEqual(at("2a01:4f8:ffff::1"), hetzner);
    assert.deepEqual(at("2a01:4f9::1"), { ...hetzner, country: null });
    assert.equal(at("2a01:4f7:ffff::1"), null);
    assert.equal(at("88.98.255.255"), null);
    assert.equal(at("88.101.0.0"), null);
  });

  it("says what it knows where it does not know all, and makes names safe to print", () => {
    assert.deepEqual(locateIn(tables, "88.99.128.0"), {
      country: "DE",
      asn: 64500,
      organisation: "Evil[31m GmbH",
    });
    const nameless: GeoTables = { ...tables, asns: Uint32Array.of() };
    assert.deepEqual(locateIn(nameless, "88.99.0.1"), { ...hetzner, organisation: null });
    // Never the name of the network before it.
    const other: GeoTables = { ...tables, asn4: { ...tables.asn4, values: Uint32Array.of(30000) } };
    assert.deepEqual(locateIn(other, "88.99.0.1"), { ...hetzner, asn: 30000, organisation: null });
  });

  it("does not look for addresses that are not on the internet", () => {
    const everywhere: GeoTables = {
      ...tables,
      country4: { starts: Uint32Array.of(0), values: Uint16Array.of(packCountry("US")) },
      country6: { starts: BigUint64Array.of(0n), values: Uint16Array.of(packCountry("US")) },
    };
    assert.equal(locateIn(everywhere, "9.9.9.9")?.country, "US");
    for (const ip of ["10.0.0.1", "203.0.113.7", "127.0.0.1", "fe80::1", "fd00::1", "x", ""])
      assert.equal(locateIn(everywhere, ip), null, ip);
  });

  it("takes two capital letters as a country, and nothing else", () => {
    assert.equal(unpackCountry(packCountry("AA")), "AA");
    assert.equal(unpackCountry(packCountry("ZZ")), "ZZ");
    for (const code of ["", "D", "de", "DEU", "\u0000\u0000", "-1"])
      assert.equal(packCountry(code), 0, code);
  });
});

describe("the file with the data", () => {
  let folder = "";
  let file = "";
  const warned: string[] = [];
  const log = {
    warn: (what: { why: string }) => {
      warned.push(what.why);
    },
  } as unknown as Parameters<typeof openGeography>[1];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "geo-"));
    file = join(folder, "geo.bin");
    await writeFile(file, encodeGeoFile(content, said));
    warned.length = 0;
  });
  afterEach(() => rm(folder, { recursive: true }));

  it("tells what the tables in memory tell", () => {
    const { locate } = openGeography(file, log);
    const ips = ["88.99.0.0", "88.99.127.255", "88.99.128.0", "88.100.0.0", "88.101.0.0"];
    const more = ["9.9.9.9", "2a01:4f8::1", "2a01:4f9::1", "2a01:4f7::1", "10.0.0.1", "x"];
    for (const ip of [...ips, ...more]) assert.deepEqual(locate(ip), locateIn(tables, ip), ip);
    assert.deepEqual(locate("88.99.0.0"), hetzner);
    assert.deepEqual(openGeoFile(file).date, said.date);
  });

  it("names whose data they are, and from when", () => {
    assert.deepEqual(openGeography(file, log).attributions, [
      ...said.attributions,
      "Data as of 2026-06-17.",
    ]);
  });

  it("may be taken away or become shorter while it is in use", async () => {
    const kept = openGeography(file, log);
    await rm(file);
    assert.deepEqual(kept.locate("88.99.0.1"), hetzner);
    await writeFile(file, encodeGeoFile(content, said));
    const cut = openGeography(file, log);
    await truncate(file, 200);
    assert.deepEqual([cut.locate("88.99.0.1"), cut.locate("88.99.0.2")], [null, null]);
    assert.deepEqual([warned, cut.attributions], [["it is cut off"], []]);
  });

  it("may be missing: nothing is known then, and no data are claimed", () => {
    const { locate, attributions } = openGeography(undefined, log);
    assert.deepEqual([locate("8.8.8.8"), attributions, warned], [null, [], []]);
    assert.deepEqual(openGeography(join(folder, "none"), log).attributions, []);
    assert.match(warned.join(), /ENOENT/);
  });

  it("is no worse than missing when it is broken, and is complained of once", async () => {
    const whole = await readFile(file);
    const other = /not what monitor\/geo\/compile\.ts writes/;
    const breaks: readonly (readonly [string, Buffer, RegExp])[] = [
      ["empty", Buffer.alloc(0), /cut off/],
      ["another file's", Buffer.from(whole).fill("x", 0, 8), other],
      ["a header of gigabytes", Buffer.from(whole).fill(0xff, 8, 12), other],
      ["a header that is no JSON", Buffer.from(whole).fill(0x7b, 16, 20), /header cannot be read/],
    ];
    for (const [what, broken, why] of breaks) {
      warned.length = 0;
      await writeFile(file, broken);
      const { locate, attributions } = openGeography(file, log);
      assert.deepEqual([locate("88.99.0.1"), attributions, warned.length], [null, [], 1], what);
      assert.match(warned.join(), why, what);
    }
  });

  it("is not used when it is cut off", async () => {
    await truncate(file, (await readFile(file)).length - 1);
    assert.equal(openGeography(file, log).locate("88.99.0.1"), null);
    assert.deepEqual(warned, ["it is cut off"]);
  });
});
