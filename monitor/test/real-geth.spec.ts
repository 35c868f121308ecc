import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

import { pino } from "pino";

import { askExecution } from "../src/agent/askClients.ts";
import { ExecutionReader } from "../src/agent/executionReader.ts";
import type { ExecutionReading } from "../src/agent/reading.ts";
import { agentRoutes, createAgentServer } from "../src/agent/server.ts";
import { closeServer, listen } from "../src/lifecycle.ts";
import { Collector } from "../src/serve/collector.ts";
import { isDropReason } from "../src/serve/events/reason.ts";
import { executionData } from "../src/serve/readExecution.ts";
import { waitFor } from "./support/wait.ts";

const log = pino({ level: "silent" });

/** Where a geth may be: what this repository builds, else the PATH. */
function findGeth(): string | null {
  const built = fileURLToPath(new URL("../../.cache/tools/bin", import.meta.url));
  const dirs = [
    process.env["ETHNODE_TOOLS"] ?? built,
    ...(process.env["PATH"] ?? "").split(delimiter),
  ];
  const isThere = (path: string) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  };
  return dirs.map((dir) => join(dir, "geth")).find(isThere) ?? null;
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => {
        resolve(typeof address === "object" && address !== null ? address.port : 0);
      });
    });
  });
}

/** A real Geth with an empty chain, on loopback, that looks for nobody by itself. */
class RealGeth {
  readonly ipc: string;
  readonly reader: ExecutionReader;
  readonly #program: string;
  readonly #dir: string;
  readonly #port: number;
  readonly #extra: readonly string[];
  #child: ChildProcess | null = null;

  constructor(program: string, dir: string, port: number, extra: readonly string[] = []) {
    this.#program = program;
    this.#dir = dir;
    this.#port = port;
    this.#extra = extra;
    this.ipc = join(dir, "geth.ipc");
    this.reader = new ExecutionReader({ ipcPath: this.ipc, log, maxAgeMs: 0, maxPauseMs: 500 });
    void this.reader.run();
  }

  async start(): Promise<void> {
    const authPort = await freePort();
    const args = [
      "--datadir",
      this.#dir,
      "--ipcpath",
      this.ipc,
      "--networkid",
      "1337",
      "--nat",
      "none",
    ];
    const net = ["--port", String(this.#port), "--authrpc.port", String(authPort), "--cache", "64"];
    this.#child = spawn(this.#program, [...args, ...net, ...this.#extra, "--verbosity", "1"], {
      stdio: "ignore",
    });
  }

  /** Stops it; with SIGKILL as a crash would. */
  async stop(signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
    const child = this.#child;
    if (child?.exitCode !== null || child.signalCode !== null) return;
    const exited = new Promise((resolve) => child.once("exit", resolve));
    child.kill(signal);
    await exited;
  }

  /** A reading that fits. */
  reading(what: string, fits: (reading: ExecutionReading) => boolean): Promise<ExecutionReading> {
    return waitFor(
      what,
      async () => {
        const reading = await this.reader.read().catch(() => null);
        return reading !== null && fits(reading) ? reading : null;
      },
      45_000,
    );
  }
}

describe("reading two real Geths", function () {
  this.timeout(120_000);
  let dirs: string[] = [];
  let first: RealGeth;
  let second: RealGeth;

  before(async function () {
    const program = findGeth();
    if (program === null) {
      console.log("      skipped: no geth in $ETHNODE_TOOLS, .cache/tools/bin or PATH");
      this.skip();
    }
    dirs = await Promise.all([1, 2].map(() => mkdtemp(join(tmpdir(), "real-geth-"))));
    const [port, otherPort] = [await freePort(), await freePort()];
    first = new RealGeth(program, dirs[0] ?? "", port, ["--nodiscover"]);
    await first.start();
    const { nodeInfo } = await first.reading("the first Geth", () => true);
    const enode = (nodeInfo as { enode: string }).enode.replace(/@.*/, `@127.0.0.1:${port}`);
    const settings = join(dirs[1] ?? "", "settings.toml");
    await writeFile(settings, `[Node.P2P]\nStaticNodes = ["${enode}"]\n`);
    second = new RealGeth(program, dirs[1] ?? "", otherPort, [
      "--nodiscover",
      "--config",
      settings,
    ]);
    await second.start();
    await second.reading("the second Geth", () => true);
  });

  after(async () => {
    if (dirs.length === 0) return;
    first.reader.stop();
    second.reader.stop();
    await Promise.all([first.stop("SIGKILL"), second.stop("SIGKILL")]);
    await Promise.all(dirs.map((dir) => rm(dir, { recursive: true, force: true })));
  });

  it("sees them meet, with direction, client and a session known to the moment", async () => {
    const [out, into] = await Promise.all([
      second.reading("a peer of the second", ({ peers }) => peers.length === 1),
      first.reading("a peer of the first", ({ peers }) => peers.length === 1),
    ]);
    const [a, b] = [executionData(into), executionData(out)];
    assert.equal(a.client.kind, "geth");
    assert.match(a.client.version ?? "", /^1\.\d+\.\d+/);
    assert.equal(a.networkId, 1337);
    assert.equal(a.headBlock, 0);
    assert.deepEqual([a.peers[0]?.direction, b.peers[0]?.direction], ["inbound", "outbound"]);
    assert.deepEqual([a.peers[0]?.id, b.peers[0]?.id], [b.id, a.id]);
    assert.equal(a.peers[0]?.client.kind, "geth");
    assert.equal(a.peers[0].address?.ip, "127.0.0.1");
    assert.equal(a.peers[0].sincePrecision, "event");
    assert.deepEqual([...a.warnings, ...b.warnings], []);
    const [eth] = a.peers[0].protocols;
    assert.deepEqual([eth?.name, eth?.latestBlock], ["eth", 0]);
  });

  it("takes from one what the verdict on the sync needs", async () => {
    const { facts, problem } = await askExecution(first.reader);
    assert.equal(problem, null);
    const { headAgeSeconds, headTimestamp, ...others } = facts;
    // Mainnet's genesis block, whose time is 0: as far from in sync as can be.
    assert.equal(headTimestamp, 0);
    assert.ok(headAgeSeconds !== null && headAgeSeconds > 1e9);
    assert.deepEqual(others, { answers: true, chainId: 1, headBlock: 0, peers: 1 });
  });

  it("sees one crash, on both sides, and come back", async () => {
    await second.stop("SIGKILL");
    await first.reading("no peer of the first", ({ peers }) => peers.length === 0);
    const error: unknown = await waitFor("a failure", () =>
      second.reader.read().then(
        () => null,
        (why: unknown) => why,
      ),
    );
    const { state, lastSuccess } = second.reader.noReading(error);
    assert.equal(state, "down");
    assert.notEqual(lastSuccess, null);
    await second.start();
    const back = await first.reading("the peer again", ({ peers }) => peers.length === 1);
    assert.equal(Object.values(back.sessions)[0]?.precision, "event");
    await second.reading("the second again", ({ peers }) => peers.length === 1);
  });

  it("has a killed peer's leave at the server, with its reason, within two seconds, and its joining again", async () => {
    const server = createAgentServer(agentRoutes(first.reader, null, first.reader.events));
    const { port } = await listen(server, { host: "127.0.0.1", port: 0 });
    const agentUrl = `http://127.0.0.1:${port}`;
    // Polled so rarely that only the events can tell.
    const collector = new Collector(
      {
        nodes: [{ name: "first", network: "devnet", execution: { agentUrl } }],
        pollSeconds: { execution: 600, consensus: 600 },
      },
      log,
    );
    const told = (kind: string) => collector.events.since(0).find((event) => event.kind === kind);
    try {
      await first.reading("the peer", ({ peers }) => peers.length === 1);
      collector.start();
      await waitFor("a reading", () => collector.nodes[0]?.execution?.state === "up");
      await sleep(1000);
      const killedAt = performance.now();
      await second.stop("SIGKILL");
      const leave = await waitFor("the leave", () => told("leave"), 10_000);
      const ms = performance.now() - killedAt;
      console.log(`      leave at the server ${Math.round(ms)} ms after the kill: ${leave.reason}`);
      assert.ok(ms < 2000, `${ms} ms`);
      assert.deepEqual(
        [leave.node, leave.precision, leave.client, leave.direction],
        ["first", "event", "geth", "inbound"],
      );
      assert.equal(isDropReason(leave.reason ?? ""), true, String(leave.reason));
      await second.start();
      const joined = await waitFor("the join", () => told("join"), 45_000);
      assert.deepEqual(
        [joined.peer, joined.precision, joined.client, joined.direction, joined.reason],
        [leave.peer, "event", "geth", "inbound", null],
      );
    } finally {
      collector.stop();
      await closeServer(server);
    }
  });
});
