import assert from "node:assert/strict";

import { isGlobal } from "../src/peers/globalAddress.ts";
import { NodeRecordError, parseEnode, parseNodeRecord } from "../src/peers/nodeRecord.ts";
import { RlpError } from "../src/peers/rlp.ts";
import { fixture } from "./support/fixtures.ts";

/** The example of EIP-778: 127.0.0.1, UDP port 30303. */
const example =
  "enr:-IS4QHCYrYZbAKWCBRlAy5zzaDZXJBGkcnh4MHcBFZntXNFrdvJjX04jRzjzCBOonrkTfj499SZuOh8R33Ls8RRcy5wBgmlkgnY0gmlwhH8AAAGJc2VjcDI1NmsxoQPKY0yuDUmstAHYpMa2_oxVtw0RW_QAdpzBQA8yWM0xOIN1ZHCCdl8";

describe("node records", () => {
  it("reads the example of EIP-778", () => {
    assert.deepEqual(parseNodeRecord(example), {
      ip: "127.0.0.1",
      tcp: null,
      udp: 30303,
      quic: null,
    });
  });

  it("reads what a real Prysm announces, QUIC too", () => {
    const { data } = JSON.parse(fixture("beacon_node_identity.json")) as { data: { enr: string } };
    assert.deepEqual(parseNodeRecord(data.enr), {
      ip: "127.0.0.1",
      tcp: 13001,
      udp: 12001,
      quic: 13101,
    });
  });

  const bad: readonly (readonly [string, string])[] = [
    ["no prefix", example.slice(4)],
    ["other characters", `${example}=`],
    ["a cut-off text", example.slice(0, -8)],
    ["something behind it", `${example}AAAA`],
    ["no record at all", "enr:AAAA"],
    ["nothing", "enr:"],
    ["another identity scheme", example.replace("gmlkgnY0", "gmlkgnY1")],
    ["more than 300 bytes", `enr:${"-".repeat(500)}`],
  ];
  for (const [what, text] of bad) {
    it(`refuses ${what}`, () => {
      assert.throws(
        () => parseNodeRecord(text),
        (error) => error instanceof NodeRecordError || error instanceof RlpError,
      );
    });
  }

  it("reads an enode URL, whose second port may be another or none", () => {
    const id = "ab".repeat(64);
    const at = (text: string) => parseEnode(`enode://${id}@${text}`);
    assert.deepEqual(at("1.2.3.4:30303"), { ip: "1.2.3.4", tcp: 30303, udp: 30303, quic: null });
    assert.equal(at("1.2.3.4:30303?discport=30304")?.udp, 30304);
    assert.equal(at("1.2.3.4:30303?discport=0")?.udp, null);
    assert.equal(at("name.example:30303"), null);
  });

  it("knows which addresses peers on the internet can dial", () => {
    for (const address of ["8.8.8.8", "100.63.255.255", "172.32.0.1", "192.167.0.1"])
      assert.ok(isGlobal(address), address);
    for (const address of [
      "10.0.0.1",
      "100.64.0.1",
      "127.0.0.1",
      "169.254.1.1",
      "172.31.255.255",
      "192.168.0.1",
      "198.19.0.1",
      "203.0.113.7",
      "224.0.0.1",
      "255.255.255.255",
      "0.0.0.0",
      "2001:db8::1",
      "",
    ])
      assert.ok(!isGlobal(address), address);
  });
});
