import assert from "node:assert/strict";

import { agreedAddress, StunDisagreementError } from "../src/stun/agree.ts";
import { askStun, StunTimeoutError } from "../src/stun/ask.ts";
import { bindingRequest, mappedAddress, StunAnswerError } from "../src/stun/message.ts";
import { says, type StunReply, StunTestServer } from "./support/stunServer.ts";

const here = "8.8.4.4";
const there = "1.0.0.1";
const silent: StunReply = () => null;

describe("the STUN client", () => {
  const open: StunTestServer[] = [];
  const server = async (reply: StunReply, host?: string) => {
    const one = await StunTestServer.open(reply, host);
    open.push(one);
    return one;
  };
  const servers = (...replies: StunReply[]) =>
    Promise.all(replies.map((reply, index) => server(reply, `127.0.0.${index + 1}`)));
  afterEach(() => {
    for (const one of open.splice(0)) one.close();
  });

  it("reads the sample response of RFC 5769, section 2.2", () => {
    const sample = Buffer.from(
      "0101003c2112a442b7e7a701bc34d686fa87dfae8022000b7465737420766563746f7220" +
        "002000080001a147e112a643000800142b91f599fd9e90c38c7489f92af9ba53f06be7d780280004c07d4c96",
      "hex",
    );
    assert.equal(mappedAddress(sample), "192.0.2.1");
  });

  it("asks as RFC 8489 has it: a Binding request, the cookie, its transaction, no attribute", () => {
    assert.equal(
      bindingRequest(Buffer.from("000102030405060708090a0b", "hex")).toString("hex"),
      "000100002112a442000102030405060708090a0b",
    );
  });

  it("tells what a server sees, and which server it was", async () => {
    const one = await server(says(here));
    assert.deepEqual(await askStun(one), { server: "127.0.0.1", address: here });
  });

  it("asks again when a datagram is lost", async () => {
    let lost = false;
    const one = await server((request, from) => {
      if (lost) return says(here)(request, from);
      lost = true;
      return null;
    });
    assert.equal((await askStun(one)).address, here);
    assert.equal(one.requests.length, 2);
  });

  it("passes over an answer to another request", async () => {
    const one = await server((request, from) => {
      const answer = says(there)(request, from);
      answer?.writeUInt8((answer[8] ?? 0) ^ 1, 8);
      return answer;
    });
    await assert.rejects(askStun(one, 200), StunTimeoutError);
  });

  const wrong: readonly (readonly [string, (answer: Buffer) => Buffer, RegExp])[] = [
    ["an error", (answer) => (answer.writeUInt16BE(0x0111, 0), answer), /type 0x0111/],
    ["another attribute", (answer) => (answer.writeUInt16BE(0x0001, 20), answer), /without XOR/],
    ["an IPv6 address", (answer) => (answer.writeUInt8(2, 25), answer), /not IPv4/],
    ["a cut-off answer", (answer) => answer.subarray(0, 30), /wrong length/],
    ["a wrong length", (answer) => (answer.writeUInt16BE(60, 22), answer), /cut off/],
  ];
  for (const [what, change, message] of wrong) {
    it(`refuses ${what}`, async () => {
      const one = await server((request, from) =>
        change(says(here)(request, from) ?? Buffer.alloc(0)),
      );
      await assert.rejects(askStun(one), (error: Error) => {
        assert.ok(error instanceof StunAnswerError);
        assert.match(error.message, message);
        return true;
      });
    });
  }

  const agreeing: readonly (readonly [string, StunReply[]])[] = [
    ["two of two", [says(here), says(here)]],
    ["two, and one that is silent", [says(here), silent, says(here)]],
    ["two against one", [says(here), says(there), says(here)]],
    ["two, and one behind a router of its own", [says("192.168.1.7"), says(here), says(here)]],
  ];
  for (const [what, replies] of agreeing) {
    it(`believes ${what}`, async () => {
      assert.equal(await agreedAddress(await servers(...replies), 600), here);
    });
  }

  const refused: readonly (readonly [string, StunReply[], RegExp])[] = [
    ["one alone", [says(here)], /127\.0\.0\.1:\d+ says 8\.8\.4\.4$/],
    ["one and silence", [says(here), silent], /127\.0\.0\.2:\d+ no answer within 100 ms$/],
    ["one against one", [says(here), says(there)], /says 8\.8\.4\.4, .* says 1\.0\.0\.1$/],
    [
      "two against two",
      [says(here), says(there), says(there), says(here)],
      /2 STUN servers that agree/,
    ],
    [
      "two that say a private address",
      [says("10.1.2.3"), says("10.1.2.3")],
      /says 10\.1\.2\.3, which is not public/,
    ],
    ["nobody", [], /none is given/],
  ];
  for (const [what, replies, message] of refused) {
    it(`does not believe ${what}`, async () => {
      await assert.rejects(agreedAddress(await servers(...replies), 100), (error: Error) => {
        assert.ok(error instanceof StunDisagreementError);
        assert.match(error.message, message);
        return true;
      });
    });
  }

  it("counts two ports of one machine as one voice", async () => {
    const both = [await server(says(here)), await server(says(here))];
    await assert.rejects(agreedAddress(both, 500), StunDisagreementError);
  });

  it("says which name is not known", async () => {
    const one = await server(says(here));
    await assert.rejects(
      agreedAddress([one, { host: "stun.invalid", port: 3478 }], 1000),
      /stun\.invalid:3478 (getaddrinfo|no answer)/,
    );
  });
});
