import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import axios from "axios";

import monitorPackage from "../package.json" with { type: "json" };
import type { Snapshot } from "../src/serve/snapshot.ts";
import { GETH_ANSWERS, GETH_EVENTS } from "./support/fixtures.ts";
import { answering, GethSocket } from "./support/gethSocket.ts";
import { beaconAnswers, sendJson, TestServer } from "./support/httpServer.ts";
import { Program } from "./support/program.ts";
import { waitFor } from "./support/wait.ts";

async function run(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const program = new Program(args);
  const code = await program.exited;
  return { code, stdout: program.stdout, stderr: program.stderr };
}

describe("the command line", function () {
  this.timeout(30_000);

  it("prints help and version", async () => {
    const help = await run("--help");
    assert.equal(help.code, 0);
    assert.match(help.stdout, /usage: .*\n[^]*exit code +0 .*\n +1 .*\n +2 .*\n +3 .*\n +64 /);
    const own = await run("peers", "--help");
    assert.equal(own.code, 0);
    assert.ok(help.stdout.includes(own.stdout));
    assert.deepEqual(await run("serve", "--help"), help);
    const version = await run("--version");
    assert.deepEqual([version.code, version.stdout], [0, "0.1.0\n"]);
  });

  const wrong: readonly (readonly [args: readonly string[], message: RegExp])[] = [
    [[], /command: no command came, expected one of agent, serve, peers/],
    [["peer"], /command: "peer" came, expected one of agent, serve, peers/],
    [["agent", "--ip"], /'--ip'/],
    [["serve", "--config"], /'--config <value>' argument missing/],
    [["agent", "--listen", "8601"], /--listen: "8601" came, expected host:port/],
    [
      ["agent", "--beacon", "node-0-prysm:3500"],
      /--beacon: "node-0-prysm:3500" came, expected an http URL/,
    ],
    [
      ["agent", "--beacon", "http://b", "--chain-id", "0x1"],
      /--chain-id: "0x1" came, expected a whole number from 1 up/,
    ],
    [["agent", "--beacon", "http://b", "--chain-id", "1"], /--seconds-per-slot: nothing came/],
    [["agent", "--listen", "0.0.0.0:99999"], /--listen: "0.0.0.0:99999" came/],
    [
      ["serve", "--execution-rpc", "geth:8545"],
      /--execution-rpc: "geth:8545" came, expected an http or https URL/,
    ],
    [
      ["serve", "--beacon", "http://b", "--config", "c.json"],
      /--config: a file came beside a node's flags, expected one of both/,
    ],
    [["serve", "--config", "/nowhere.json"], /\/nowhere\.json: ENOENT came, expected a file/],
  ];
  for (const [args, message] of wrong) {
    it(`ends with 2 for ${JSON.stringify(args)}`, async () => {
      const { code, stderr, stdout } = await run(...args);
      assert.equal(code, 2);
      assert.match(stderr, message);
      assert.equal(stdout, "");
    });
  }

  for (const [args, message] of [
    [["stray"], /'stray'/],
    [["--url", "nowhere"], /--url: "nowhere" came, expected a URL/],
    [["--watch", "0"], /--watch: "0" came, expected seconds from 1 to 3600/],
    [["--token-file", "/nowhere"], /--token-file: \/nowhere: ENOENT came/],
  ] as const) {
    it(`ends with 64, as 2 says something of the nodes, for peers ${args.join(" ")}`, async () => {
      const { code, stderr, stdout } = await run("peers", ...args);
      assert.equal(code, 64);
      assert.match(stderr, message);
      assert.equal(stdout, "");
    });
  }

  it("does not serve where others can reach it, unless told who may, or in a pod", async () => {
    const args = ["serve", "--beacon", "http://127.0.0.1:1", "--listen", "0.0.0.0:0"];
    const env = { KUBERNETES_SERVICE_HOST: undefined };
    const refused = new Program(args, env);
    assert.equal(await refused.exited, 2);
    assert.match(refused.stderr, /--listen: 0\.0\.0\.0:0 came, which others can reach; expected/);
    for (const served of [
      new Program([...args, "--anonymous-role", "viewer"], env),
      new Program(args, { KUBERNETES_SERVICE_HOST: "10.0.0.1" }),
    ]) {
      assert.ok((await served.port()) > 0);
      assert.equal((await served.stop()).code, 0);
    }
  });

  it("ends with 1 when it cannot listen", async () => {
    const other = await TestServer.open((_request, response) => response.end());
    const { code, stderr } = await run("agent", "--listen", new URL(other.url).host);
    await other.close();
    assert.equal(code, 1);
    assert.match(stderr, /--listen: cannot listen on 127\.0\.0\.1:\d+: .*EADDRINUSE/);
  });
});

const ADMIN = "admin-0123456789abcdef";
const VIEWER = "viewer-0123456789abcdef";
const SHARED = "shared-0123456789abcdef";

describe("the whole program", function () {
  this.timeout(60_000);
  let dir: string;
  let geth: GethSocket;
  let beacon: TestServer;
  let agent: Program;
  let server: Program;
  let url: string;

  before(async () => {
    dir = await mkdtemp(join(tmpdir(), "peer-monitor-"));
    geth = await GethSocket.open();
    beacon = await TestServer.open(beaconAnswers);
    await writeFile(join(dir, "shared"), SHARED);
    agent = new Program([
      ...["agent", "--ipc", geth.path, "--listen", "127.0.0.1:0"],
      ...["--allow-actions", "--actions-token-file", join(dir, "shared")],
    ]);
    const agentUrl = `http://127.0.0.1:${await agent.port()}`;
    const nodes = [
      {
        name: "node-0",
        network: "devnet",
        // So that to have no peers is a fault.
        publicNetwork: true,
        execution: { agentUrl },
        consensus: { beaconUrl: beacon.url },
      },
    ];
    const config = join(dir, "nodes.json");
    const settings = {
      nodes,
      pollSeconds: { execution: 1, consensus: 1 },
      access: { tokensFile: join(dir, "tokens"), anonymousRole: "operator" },
      actions: { agentTokenFile: join(dir, "shared") },
    };
    await writeFile(config, JSON.stringify(settings));
    await writeFile(join(dir, "tokens"), `alice admin ${ADMIN}\nbob viewer ${VIEWER}\n`);
    server = new Program(["serve", "--config", config, "--listen", "127.0.0.1:0"]);
    url = `http://127.0.0.1:${await server.port()}`;
    await waitFor("readiness", async () => {
      const { status } = await axios.get(`${url}/readyz`, { validateStatus: () => true });
      return status === 200;
    });
  });
  after(async () => {
    agent.child.kill("SIGKILL");
    server.child.kill("SIGKILL");
    await geth.dispose();
    await beacon.close();
    await rm(dir, { recursive: true, force: true });
  });

  it("prints the peers of both layers and ends with 0", async () => {
    const { code, stdout, stderr } = await run("peers", "--url", url);
    assert.match(
      stdout,
      /^in +el +node-0 +geth +1\.17\.2 +>=\d+s +\+0 +dc3ef703 +127\.0\.0\.1:50010$/m,
    );
    assert.match(stdout, /^in +cl +node-0 +– +– +>=\d+s +– +kp4jUcYn +127\.0\.0\.1:13102$/m);
    assert.deepEqual([code, stderr], [0, ""]);
    assert.equal(stdout.includes("\u001b"), false);
    for (const line of stdout.split("\n").slice(0, -1)) assert.ok(line.length <= 80, line);
  });

  it("prints a line of JSON for each peer, and of one layer only", async () => {
    const lines = async (...args: string[]) =>
      (await run("peers", "--url", url, "--ndjson", ...args)).stdout
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line) as { node: string; layer: string; id: string });
    const all = await lines();
    assert.deepEqual(
      all.map(({ node, layer }) => `${node} ${layer}`),
      ["node-0 execution", "node-0 consensus"],
    );
    assert.deepEqual(
      (await lines("--cl")).map(({ id }) => id),
      [all[1]?.id],
    );
    const { code, stderr } = await run("peers", "--url", url, "--node", "node-9");
    assert.equal(code, 64);
    assert.match(stderr, /--node: "node-9" came, expected one of node-0/);
  });

  it("shows a viewer no addresses, and ends with 3 for a token that is nobody's", async () => {
    await writeFile(join(dir, "mine"), VIEWER);
    const { stdout, code } = await run("peers", "--url", url, "--token-file", join(dir, "mine"));
    assert.equal(code, 0);
    assert.match(stdout, / 127\.0\.x\.x:50010$/m);
    assert.doesNotMatch(stdout, /127\.0\.0\.1/);
    await writeFile(join(dir, "mine"), "nobody-0123456789abcdef");
    const nobody = await run("peers", "--url", url, "--token-file", join(dir, "mine"));
    assert.equal(nobody.code, 3);
    assert.match(nobody.stderr, /a token is needed, or another one; see --token-file/);
  });

  it("acts on a peer for an admin, through the agent, with a line in the audit log", async () => {
    geth.respond = answering({ ...GETH_ANSWERS, admin_removePeer: true });
    const { data: snapshot } = await axios.get<Snapshot>(`${url}/api/peers`);
    const enode = snapshot.nodes[0]?.execution?.peers[0]?.enode ?? "";
    const act = (dryRun: boolean, token: string) =>
      axios.post<{ accepted: boolean; peer: string }>(
        `${url}/api/actions/remove`,
        { node: "node-0", enode, dryRun },
        { headers: { authorization: `Bearer ${token}` }, validateStatus: () => true },
      );
    const removals = () => geth.requests.filter(({ method }) => method === "admin_removePeer");
    assert.equal((await act(false, VIEWER)).status, 403);
    assert.deepEqual((await act(true, ADMIN)).data.accepted, true);
    assert.deepEqual(removals(), []);
    const { data } = await act(false, ADMIN);
    assert.equal(data.accepted, true);
    assert.deepEqual(
      removals().map(({ params }) => params),
      [[enode]],
    );
    const audits = await waitFor("the audit log", () => {
      const lines = server.stdout.split("\n").filter((line) => line.includes('"msg":"audit"'));
      return lines.length === 2 ? lines : undefined;
    });
    assert.deepEqual((JSON.parse(audits[1] ?? "") as { audit: unknown }).audit, {
      ...{ subject: "alice", action: "remove", node: "node-0", peer: data.peer },
      ...{ dryRun: false, outcome: "done" },
    });
  });

  it("prints JSON", async () => {
    const { code, stdout } = await run("peers", "--url", url, "--json");
    const { schema, nodes } = JSON.parse(stdout) as { schema: number; nodes: { name: string }[] };
    assert.deepEqual([code, schema, nodes[0]?.name], [0, 1, "node-0"]);
  });

  it("prints again and again until interrupted, and ends with the last verdict", async () => {
    const watching = new Program(["peers", "--url", url, "--watch", "1"]);
    await waitFor("two tables", () => watching.stdout.split("dir  ly").length > 2, 15_000);
    const { code, ms } = await watching.stop("SIGINT");
    assert.equal(code, 0);
    assert.ok(ms < 2000);
  });

  it("ends with 2 when a layer has no peers", async () => {
    beacon.handler = (request, response) => {
      if (request.url?.includes("/peers") === true) sendJson(response, { data: [] });
      else beaconAnswers(request, response);
    };
    const { stdout } = await waitFor(
      "code 2",
      async () => {
        const result = await run("peers", "--url", url);
        return result.code === 2 ? result : null;
      },
      15_000,
    );
    assert.match(stdout, /^node-0 consensus: no peers$/m);
  });

  it("ends with 2 when a layer is down, and says how old the last data is", async () => {
    await beacon.close();
    const { stdout } = await waitFor(
      "code 2 of a layer that is down",
      async () => {
        const result = await run("peers", "--url", url);
        return result.code === 2 && result.stdout.includes("down") ? result : null;
      },
      15_000,
    );
    assert.match(stdout, /^node-0 +cl +down .* \d+s ago$/m);
    assert.match(
      stdout,
      /^node-0 consensus: down: \/eth\/v1\/node\/peers: connection refused; peers when last known: 0$/m,
    );
    await beacon.listen();
  });

  it("ends with 3 when there is no server, or another one", async () => {
    const none = await run("peers", "--url", "http://127.0.0.1:1");
    assert.deepEqual(
      [none.code, none.stderr],
      [3, "peer-monitor: http://127.0.0.1:1: connection refused, expected a peer monitor\n"],
    );
    const other = await run("peers", "--url", beacon.url);
    assert.equal(other.code, 3);
  });

  it("keeps the agent small: it loads what it needs, and neither a validator nor an HTTP client", async () => {
    // Each is 8 MiB beside every node. What they are in memory is measured by `make bench`: a page that the system reads
    // ahead would fail a test. Node writes the names of all scripts that it loaded into its coverage.
    const folder = join(dir, "coverage");
    const env = { NODE_V8_COVERAGE: folder };
    const program = new Program(["agent", "--ipc", geth.path, "--listen", "127.0.0.1:0"], env);
    const port = await program.port();
    await waitFor("a reading", async () => {
      const { status } = await axios.get(`http://127.0.0.1:${port}/v1/execution`, {
        validateStatus: () => true,
      });
      return status === 200;
    });
    await program.stop();
    const scripts = await Promise.all(
      (await readdir(folder)).map(async (file) => {
        const text = await readFile(join(folder, file), "utf8");
        return (JSON.parse(text) as { result: { url: string }[] }).result;
      }),
    );
    const urls = scripts.flat().map(({ url: script }) => script);
    const loaded = Object.keys(monitorPackage.dependencies).filter((name) =>
      urls.some((script) => script.includes(`/node_modules/${name}/`)),
    );
    assert.deepEqual(loaded, ["pino"]);
  });

  it("stops within two seconds of SIGTERM, though clients hang on", async () => {
    for (const event of GETH_EVENTS) geth.push(`${JSON.stringify(event)}\n`);
    await waitFor("the leave and the join", async () => {
      const { data } = await axios.get<{ events: { kind: string }[] }>(`${url}/api/events`);
      const kinds = data.events.map(({ kind }) => kind);
      return kinds.includes("leave") && kinds.includes("join");
    });
    // A request to the agent whose client hangs, and one to each that never ends.
    geth.respond = () => undefined;
    const hanging = axios
      .get(`http://127.0.0.1:${await agent.port()}/v1/execution`)
      .catch(() => null);
    const stream = await fetch(`${url}/api/stream`);
    assert.equal(stream.status, 200);
    const halves = await Promise.all(
      [await agent.port(), await server.port()].map(async (port) => {
        const socket = connect(port, "127.0.0.1");
        socket.on("error", () => undefined);
        await new Promise((resolve) => socket.write("GET / HTTP/1.1\r\nHost: x\r\n", resolve));
        return socket;
      }),
    );
    for (const program of [server, agent]) {
      const { code, ms } = await program.stop();
      assert.equal(code, 0, program.stderr);
      assert.ok(ms < 2000, `${ms} ms`);
      assert.match(program.stdout, /"msg":"stopping"/);
      // Neither address nor id of a peer, nor any token: after joins, leaves, faults and actions.
      const said = program.stdout + program.stderr;
      assert.doesNotMatch(said, /50010|dc3ef703|13102|kp4jUcYn/);
      assert.doesNotMatch(said, /-0123456789abc/);
    }
    // Its end, and not a connection that was broken.
    assert.match(await stream.text(), /^event: snapshot/);
    await hanging;
    for (const socket of halves) socket.destroy();
  });
});
