import assert from "node:assert/strict";

import { parseHostPort, parseMultiaddr } from "../../src/peers/address.ts";
import { custodyColumns } from "../../src/peers/custody.ts";
import { decodeRecord } from "../../src/peers/decodeRecord.ts";
import { maskAddress } from "../../src/peers/mask.ts";
import { subnetOf } from "../../src/peers/subnet.ts";
import { nodeRecord, rlpList, rlpString } from "../support/records.ts";

const bytes = (hex: string): Buffer => Buffer.from(hex, "hex");
const enr = (data: Buffer): string => `enr:${data.toString("base64url")}`;
const good = nodeRecord({});
const raw = Buffer.from(good.slice(4), "base64url");
const text = (value: string): Buffer => rlpString(Buffer.from(value));
const signature = rlpString(Buffer.alloc(64));

/** No node can have such a record: nothing of it is told. */
const REFUSED: Readonly<Record<string, string>> = {
  nothing: "",
  "no text after enr:": "enr:",
  "another kind of URL": good.replace("enr:", "enode:"),
  padding: `${good}==`,
  "base64 of the other alphabet": "enr:++//++//",
  "a line's end": `${good}\n`,
  "two of them": `${good}${good}`,
  "more than 300 bytes": nodeRecord({ x: rlpString(Buffer.alloc(300)) }),
  "ten thousand bytes": enr(Buffer.alloc(10_000, 0xc0)),
  "its begin": enr(raw.subarray(0, 40)),
  "all but its last byte": enr(raw.subarray(0, -1)),
  "a byte too many": enr(Buffer.concat([raw, bytes("00")])),
  "a string for a list": enr(rlpString(Buffer.alloc(100))),
  "an empty list": enr(bytes("c0")),
  "a list that says it is longer": enr(bytes("f8ff01")),
  "a length of eight bytes": enr(bytes("ffffffffffffffffffff")),
  "a length of three bytes": enr(bytes("fa00000401020304")),
  "lists in each other": enr(Buffer.alloc(200, 0xc1)),
  "another signature's length": enr(
    rlpList(rlpString(Buffer.alloc(63)), bytes("01"), text("id"), text("v4")),
  ),
  "a key without a value": enr(rlpList(signature, bytes("01"), text("id"))),
  "no scheme": enr(rlpList(signature, bytes("01"))),
  "another scheme": nodeRecord({ id: text("v5") }),
  "a scheme that is a list": nodeRecord({ id: rlpList(text("v4")) }),
  "no key": enr(rlpList(signature, bytes("01"), text("id"), text("v4"))),
  "a key that is no point": nodeRecord({}, { key: Buffer.alloc(33, 0xff) }),
  "a key of zeros": nodeRecord({}, { key: Buffer.alloc(33) }),
  "a key of 32 bytes": nodeRecord({}, { key: Buffer.alloc(32, 2) }),
  "a number of 2^64": nodeRecord({}, { seq: "010000000000000000" }),
  "a number with zeros before it": nodeRecord({}, { seq: "0001" }),
};

/** One value is wrong: that one is not known, and the rest of the record is. */
const WRONG: readonly (readonly [
  what: string,
  key: string,
  value: Buffer,
  field:
    | "custodyGroupCount"
    | "attestationSubnets"
    | "syncSubnets"
    | "forkDigest"
    | "forkId"
    | "quicPort",
])[] = [
  ["129 custody groups", "cgc", rlpString(bytes("81")), "custodyGroupCount"],
  ["2^64 custody groups", "cgc", rlpString(bytes("010000000000000000")), "custodyGroupCount"],
  ["2^256 custody groups", "cgc", rlpString(Buffer.alloc(33, 0xff)), "custodyGroupCount"],
  ["custody groups with zeros", "cgc", rlpString(bytes("0004")), "custodyGroupCount"],
  [
    "custody groups as a list",
    "cgc",
    rlpList(rlpString(bytes("81")), text("x")),
    "custodyGroupCount",
  ],
  ["seven bytes of subnets", "attnets", rlpString(Buffer.alloc(7)), "attestationSubnets"],
  ["no bytes of subnets", "attnets", rlpString(Buffer.alloc(0)), "attestationSubnets"],
  ["two bytes of sync subnets", "syncnets", rlpString(Buffer.alloc(2)), "syncSubnets"],
  ["a fork of fifteen bytes", "eth2", rlpString(Buffer.alloc(15)), "forkDigest"],
  ["a fork id that is a string", "eth", text("evil"), "forkId"],
  [
    "a fork id of five bytes",
    "eth",
    rlpList(rlpList(rlpString(Buffer.alloc(5)), bytes("80"))),
    "forkId",
  ],
  [
    "a fork id after 2^64",
    "eth",
    rlpList(rlpList(text("abcd"), rlpString(bytes("010000000000000000")))),
    "forkId",
  ],
  ["a port of three bytes", "quic", rlpString(bytes("010000")), "quicPort"],
];

const ADDRESSES = [
  ...["", ":", "1.2.3.4", "1.2.3.4:", "1.2.3.4:-1", "1.2.3.4:65536", "1.2.3.4:1e3", "1.2.3.4:0x1"],
  ...["256.1.1.1:1", "1.2.3:1", "01.2.3.4:1", "1.2.3.4:30303\n", "1.2.3.4:1\u0000", "٣.2.3.4:1"],
  ...["[::1", "[::1]:", "[fe80::1%eth0]:1", "[:::]:1", "[12345::]:1", "[::1]:99999", "::1:30303"],
  ...[
    "localhost:1",
    "evil.example:1",
    "http://1.2.3.4:1",
    "1.2.3.4:1/..",
    `1.2.3.4:${"1".repeat(1e6)}`,
  ],
];

const MULTIADDRS = [
  ...[
    "",
    "/",
    "/ip4",
    "/ip4/1.2.3.4",
    "/ip4/1.2.3.4/tcp",
    "/ip4/1.2.3.4/tcp/",
    "/ip4/1.2.3.4/tcp/-1",
  ],
  ...["/ip4/1.2.3.4/tcp/65536", "/ip4/::1/tcp/1", "/ip6/1.2.3.4/tcp/1", "/ip4/1.2.3.4/sctp/1"],
  ...[
    "/dns4/evil.example/tcp/1",
    "/ip4/1.2.3.4/tcp/1x",
    "x/ip4/1.2.3.4/tcp/1",
    "/ip4/999.2.3.4/tcp/1",
  ],
  ...["/ip6/fe80::1%eth0/tcp/1", "/unix/etc/passwd", `/ip4/${"1".repeat(1e6)}/tcp/1`],
];

describe("records and addresses that mean harm", () => {
  for (const [what, record] of Object.entries(REFUSED)) {
    it(`a record that is ${what} tells nothing`, () => {
      assert.equal(decodeRecord(record), null);
    });
  }

  for (const [what, key, value, field] of WRONG) {
    it(`a record with ${what} tells all but that`, () => {
      const record = decodeRecord(nodeRecord({ [key]: value }));
      assert.ok(record !== null);
      assert.equal(record[field], null);
      assert.equal(record.nodeId, decodeRecord(good)?.nodeId);
    });
  }

  it("a record with keys that objects have is a record like others", () => {
    const record = decodeRecord(nodeRecord({ constructor: text("x"), toString: text("y") }));
    assert.deepEqual(record, decodeRecord(good));
  });

  for (const count of [-1, 0.5, 129, 2 ** 53, 1e308, Infinity, NaN]) {
    it(`${count} custody groups hold no column, and are reckoned in no time`, () => {
      assert.deepEqual(custodyColumns("a".repeat(64), count), []);
    });
  }

  for (const address of ADDRESSES) {
    it(`${JSON.stringify(address.slice(0, 30))} is no address`, () => {
      assert.equal(parseHostPort(address), null);
    });
  }

  for (const address of MULTIADDRS) {
    it(`${JSON.stringify(address.slice(0, 40))} is no multiaddr`, () => {
      assert.equal(parseMultiaddr(address), null);
    });
  }

  for (const [ip, masked] of [
    ["::ffff:203.0.113.7", "203.0.x.x:1"],
    ["::FFFF:cb00:7107", "203.0.x.x:1"],
    ["2001:db8:1:2:3:4:5:6", "[2001:db8:x:x]:1"],
    ["::", "[0:0:x:x]:1"],
  ] as const) {
    it(`${ip} is masked, however it is written, and is nobody's neighbour`, () => {
      assert.equal(maskAddress({ ip, port: 1 }), masked);
      assert.equal(subnetOf(ip), null);
    });
  }

  it("leave what all objects have as it is", () => {
    assert.equal(({} as Record<string, unknown>)["state"], undefined);
    assert.equal(({} as Record<string, unknown>)["EVIL"], undefined);
  });
});
