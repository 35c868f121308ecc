import assert from "node:assert/strict";
import type { AddressInfo } from "node:net";
import type { Server } from "node:http";

import { ExecutionReader } from "../../src/agent/executionReader.ts";
import { agentRoutes, createAgentServer } from "../../src/agent/server.ts";
import { createLog } from "../../src/log.ts";
import { GETH_ANSWERS, GETH_PEER_ID } from "../support/fixtures.ts";
import { answering, GethSocket, type Responder } from "../support/gethSocket.ts";
import { waitFor } from "../support/wait.ts";
import { safeLog } from "./support/safe.ts";
import { MARK, TEXTS } from "./support/texts.ts";

const line = (value: unknown): string => `${JSON.stringify(value)}\n`;
const answer = (id: unknown, result: unknown): string => line({ jsonrpc: "2.0", id, result });
const pushed = (result: unknown): string =>
  line({ method: "admin_subscription", params: { subscription: "0x1", result } });
const id = (index: number): string => index.toString(16).padStart(64, "0");

/** As that Geth, but for its peers, whose answer is made by `make`. */
const peersBy =
  (make: Responder): Responder =>
  (request, socket) => {
    if (request.method === "admin_peers") make(request, socket);
    else answering()(request, socket);
  };
const peersAre = (peers: unknown): Responder =>
  peersBy(({ id: number }, socket) => socket.write(answer(number, peers)));

const right = GETH_ANSWERS["admin_peers"] as object[];

/** Whatever comes, the agent reads what is right in it. */
const READ: Readonly<Record<string, Responder>> = {
  "a byte at a time": peersBy(({ id: number }, socket) => {
    for (const byte of Buffer.from(answer(number, right))) socket.write(Buffer.from([byte]));
  }),
  "no line's end": peersBy(({ id: number }, socket) => socket.write(answer(number, right).trim())),
  "much blank between": peersBy(({ id: number }, socket) => {
    socket.write(`${" \t\r\n".repeat(100_000)}${answer(number, right)}`);
  }),
  "all in one list": peersBy(({ id: number }, socket) => {
    socket.write(line([{ id: number, result: right }, null, 7, "x", [], {}]));
  }),
  twice: peersBy(({ id: number }, socket) => {
    socket.write(answer(number, right) + answer(number, [{ id: MARK }]));
  }),
  "answers to nothing before it": peersBy(({ id: number }, socket) => {
    for (const other of [-1, 0.5, 1e308, number + 1e6, null, "7", `${number}`, {}, [number], true])
      socket.write(answer(other, [{ id: MARK }]));
    socket.write(answer(number, right));
  }),
  "pushes around it": peersBy(({ id: number }, socket) => {
    socket.write(pushed({ type: "add" }) + answer(number, right) + pushed({ type: "drop" }));
  }),
  "keys that objects have": peersBy(({ id: number }, socket) => {
    socket.write(
      `{"__proto__":{"id":1},"constructor":1,"id":${number},"result":${JSON.stringify(right)}}`,
    );
  }),
  "a peer twice": peersAre([...right, ...right]),
  "brackets in texts": peersAre([{ ...right[0], name: '}]}"\\{[' }]),
};

/** What comes is no answer: the reading fails with a word for it. */
const FAULTS: Readonly<Record<string, readonly [Responder, RegExp]>> = {
  "no JSON": [peersBy((_, socket) => socket.write(`hello ${MARK}\n`)), /byte 0x68 came/],
  "JSON that is broken": [
    peersBy(({ id: number }, socket) => socket.write(`{"id":${number},"${MARK}":"a" "b"}`)),
    /what came is not JSON/,
  ],
  "brackets that do not fit": [
    peersBy((_, socket) => socket.write(`{"${MARK}":1]`)),
    /what came is not JSON/,
  ],
  "no UTF-8": [peersBy((_, socket) => socket.write(Buffer.from([0xff, 0xfe]))), /byte 0xff came/],
  "a line of nine MiB": [
    peersBy(({ id: number }, socket) => {
      socket.write(`{"id":${number},"result":"`);
      socket.write(Buffer.alloc(9 * 1024 * 1024, "x"));
    }),
    /more than 8388608 bytes/,
  ],
  "a thousand lists in each other": [
    peersBy(({ id: number }, socket) => {
      socket.write(`{"id":${number},"result":${"[".repeat(1000)}${"]".repeat(1000)}}`);
    }),
    /nested more than 128 deep/,
  ],
  "an end": [peersBy((_, socket) => socket.end()), /closed the connection/],
  "an end within the answer": [
    peersBy(({ id: number }, socket) => socket.end(answer(number, right).slice(0, 99))),
    /closed the connection/,
  ],
  silence: [peersBy(() => undefined), /admin_peers: no answer within/],
  "an error": [
    peersBy(({ id: number }, socket) => {
      socket.write(
        line({ id: number, error: { code: "x", message: TEXTS["a clipboard (OSC 52)"] } }),
      );
    }),
    /^\]52;c;/,
  ],
  "an error without words": [
    peersBy(({ id: number }, socket) => socket.write(line({ id: number, error: [] }))),
    /no message/,
  ],
  "a text for a list": [peersAre("EVIL"), /string came, expected a list/],
  "a number for a list": [peersAre(1e308), /number came, expected a list/],
  "an object for a list": [peersAre({ length: 3 }), /object came, expected a list/],
  "true for a list": [peersAre(true), /boolean came, expected a list/],
};

describe("a socket that means harm", function () {
  this.timeout(20_000);
  let geth: GethSocket;
  let reader: ExecutionReader;
  let running: Promise<void>;
  let server: Server;
  const lines: string[] = [];

  before(async () => {
    geth = await GethSocket.open();
    const log = createLog("agent", { write: (text: string) => void lines.push(text) });
    reader = new ExecutionReader({
      ...{ ipcPath: geth.path, log, timeoutMs: 300, maxAgeMs: 0 },
      ...{ minPauseMs: 5, maxPauseMs: 10 },
    });
    running = reader.run();
    server = createAgentServer(agentRoutes(reader, null, reader.events, 10));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });
  after(async () => {
    reader.stop();
    await running;
    server.closeAllConnections();
    server.close();
    await geth.dispose();
  });
  beforeEach(async () => {
    geth.respond = answering();
    await waitFor("a good reading", () => reader.read().catch(() => null));
    lines.length = 0;
  });

  const ask = async (path: string): Promise<{ status: number; text: string }> => {
    const { port } = server.address() as AddressInfo;
    const response = await fetch(`http://127.0.0.1:${port}${path}`);
    return { status: response.status, text: await response.text() };
  };

  for (const [what, responder] of Object.entries(READ)) {
    it(`is read where it writes ${what}`, async () => {
      geth.respond = responder;
      const { peers } = await reader.read();
      assert.equal((peers[0] as { id: string }).id, GETH_PEER_ID);
      assert.equal((await ask("/v1/execution")).status, 200);
    });
  }

  for (const [what, [responder, fault]] of Object.entries(FAULTS)) {
    it(`is a fault where it writes ${what}, until it is well again`, async () => {
      geth.respond = responder;
      const { status, text } = await ask("/v1/execution");
      assert.equal(status, 503);
      assert.match((JSON.parse(text) as { error: string }).error, fault);
      geth.respond = answering();
      await waitFor("the next reading", () => reader.read().catch(() => null));
      safeLog(lines);
      assert.ok(!lines.join("").includes(MARK), lines.join(""));
    });
  }

  for (const [what, text] of Object.entries(TEXTS)) {
    it(`of peers is passed on as JSON, and is in no log: ${what}`, async () => {
      geth.respond = peersAre([{ ...right[0], name: text, id: text }]);
      const answered = await ask("/v1/execution");
      assert.equal(answered.status, 200);
      assert.doesNotMatch(answered.text.trimEnd(), /[\0-\u001f]/);
      geth.push(pushed({ type: "add", peer: id(1), error: text, remote: text }));
      geth.push(pushed({ type: "drop", peer: id(1), error: text, remote: text }));
      geth.push(pushed({ type: text, peer: text, error: text, remote: text }));
      const told = await waitFor("the leave", () => {
        const { events } = reader.events.since(0);
        return events.findLast(({ kind, peer }) => kind === "leave" && peer === id(1));
      });
      assert.doesNotMatch(told.reason ?? "", /[\p{Cc}\p{Cf}\p{Cs}]/u);
      assert.ok((told.reason ?? "").length <= 200 && (told.remote ?? "").length <= 64);
      assert.ok(!lines.join("").includes(MARK));
    });
  }

  // A leave is told at once, a join only when a list has named the peer.
  for (const [what, event] of Object.entries({
    null: null,
    "a text": "add",
    "a list": ["drop", id(2)],
    "no peer": { type: "drop" },
    "a peer that is a number": { type: "drop", peer: 7 },
    "a peer that is an object": { type: "drop", peer: { id: id(2) } },
    "an id of a megabyte": { type: "drop", peer: "a".repeat(1_000_000) },
    "an id that is a path": { type: "drop", peer: "../../x" },
    "another kind": { type: "explode", peer: id(2) },
  })) {
    it(`pushes no event by ${what}`, async () => {
      const { newest } = reader.events;
      geth.push(pushed(event));
      await reader.read();
      assert.equal(reader.events.newest, newest);
    });
  }

  it("cannot have more remembered than is bounded, however many it pushes", async () => {
    const batch = (kind: string): string =>
      Array.from({ length: 20_000 }, (_, at) => pushed({ type: kind, peer: id(at + 10) })).join("");
    geth.push(batch("add") + batch("drop"));
    const { events } = await waitFor(
      "the events",
      () => {
        const all = reader.events.since(0);
        return all.events.at(-1)?.peer === id(20_009) && all;
      },
      15_000,
    );
    assert.equal(events.length, 1000);
  });

  it("cannot end the agent by a list that cannot be written", async () => {
    // What the splitter does not let through is made here: whatever the reason, an answer follows.
    let deep: unknown[] = [];
    for (let level = 0; level < 50_000; level++) deep = [deep];
    const source = {
      read: () => reader.read(),
      noReading: (error: unknown) => reader.noReading(error),
    };
    const other = createAgentServer(
      agentRoutes(
        { ...source, read: async () => ({ ...(await reader.read()), peers: deep }) },
        null,
      ),
    );
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const { port } = other.address() as AddressInfo;
    const response = await fetch(`http://127.0.0.1:${port}/v1/execution`);
    assert.equal(response.status, 500);
    assert.deepEqual(await response.json(), { error: "the agent cannot answer this" });
    other.closeAllConnections();
    other.close();
  });

  it("is asked by no more connections than one, however often it ends them", async () => {
    for (let times = 0; times < 20; times++) {
      geth.push(`${MARK}\n`);
      await waitFor("a good reading", () => reader.read().catch(() => null));
    }
    assert.equal(geth.connections, 1);
  });

  for (const path of [
    ..."/v1/events?after=-1 /v1/events?after=1e99 /v1/events?after=99999999999999999999".split(" "),
    ..."/v1/events?after=%00 /v1/execution?__proto__ /v1/../etc/passwd /%2e%2e/x /constructor".split(
      " ",
    ),
    ..."/__proto__ /v1/actions/add //v1/execution /v1/execution/ /toString /?%ff%fe".split(" "),
  ]) {
    it(`answers ${path} with JSON`, async () => {
      const { status, text } = await ask(path);
      assert.ok([200, 404, 503].includes(status), String(status));
      JSON.parse(text);
    });
  }

  for (const method of ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"]) {
    it(`reads only, also by ${method}`, async () => {
      const asked = geth.requests.length;
      const { port } = server.address() as AddressInfo;
      const response = await fetch(`http://127.0.0.1:${port}/v1/execution`, {
        method,
        body: "x".repeat(100_000),
      });
      assert.equal(response.status, 405);
      assert.equal(geth.requests.length, asked);
    });
  }
});
