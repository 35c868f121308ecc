import assert from "node:assert/strict";

import type { DecodedRecord } from "../../src/peers/decodedRecord.ts";
import { decodeRecord } from "../../src/peers/decodeRecord.ts";
import { fixture } from "../support/fixtures.ts";
import { nodeRecord, rlpList, rlpString } from "../support/records.ts";

const bytes = (hex: string) => rlpString(Buffer.from(hex, "hex"));

const nothing = {
  forkDigest: null,
  forkId: null,
  attestationSubnets: null,
  syncSubnets: null,
  custodyGroupCount: null,
  quicPort: null,
};

/** The generator's id: Keccak-256 of its 64 bytes, whose last 20 are the well-known address of the private key 1. */
const GENERATOR_ID = /^[0-9a-f]{24}7e5f4552091a69125d5dfcb7b8c2659029395bdf$/;

function read(pairs: Readonly<Record<string, Buffer>>): Partial<DecodedRecord> {
  const { seq, nodeId, ...said } = decodeRecord(nodeRecord(pairs)) ?? {};
  assert.deepEqual([seq, GENERATOR_ID.test(nodeId ?? "")], [1, true]);
  return said;
}

describe("decoding node records", () => {
  it("reads the example of EIP-778, whose node's id the EIP gives", () => {
    const example =
      "enr:-IS4QHCYrYZbAKWCBRlAy5zzaDZXJBGkcnh4MHcBFZntXNFrdvJjX04jRjzjCBOonrkTfj499SZuOh8R33Ls8RRcy5wBgmlkgnY0gmlwhH8AAAGJc2VjcDI1NmsxoQPKY0yuDUmstAHYpMa2_oxVtw0RW_QAdpzBQA8yWM0xOIN1ZHCCdl8";
    assert.deepEqual(decodeRecord(example), {
      ...nothing,
      seq: 1,
      nodeId: "a448f24c6d18e575453db13171562b71999873db5b286df957af199ec94617f7",
    });
  });

  it("reads the record of a real Prysm", () => {
    const { data } = JSON.parse(fixture("beacon_node_identity.json")) as { data: { enr: string } };
    assert.deepEqual(decodeRecord(data.enr), {
      ...nothing,
      seq: 1795358636698,
      nodeId: "ddf07765736f655b67fff289dbc959fc594b4bf7a60870cd313b8f3514d113ab",
      forkDigest: "0xaeb64e5e",
      attestationSubnets: [18, 19],
      syncSubnets: [0, 1, 2, 3],
      quicPort: 13101,
    });
  });

  it("reads the record of a real Geth", () => {
    const [enr = ""] = /enr:[\w-]+/.exec(fixture("geth_ipc.ndjson")) ?? [];
    assert.deepEqual(decodeRecord(enr), {
      ...nothing,
      seq: 1795358630190,
      nodeId: "341cb54b31844b292a9c8b62b2892dce4c148d261611ecade1ced66655fffdbd",
      forkId: { hash: "0xe839b59b", next: null },
    });
  });

  it("reads the number of custody groups, up to all", () => {
    const groups = (hex: string) => read({ cgc: bytes(hex) }).custodyGroupCount;
    assert.deepEqual(["", "04", "80"].map(groups), [0, 4, 128]);
  });

  it("reads the next fork that an execution client knows", () => {
    const eth = rlpList(rlpList(bytes("fc64ec04"), bytes("118c30")));
    assert.deepEqual(read({ eth }).forkId, { hash: "0xfc64ec04", next: 1_150_000 });
  });

  it("counts subnets from the lowest bit of the first byte, and none as none", () => {
    const said = read({ attnets: bytes("0100000000000080"), syncnets: bytes("00") });
    assert.deepEqual([said.attestationSubnets, said.syncSubnets], [[0, 63], []]);
  });

  const bad: readonly (readonly [string, Readonly<Record<string, Buffer>>])[] = [
    ["more custody groups than there are", { cgc: bytes("81") }],
    ["a number with leading zeros", { cgc: bytes("0004") }],
    ["a number of nine bytes", { cgc: bytes("010000000000000000") }],
    ["a number above 2^53", { cgc: bytes("ffffffffffffffff") }],
    ["a fork digest that is too short", { eth2: bytes("6a95a1a9") }],
    ["subnets of another length", { attnets: bytes("ff"), syncnets: bytes("ffff") }],
    ["a port of three bytes", { quic: bytes("010203") }],
    ["a fork id that is no list", { eth: bytes("fc64ec04") }],
    ["an empty fork id", { eth: rlpList() }],
    ["a fork id of five bytes", { eth: rlpList(rlpList(bytes("fc64ec0401"), bytes(""))) }],
    ["a next fork above 2^53", { eth: rlpList(rlpList(bytes("fc64ec04"), bytes("ff".repeat(8)))) }],
  ];
  for (const [what, pairs] of bad) {
    it(`takes ${what} as not told, and the rest as it is`, () => {
      assert.deepEqual(read(pairs), nothing);
    });
  }

  it("gives nothing of what is no record", () => {
    const whole = nodeRecord({});
    assert.notEqual(decodeRecord(whole), null);
    const broken = [
      "",
      "enr:",
      "enr:AAAA",
      whole.slice(0, -4),
      `${whole}AAAA`,
      `${whole}<script>`,
      nodeRecord({ filler: rlpString(Buffer.alloc(300)) }),
      nodeRecord({ id: bytes("7635") }),
      nodeRecord({}, { seq: "ff".repeat(8) }),
      // Not a point of the curve.
      nodeRecord({}, { key: Buffer.alloc(33, 2).fill(0xff, 1) }),
      nodeRecord({}, { key: Buffer.alloc(33) }),
      nodeRecord({}, { key: Buffer.alloc(32, 2) }),
    ];
    for (const text of broken) assert.equal(decodeRecord(text), null, text);
  });
});
