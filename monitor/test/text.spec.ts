import assert from "node:assert/strict";

import { formatAddress, parseHostPort, parseMultiaddr } from "../src/peers/address.ts";
import { cleanText } from "../src/peers/text.ts";

describe("making a stranger's text safe", () => {
  const rows: readonly (readonly [what: string, text: string, clean: string])[] = [
    ["terminal escapes", "\u001b[2J\u001b]0;title\u0007Geth", "[2J]0;titleGeth"],
    ["C1 controls", "a\u009b31mb", "a31mb"],
    ["line ends", "a\r\nb\u2028c\u2029d", "abcd"],
    ["bidirectional marks", "a\u202e\u2066\u200f\u061cb", "ab"],
    ["zero-width characters", "a\u200b\u200d\ufeff\u2060b", "ab"],
    ["tags and private use", "a\u{e0041}\ue000b", "ab"],
    ["half characters", "a\ud800b\udc00c", "a\ufffdb\ufffdc"],
    ["letters of all kinds, which stay", "Gëth 中文 🙂", "Gëth 中文 🙂"],
    ["HTML, which is the page's part", "<b>&amp;", "<b>&amp;"],
    ["outer space", "  a  ", "a"],
  ];
  for (const [what, text, clean] of rows) {
    it(what, () => {
      assert.equal(cleanText(text), clean);
    });
  }

  it("cuts at 128 characters, not within one", () => {
    assert.equal(cleanText("🙂".repeat(500)), "🙂".repeat(128));
  });

  it("takes a megabyte in little time", () => {
    const started = performance.now();
    for (let i = 0; i < 100; i++) cleanText("\u202e".repeat(1_000_000));
    assert.ok(performance.now() - started < 2000);
  });
});

describe("reading where a peer is", () => {
  it("reads what Geth writes", () => {
    assert.deepEqual(parseHostPort("203.0.113.7:41822"), {
      ip: "203.0.113.7",
      port: 41822,
      transport: "tcp",
    });
    assert.deepEqual(parseHostPort("[2001:db8::1]:30303"), {
      ip: "2001:db8::1",
      port: 30303,
      transport: "tcp",
    });
  });

  it("reads what Prysm writes", () => {
    const quic = { ip: "127.0.0.1", port: 13102, transport: "quic" };
    assert.deepEqual(parseMultiaddr("/ip4/127.0.0.1/udp/13102/quic-v1"), quic);
    assert.deepEqual(parseMultiaddr("/ip4/127.0.0.1/udp/13102/quic-v1/p2p/16Uiu2"), quic);
    assert.deepEqual(parseMultiaddr("/ip6/2001:db8::1/tcp/9000"), {
      ip: "2001:db8::1",
      port: 9000,
      transport: "tcp",
    });
  });

  it("knows nothing of what is no address", () => {
    for (const text of [
      "",
      "pipe",
      "1.2.3.4",
      "1.2.3.4:70000",
      "999.2.3.4:1",
      "2001:db8::1:30303",
      "[::1]:x",
      "a:1",
    ]) {
      assert.equal(parseHostPort(text), null, text);
    }
    for (const text of [
      "",
      "/dns4/x/tcp/1",
      "/ip4/::1/tcp/1",
      "/ip4/1.2.3.4/tcp/99999",
      "/ip4/1.2.3.4/tcp/1x",
      "ip4/1.2.3.4/tcp/1",
    ]) {
      assert.equal(parseMultiaddr(text), null, text);
    }
  });

  it("writes IPv6 in brackets", () => {
    assert.equal(formatAddress({ ip: "2001:db8::1", port: 1 }), "[2001:db8::1]:1");
    assert.equal(formatAddress({ ip: "192.0.2.1", port: 1 }), "192.0.2.1:1");
  });
});
