import assert from "node:assert/strict";

import { FrameError, JsonSplitter } from "../src/agent/frames.ts";
import { fixture } from "./support/fixtures.ts";

const recorded = fixture("geth_ipc.ndjson");
const expected = recorded.trim().split("\n");

function split(pieces: readonly Buffer[], maxBytes = 1_000_000): string[] {
  const splitter = new JsonSplitter(maxBytes);
  return pieces.flatMap((piece) => splitter.push(piece));
}

describe("cutting the socket's bytes into JSON texts", () => {
  it("cuts what came in one piece", () => {
    assert.deepEqual(split([Buffer.from(recorded)]), expected);
  });

  it("puts together what came byte by byte", () => {
    assert.deepEqual(split([...Buffer.from(recorded)].map((byte) => Buffer.of(byte))), expected);
  });

  it("cuts rightly wherever the pieces break", () => {
    const bytes = Buffer.from(recorded);
    for (let at = 1; at < bytes.length; at += 7) {
      assert.deepEqual(split([bytes.subarray(0, at), bytes.subarray(at)]), expected, `at ${at}`);
    }
  });

  it("needs no line feed between texts", () => {
    assert.deepEqual(split([Buffer.from('{"a":1}{"b":2}[3]')]), ['{"a":1}', '{"b":2}', "[3]"]);
  });

  it("is not misled by brackets, quotes and backslashes inside strings", () => {
    const text = JSON.stringify({ name: 'Geth/}]"\\', other: "\\\\{[" });
    assert.deepEqual(split([Buffer.from(text + text)]), [text, text]);
  });

  it("keeps a character whole that is split between pieces", () => {
    const bytes = Buffer.from('{"name":"中文🙂"}');
    const halves = [bytes.subarray(0, 11), bytes.subarray(11)];
    assert.deepEqual(split(halves), ['{"name":"中文🙂"}']);
  });

  it("refuses a byte that begins no object", () => {
    assert.throws(() => split([Buffer.from("HTTP/1.1 400")]), FrameError);
    assert.throws(() => split([Buffer.from("{}}")]), /0x7d came where a JSON object was expected/);
  });

  it("refuses a text that is too long, before it has all of it", () => {
    const endless = Array.from({ length: 11 }, () => Buffer.from(`{"a":"${"x".repeat(100)}`));
    assert.throws(() => split(endless, 1000), /more than 1000 bytes/);
  });
});
