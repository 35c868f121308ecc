import assert from "node:assert/strict";
import type { Socket } from "node:net";
import { gzipSync } from "node:zlib";

import { MAX_ANSWER_BYTES } from "../../src/serve/http.ts";
import { type RawAnswer, RawServer } from "./support/rawServer.ts";
import { Stand } from "./support/stand.ts";

/** Longest wait for an answer where it is what ends the wait. The well node answers within it on a busy machine too. */
const TIMEOUT_MS = 1000;

/** Longest wait where the answer itself is at fault, which a busy machine may take long to read. */
const PATIENCE_MS = 10_000;

/** An answer with the right length, whatever is in it. */
function http(body: string | Buffer, headers: readonly string[] = [], status = "200 OK"): Buffer {
  const bytes = Buffer.from(body);
  const head = [`HTTP/1.1 ${status}`, `content-length: ${bytes.length}`, ...headers].join("\r\n");
  return Buffer.concat([Buffer.from(`${head}\r\n\r\n`), bytes]);
}

const says =
  (bytes: string | Buffer): RawAnswer =>
  (socket) =>
    void socket.write(bytes);

/** Says it and closes its half of the connection, or all of it. */
const saysAndEnds =
  (bytes: string | Buffer): RawAnswer =>
  (socket) =>
    void socket.end(bytes);

/** Writes on and on, as fast as it is read, until the other side goes away. */
const endless =
  (head: string, piece: string | Buffer): RawAnswer =>
  (socket) => {
    const more = (): void => {
      while (!socket.destroyed && socket.write(piece));
    };
    socket.on("drain", more);
    socket.write(head);
    more();
  };

const drip: RawAnswer = (socket: Socket) => {
  socket.write("HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n");
  const timer = setInterval(() => socket.write(" "), 50);
  socket.on("close", () => {
    clearInterval(timer);
  });
};

const CHUNKED = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
const MEBIBYTE = 1024 * 1024;
const bomb = gzipSync(Buffer.alloc(64 * MEBIBYTE, " "));
const gzip = ["content-encoding: gzip"];

/** What comes in place of an answer; of each it is said what the fault is called. */
const ANSWERS: Readonly<Record<string, readonly [answer: RawAnswer, fault: RegExp]>> = {
  nothing: [() => undefined, /no answer within 1000 ms/],
  "an end at once": [(socket) => socket.destroy(), /hang up|ECONNRESET/],
  "a half that closes": [saysAndEnds(""), /hang up|ECONNRESET/],
  "half a head": [saysAndEnds("HTTP/1.1 200 O"), /hang up|ECONNRESET|aborted|Parse Error/],
  "half a head and silence": [says("HTTP/1.1 200 OK\r\ncont"), /no answer within 1000 ms/],
  "JSON that is cut off": [says(http('{"schema":1,"data":[{"pe')), /not JSON/],
  "less than it said, and an end": [
    saysAndEnds("HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{}"),
    /aborted|hang up|ECONNRESET/,
  ],
  "less than it said, and silence": [
    says("HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{}"),
    /no answer within 1000 ms/,
  ],
  "more than it said": [
    says(Buffer.concat([http("{"), Buffer.from("}}}}")])),
    /not JSON|Parse Error/,
  ],
  "another answer behind it": [
    says(Buffer.concat([http("["), http("[]")])),
    /not JSON|Parse Error/,
  ],
  "a length below zero": [says("HTTP/1.1 200 OK\r\ncontent-length: -5\r\n\r\n{}"), /Parse Error/],
  "a length that is no number": [
    says("HTTP/1.1 200 OK\r\ncontent-length: 0x10\r\n\r\n{}"),
    /Parse Error/,
  ],
  "two lengths": [
    says("HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 9\r\n\r\n{}"),
    /Parse Error/,
  ],
  "a length and chunks": [
    says(
      `HTTP/1.1 200 OK\r\ncontent-length: 2\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`,
    ),
    /Parse Error/,
  ],
  "a chunk's size that is none": [says(`${CHUNKED}zz\r\n{}\r\n`), /Parse Error|aborted/],
  "a chunk of 2^64 bytes": [says(`${CHUNKED}10000000000000000\r\n{}`), /Parse Error|aborted/],
  "chunks without end": [
    endless(CHUNKED, `10000\r\n${" ".repeat(65_536)}\r\n`),
    /answer of more than 4194304 bytes/,
  ],
  "a body without end": [
    endless("HTTP/1.1 200 OK\r\n\r\n", Buffer.alloc(65_536, " ")),
    /answer of more than 4194304 bytes/,
  ],
  "heads without end": [
    endless("HTTP/1.1 200 OK\r\n", "x-evil: 1\r\n".repeat(1000)),
    /Parse Error/,
  ],
  "answers to come without end": [
    endless("", "HTTP/1.1 102 Processing\r\n\r\n".repeat(100)),
    /no answer within 1000 ms|Parse Error/,
  ],
  "a byte now and then": [drip, /no answer within 1000 ms/],
  "64 MiB as gzip": [says(http(bomb, gzip)), /answer of more than 4194304 bytes/],
  "gzip that is cut off": [
    says(http(gzipSync("{}".repeat(99)).subarray(0, 20), gzip)),
    /unexpected end|not JSON/,
  ],
  "gzip that is none": [says(http("{}", gzip)), /incorrect header check|not JSON/],
  "gzip in gzip": [says(http(gzipSync(gzipSync("{}")), gzip)), /not JSON/],
  "one byte more than may be": [
    says(http(`"${"x".repeat(MAX_ANSWER_BYTES - 1)}"`)),
    /answer of more than 4194304 bytes/,
  ],
  "a way to elsewhere": [
    says(http("", ["location: http://jane:hush@evil.example/\u001b[2J"], "302 Found")),
    /redirects to http:\/\/\*\*\*@evil|Parse Error/,
  ],
  "a way to a file": [
    says(http("", ["location: file:///etc/passwd"], "301 Moved")),
    /it redirects to file/,
  ],
  "a way to nowhere": [says(http("", [], "307 Temporary Redirect")), /redirects to nowhere/],
  "no content": [says("HTTP/1.1 204 No Content\r\n\r\n"), /status 204|not JSON/],
  "an empty body": [says(http("")), /not JSON/],
  HTML: [says(http("<html><script>alert(1)</script>", ["content-type: text/html"])), /not JSON/],
  "no UTF-8": [says(http(Buffer.from([0x22, 0xff, 0xfe, 0x80, 0x22, 0x7d]))), /not JSON/],
  "UTF-16": [says(http(Buffer.from('{"schema":1}', "utf16le"))), /not JSON/],
  "another protocol": [
    says("HTTP/1.1 101 Switching Protocols\r\nupgrade: evil\r\nconnection: upgrade\r\n\r\n"),
    /no answer within|hang up/,
  ],
  "no HTTP": [says("SSH-2.0-OpenSSH_9.9\r\n"), /Parse Error/],
  TLS: [says(Buffer.from("16030100050200000102", "hex")), /Parse Error/],
  "a status of four digits": [says("HTTP/1.1 2000 OK\r\n\r\n"), /Parse Error/],
  "a status of its own": [says(http("[]", [], "799 EVIL")), /status 799/],
  "a fault of its own": [
    says(http('{"error":{}}', [], "500 EVIL\u001b[2J")),
    /status 500|Parse Error|an error without/,
  ],
  null: [says(http("null")), /^agent: /],
  "a text": [says(http('"EVIL"')), /^agent: /],
  "a number": [says(http("1e999")), /^agent: /],
  "a list": [says(http("[]")), /^agent: /],
  "an object of other things": [
    says(http('{"__proto__":{"data":[]},"constructor":{}}')),
    /^agent: /,
  ],
  "two million lists in each other": [
    says(http(`${"[".repeat(2_000_000)}${"]".repeat(2_000_000)}`)),
    /not JSON/,
  ],
};

describe("answers that are none", function () {
  this.timeout(20_000);

  for (const [what, [answer, fault]] of Object.entries(ANSWERS)) {
    describe(what, () => {
      let server: RawServer;
      let stand: Stand;
      let other: Stand;

      before(async () => {
        server = await RawServer.open(answer);
        const { url } = server;
        const timeoutMs = fault.source.includes("no answer within") ? TIMEOUT_MS : PATIENCE_MS;
        stand = await Stand.open({ agent: url, rpc: url, beacon: url }, timeoutMs);
        other = await Stand.open({ metrics: `${url}/metrics` }, timeoutMs);
        await Promise.all([stand.poll(), other.poll("consensus")]);
      });
      after(async () => {
        await stand.close();
        await other.close();
        await server.close();
      });

      it("is a fault of an agent", () => {
        const { execution } = stand.node("hurt");
        assert.equal(execution?.state, "down");
        assert.match(execution.lastError ?? "", fault);
        assert.equal(execution.counts, null);
      });

      it("is a fault of an RPC port", () => {
        const { execution } = stand.node("rpc");
        assert.equal(execution?.state, "down");
        const said = execution.lastError ?? "";
        assert.ok(said.startsWith("net_peerCount: ") || fault.test(said), said);
      });

      it("is a fault of a beacon node", () => {
        const { consensus } = stand.node("hurt");
        assert.equal(consensus?.state, "down");
        assert.match(consensus.lastError ?? "", /^\/eth\/v1\/node\/peers: /);
      });

      it("is a warning where it is a Prysm's metrics, whose counts are not known then", () => {
        const { consensus } = other.node("hurt");
        assert.equal(consensus?.state, "up");
        assert.match(consensus.warnings.join(), /^metrics: /);
        assert.equal(consensus.clientCounts, null);
      });

      it("is no verdict on the node", () => {
        assert.equal(stand.node("hurt").sync, null);
      });

      it("harms nobody who looks, and not the node beside", async () => {
        await stand.holds();
        stand.staysWell();
      });

      it("holds no connection for longer than it takes", () => {
        // Those that may be used again are kept; none has a question open on it.
        assert.ok(server.sockets.size <= 16, String(server.sockets.size));
      });
    });
  }
});
