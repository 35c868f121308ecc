import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { bootnodes, withBootnodes } from "../src/networkFiles/contents.ts";
import { type Handler, TestServer } from "./support/httpServer.ts";
import { Program } from "./support/program.ts";

const chainId = 32382;
const genesisTime = 1_795_000_000;

const ssz = (time: number): Buffer => {
  const bytes = Buffer.alloc(64, 7);
  bytes.writeBigUInt64LE(BigInt(time));
  return bytes;
};
const genesis = (id: number): Buffer => Buffer.from(JSON.stringify({ config: { chainId: id } }));
const sha256 = (bytes: Buffer | string) => createHash("sha256").update(bytes).digest("hex");

const enode = `enode://${"ab".repeat(64)}@192.0.2.1:30303`;
const record =
  "enr:-Iu4QLm7bZGdAt9NSeJG0cEnJohWcQTQaI9wFLu3Q7eHIDfrI4cwtzvEW3F3VbG9XdFXlrHyFGeXPn9snTCQJ9bnMRABgmlk";

/** What the server has, by path. */
type Site = Readonly<Record<string, Buffer | string | Handler>>;

const site =
  (files: Site): Handler =>
  (request, response) => {
    const file = files[request.url ?? ""];
    if (file === undefined) response.writeHead(404).end("not found");
    else if (typeof file === "function") file(request, response);
    else response.end(file);
  };

interface Outcome {
  readonly code: number;
  readonly log: string;
  readonly stderr: string;
}

describe("the fetch-files command", function () {
  this.timeout(60_000);
  let folder: string;
  let server: TestServer;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "network-files-"));
    await mkdir(join(folder, "data"));
    server = await TestServer.open(
      site({
        "/genesis.json": genesis(chainId),
        "/config.yaml": `PRESET_BASE: mainnet\nDEPOSIT_CHAIN_ID: ${chainId}\n`,
        "/genesis.ssz": ssz(genesisTime),
        "/enodes.txt": `# boot nodes\n${enode}\n`,
        "/enrs.yaml": `- ${record}\n`,
      }),
    );
  });
  afterEach(async () => {
    await server.close();
    await rm(folder, { recursive: true });
  });

  const at = (...path: string[]) => join(folder, ...path);
  const text = (...path: string[]) => readFile(at(...path), "utf8");

  async function run(...args: string[]): Promise<Outcome> {
    const program = new Program([
      "fetch-files",
      ...[`--out=${at("out")}`, `--data=${at("data")}`, `--chain-id=${chainId}`],
      ...[`--genesis-time=${genesisTime}`, "--tries=2", "--timeout=5", ...args],
    ]);
    const code = await program.exited;
    return { code, log: program.stdout, stderr: program.stderr };
  }
  const execution = (path = "/genesis.json") => `--execution-genesis=${server.url}${path}`;
  const consensus = () => [
    `--consensus-config=${server.url}/config.yaml`,
    `--consensus-genesis=${server.url}/genesis.ssz`,
  ];

  it("gets an execution client what it needs, and Geth its boot nodes", async () => {
    await writeFile(at("geth.toml"), "[Node.P2P]\nStaticNodes = []\n");
    const { code, log } = await run(
      execution(),
      `--bootnodes=${server.url}/enodes.txt`,
      `--geth-config=${at("geth.toml")}`,
      `--sha256=genesis.json=${sha256(genesis(chainId))}`,
    );
    assert.equal(code, 0, log);
    assert.equal(await text("out", "genesis.json"), genesis(chainId).toString());
    assert.equal(
      await text("out", "geth.toml"),
      `[Node.P2P]\nBootstrapNodes = ["${enode}"]\nBootstrapNodesV5 = ["${enode}"]\nStaticNodes = []\n`,
    );
  });

  it("gets a consensus client what it needs", async () => {
    const { code, log } = await run(...consensus(), `--bootnodes=${server.url}/enrs.yaml`);
    assert.equal(code, 0, log);
    assert.deepEqual(await readFile(at("out", "genesis.ssz")), ssz(genesisTime));
    assert.match(await text("out", "config.yaml"), /^DEPOSIT_CHAIN_ID: 32382$/m);
    assert.equal(await text("out", "bootnodes.yaml"), `["${record}"]\n`);
  });

  it("writes an empty list of boot nodes where there are none", async () => {
    assert.equal((await run(execution())).code, 0);
    assert.equal(await text("out", "bootnodes.yaml"), "[]\n");
  });

  it("follows a redirect on the same host", async () => {
    server.handler = site({
      "/old": (_request, response) => response.writeHead(302, { location: "/new" }).end(),
      "/new": genesis(chainId),
    });
    assert.equal((await run(execution("/old"))).code, 0);
  });

  it("asks again while the server is away, and says so", async () => {
    let asked = 0;
    server.handler = (_request, response) => {
      asked++;
      if (asked === 1) response.writeHead(503).end("later");
      else response.end(genesis(chainId));
    };
    const { code, log } = await run(execution());
    assert.equal(code, 0);
    assert.match(log, /"attempt":1,"of":2,"reason":"status 503 came, expected 200"/);
  });

  it("starts with the copy of the last time when the server is away", async () => {
    assert.equal((await run(execution())).code, 0);
    const url = execution();
    await server.close();
    await rm(at("out"), { recursive: true });
    const { code, log } = await run(url);
    assert.equal(code, 0, log);
    assert.match(log, /ECONNREFUSED/);
    assert.match(log, /the copy of the last start is used/);
    assert.equal(await text("out", "genesis.json"), genesis(chainId).toString());
    await server.listen();
  });

  it("takes no copy where the server is there and has another file", async () => {
    assert.equal((await run(execution())).code, 0);
    const { code, log } = await run(execution(), `--sha256=genesis.json=${"0".repeat(64)}`);
    assert.equal(code, 1);
    assert.match(log, /SHA-256 [0-9a-f]{64} came, expected 0{64}"/);
    assert.equal(server.requests.length, 2, "a file that is wrong is not asked for again");
  });

  /** What goes wrong at the server, and what is said of it. */
  const failures: readonly (readonly [string, Site, RegExp, (readonly string[])?])[] = [
    ["nothing there", {}, /status 404 came, expected 200; and no copy was kept/],
    ["an empty file", { "/genesis.json": "" }, /an empty file came/],
    [
      "a web page",
      { "/genesis.json": "<html>hi</html>" },
      /it is no genesis\.json with config\.chainId/,
    ],
    ["another chain", { "/genesis.json": genesis(1) }, /chain id 1 came, expected 32382/],
    [
      "another file than asked for",
      { "/genesis.json": genesis(chainId) },
      /SHA-256 [0-9a-f]{64} came, expected 0{64}/,
      [`--sha256=genesis.json=${"0".repeat(64)}`],
    ],
    [
      "a redirect to another host",
      {
        "/genesis.json": (_request, response) =>
          response.writeHead(302, { location: "http://127.0.0.2:1/genesis.json" }).end(),
      },
      /a redirect to http:\/\/127\.0\.0\.2:1 came, expected the file or a redirect on http:\/\/127\.0\.0\.1:\d+/,
    ],
    [
      "a redirect in circles",
      {
        "/genesis.json": (_request, response) =>
          response.writeHead(302, { location: "/genesis.json" }).end(),
      },
      /more than 3 redirects came/,
    ],
    [
      "silence",
      { "/genesis.json": () => undefined },
      /no whole answer within 1000 ms; and no copy was kept/,
      ["--timeout=1", "--tries=1"],
    ],
    [
      "an answer without an end",
      {
        "/genesis.json": (_request, response) => {
          response.write("{");
        },
      },
      /no whole answer within 1000 ms/,
      ["--timeout=1", "--tries=1"],
    ],
    [
      "more than any genesis has",
      {
        "/genesis.json": (_request, response) => {
          response.end(Buffer.alloc(65 * 1024 * 1024));
        },
      },
      /more than 67108864 bytes came/,
    ],
  ];
  for (const [what, files, says, args = []] of failures) {
    it(`ends with 1 for ${what}, and says so in one line`, async () => {
      server.handler = site(files);
      const { code, log } = await run(execution(), ...args);
      assert.equal(code, 1);
      const errors = log.split("\n").filter((line) => line.includes('"level":"error"'));
      assert.equal(errors.length, 1, log);
      assert.match(errors[0] ?? "", says);
    });
  }

  it("refuses a first state of another time, and what is none", async () => {
    const args = consensus();
    server.handler = site({
      "/config.yaml": `DEPOSIT_CHAIN_ID: '${chainId}'\n`,
      "/genesis.ssz": ssz(genesisTime + 1),
    });
    const other = await run(...args);
    assert.equal(other.code, 1);
    assert.match(other.log, /genesis time 1795000001 came, expected 1795000000/);
    server.handler = site({
      "/config.yaml": `DEPOSIT_CHAIN_ID: ${chainId}\n`,
      "/genesis.ssz": "<html>",
    });
    assert.match((await run(...args)).log, /it is no genesis\.ssz: it does not begin with a time/);
    server.handler = site({ "/config.yaml": "A: 1\n", "/genesis.ssz": ssz(genesisTime) });
    assert.match((await run(...args)).log, /it is no config\.yaml with DEPOSIT_CHAIN_ID/);
  });

  it("refuses another genesis for the data that is there, and leaves the data alone", async () => {
    assert.equal((await run(execution())).code, 0);
    await writeFile(at("data", "chain"), "blocks");
    const other = JSON.stringify({ config: { chainId }, extraData: "0x01" });
    server.handler = site({ "/genesis.json": other });
    const { code, log } = await run(execution());
    assert.equal(code, 1);
    assert.match(
      log,
      /which the data on the volume was made with: another chain needs another volume/,
    );
    assert.equal(await text("data", "chain"), "blocks");
    // Also at the next start, when its server is away: the copy is that of the chain.
    server.handler = site({});
    assert.equal((await run(execution())).code, 0);
    assert.equal(await text("out", "genesis.json"), genesis(chainId).toString());
  });

  it("drops the old chain's data where a network begins anew, once", async () => {
    assert.equal((await run(execution(), "--changes")).code, 0);
    await mkdir(at("data", "geth"));
    await writeFile(at("data", "geth", "chain"), "blocks");
    server.handler = site({ "/genesis.json": genesis(chainId + 1) });
    const { code, log } = await run(execution(), "--changes");
    assert.equal(code, 0, log);
    assert.match(log, /"dropped":\["geth"\]/);
    assert.deepEqual(await readdir(at("data")), [".network-files"]);
    await writeFile(at("data", "new"), "blocks");
    assert.equal((await run(execution(), "--changes")).code, 0);
    assert.equal(await text("data", "new"), "blocks");
  });

  it("waits for the new chain's files where only the old ones are there yet", async () => {
    server.handler = site({ "/genesis.json": genesis(chainId - 1) });
    const { code, log } = await run(execution(), "--changes");
    assert.equal(code, 1);
    assert.match(log, /chain id 32381 came, expected 32382: the network has begun anew/);
  });

  const wrong: readonly (readonly [readonly string[], RegExp])[] = [
    [[], /no chain came, expected --execution-genesis, or --consensus-config with/],
    [["--consensus-config=http://a/b"], /no chain came/],
    [
      ["--execution-genesis=ftp://a/b"],
      /--execution-genesis: "ftp:\/\/a\/b" came, expected an http or https URL/,
    ],
    [["--execution-genesis=http://a/b", "--sha256=x"], /--sha256: "x" came, expected <file name>=/],
    [
      ["--execution-genesis=http://a/b", `--sha256=config.yaml=${"0".repeat(64)}`],
      /--sha256: "config\.yaml" came, expected a file that is fetched/,
    ],
    [["--execution-genesis=http://a/b", "--chain-id=-1"], /--chain-id: "-1" came|ambiguous/],
    [["--execution-genesis=http://a/b", "--genesis-time=0"], /--genesis-time: "0" came/],
    [["--execution-genesis=http://a/b", "--tries=x"], /--tries: "x" came/],
  ];
  for (const [args, message] of wrong) {
    it(`ends with 2 for ${JSON.stringify(args)}`, async () => {
      const { code, stderr } = await run(...args);
      assert.equal(code, 2);
      assert.match(stderr, message);
    });
  }
});

describe("a list of boot nodes", () => {
  const forms: readonly (readonly [string, string, readonly string[]])[] = [
    ["lines", `${enode}\n${record}\n`, [enode, record]],
    ["lines with comments", `# us\n${enode} # first\n  #${record}\n`, [enode]],
    ["a YAML list", `- "${record}"\n- ${enode}\n`, [record, enode]],
    ["a JSON list", JSON.stringify([enode, record]), [enode, record]],
    ["commas", `${enode},${enode}`, [enode, enode]],
    ["nothing", "\n", []],
    ["a web page", "<html></html>", []],
  ];
  for (const [form, text, nodes] of forms) {
    it(`is read from ${form}`, () => {
      assert.deepEqual(bootnodes(text), nodes);
    });
  }

  it("goes into Geth's configuration file wherever its table is", () => {
    const list = `BootstrapNodes = ["a"]\nBootstrapNodesV5 = ["a"]\n`;
    assert.equal(
      withBootnodes("[Node.P2P]\nA = 1\n[Eth]\n", ["a"]),
      `[Node.P2P]\n${list}A = 1\n[Eth]\n`,
    );
    assert.equal(withBootnodes("[Eth]\n", ["a"]), `[Eth]\n\n[Node.P2P]\n${list}`);
  });
});
