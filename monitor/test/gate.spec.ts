import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { SyncReading } from "../src/agent/syncReading.ts";
import { gateReading } from "./support/gateReadings.ts";
import { sendJson, TestServer } from "./support/httpServer.ts";
import { Program } from "./support/program.ts";
import { waitFor } from "./support/wait.ts";

const minuteAgo = (): string => new Date(Date.now() - 60_000).toISOString();

describe("the gate", function () {
  this.timeout(60_000);
  let agent: TestServer;
  let reading: SyncReading;
  let folder: string;
  let messageFile: string;
  let gate: Program | undefined;

  before(async () => {
    agent = await TestServer.open((request, response) => {
      if (request.url === "/v1/sync") sendJson(response, reading, reading.inSync ? 200 : 503);
      else sendJson(response, {}, 404);
    });
  });
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "gate-"));
    messageFile = join(folder, "message");
    reading = gateReading({ revision: "new" });
  });
  afterEach(async () => {
    await gate?.stop("SIGKILL");
    gate = undefined;
    await rm(folder, { recursive: true });
  });
  after(() => agent.close());

  const start = (...more: string[]): Program =>
    (gate = new Program([
      "gate",
      `--agent=${agent.url}`,
      "--node=node-0",
      "--namespace=ethereum",
      "--revision=new",
      `--message-file=${messageFile}`,
      ...more,
    ]));

  const lines = (program: Program): Record<string, unknown>[] =>
    program.stdout
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  const said = (program: Program, text: string) =>
    waitFor(`"${text}"`, () => program.stdout.includes(text), 20_000);

  /** The next look of the agent finds the node in sync and one block further. */
  const nextGoodLook = (): void => {
    const headBlock = (reading.execution.headBlock ?? 0) + 1;
    const checkedAt = new Date(Date.parse(reading.checkedAt ?? "") + 3000).toISOString();
    const inSync = { revision: "new", inSync: true, inSyncBefore: reading.inSyncBefore };
    reading = gateReading({ ...inSync, checkedAt, execution: { answers: true, headBlock } });
  };

  it("opens at once for a node that was never in sync and answers", async () => {
    const program = start();
    assert.equal(await program.exited, 0, program.stdout);
    const last = lines(program).at(-1);
    assert.equal(last?.["msg"], "open");
    assert.equal(last["node"], "node-0");
    assert.match(String(last["why"]), /never in sync before/);
  });

  it("outlasts the old pod, its end, and the new one's start, and opens when the node is in sync", async () => {
    reading = gateReading({ revision: "old", inSync: true, lastInSync: minuteAgo() });
    const program = start();
    await said(program, "of revision old, expected new");
    await agent.close();
    await said(program, "its agent does not answer: connection refused");
    const reasons = ["execution client's head, block 100, is 61 s old"];
    reading = gateReading({ revision: "new", inSyncBefore: minuteAgo(), reasons });
    await agent.listen();
    await said(program, "block 100, is 61 s old");
    reading = { ...reading, reasons: [], inSync: true };
    await said(program, "no new block since it answers");
    const timer = setInterval(nextGoodLook, 500);
    assert.equal(await program.exited, 0, program.stdout);
    clearInterval(timer);
    assert.match(program.stdout, /"why":"in sync again at block \d+"/);
  });

  it("stays shut until the node's RPC Service leads somewhere", async () => {
    const service = createServer((socket) => socket.destroy());
    const port = await listenOnce(service);
    await close(service);
    reading = gateReading({ revision: "new", inSync: true, inSyncBefore: minuteAgo() });
    const timer = setInterval(nextGoodLook, 300);
    try {
      const program = start(`--rpc=http://127.0.0.1:${port}`);
      await said(program, "its RPC Service leads to no ready pod yet: ECONNREFUSED");
      await listenOnce(service, port);
      assert.equal(await program.exited, 0, program.stdout);
    } finally {
      clearInterval(timer);
      await close(service);
    }
  });

  it("ends with 3 and says node, what came, what was expected and what to do", async () => {
    const reasons = ["execution client has 0 peers, expected at least 1"];
    reading = gateReading({ revision: "new", inSyncBefore: "2126-11-22T11:00:00Z", reasons });
    const program = start("--timeout=2s");
    assert.equal(await program.exited, 3);
    const message = await readFile(messageFile, "utf8");
    assert.match(
      message,
      /^node-0 is not back after 2 s: execution client has 0 peers, expected at/,
    );
    assert.match(
      message,
      /Expected both clients to answer and the node, which was last in sync at 2126-11-22T11:00:00/,
    );
    assert.match(message, /kubectl get pods -n ethereum -l app\.kubernetes\.io\/instance=node-0\n/);
    assert.match(message, /upgradeTimeoutSeconds/);
    // Kubernetes keeps no more of it.
    assert.ok(message.length < 4096, `${message.length}`);
    assert.equal(lines(program).at(-1)?.["msg"], message);
  });

  it("ends with 3 where the new pod never comes, and where nobody answers", async () => {
    reading = gateReading({ revision: "old", inSync: true, lastInSync: minuteAgo() });
    assert.equal(await start("--timeout=2s").exited, 3);
    assert.match(
      await readFile(messageFile, "utf8"),
      /of revision old, expected new: not replaced/,
    );
    await agent.close();
    assert.equal(await start("--timeout=2s").exited, 3);
    await agent.listen();
    assert.match(await readFile(messageFile, "utf8"), /agent does not answer: connection refused/);
  });

  it("takes no other answer for a verdict", async () => {
    const { handler } = agent;
    for (const [body, status, message] of [
      [{ schema: 2 }, 200, /schema: /],
      [gateReading({ revision: "new" }), 404, /status 404, expected 200 or 503/],
      [{ ...gateReading({ revision: "new" }), inSyncBefore: "yesterday" }, 200, /inSyncBefore: /],
    ] as const) {
      agent.handler = (_request, response) => {
        sendJson(response, body, status);
      };
      assert.equal(await start("--timeout=1s").exited, 3);
      assert.match(await readFile(messageFile, "utf8"), message);
    }
    agent.handler = handler;
  });

  it("ends soon with 4 when it is told to stop", async () => {
    reading = gateReading({ revision: "old" });
    const program = start();
    await said(program, "expected new");
    const { code, ms } = await program.stop();
    assert.equal(code, 4);
    assert.ok(ms < 3000, `${ms} ms`);
  });

  for (const [flag, message] of [
    ["--agent=nowhere", /--agent: "nowhere" came, expected an http or https URL/],
    ["--rpc=nowhere", /--rpc: "nowhere" came, expected an http or https URL/],
    ["--node=", /--node: "" came, expected at most 63/],
    ["--namespace=Ä", /--namespace: "Ä" came/],
    ["--revision=", /--revision: "" came/],
    ["--timeout=30", /--timeout: "30" came, expected a time above 0 with its unit, such as 90s/],
    ["--was-in-sync-within=0h", /--was-in-sync-within: "0h" came/],
  ] as const) {
    it(`ends with 2 for ${flag}`, async () => {
      const program = start(flag);
      assert.equal(await program.exited, 2);
      assert.match(program.stderr, message);
    });
  }
});

function listenOnce(server: Server, port = 0): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      resolve((server.address() as { port: number }).port);
    });
  });
}

const close = (server: Server): Promise<unknown> => new Promise((done) => server.close(done));
