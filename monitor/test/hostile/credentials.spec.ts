import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { IpcError } from "../../src/agent/ipcErrors.ts";
import { UsageError } from "../../src/cli/usageError.ts";
import { createLog } from "../../src/log.ts";
import { maskSecrets } from "../../src/maskSecrets.ts";
import { ConfigError, parseConfig } from "../../src/serve/config.ts";
import { FetchError } from "../../src/serve/http.ts";
import { serveSettings } from "../../src/serve/serveSettings.ts";
import { ServerUnreachableError } from "../../src/show/fetch.ts";
import { Program } from "../support/program.ts";

/** URLs as people write them, all with the same words that nobody may see. */
const URLS = [
  "http://jane:hush@node",
  "https://jane:hush@node:8545/v3",
  "http://jane:hu@hush@node",
  "http://jane:hu/hush@node",
  "http://jane:hu hush@node",
  'http://jane:hu"hush@node',
  "http://hush@node",
  "jane:hush@node:8545",
  "ftp://jane:hush@node",
  `http://jane:${"x".repeat(90)}hush@node`,
  "http://node?key=hush",
] as const;

/** Texts that have an @ or // and no secret. */
const HARMLESS = ["me@example.org", "http://node:8545 came", "a: b", 'file: "x//y" came, "a@b"'];

const silent = (text: string): void => {
  assert.doesNotMatch(text, /hush/);
};

const consensus = (beaconUrl: unknown) => ({ name: "a", network: "b", consensus: { beaconUrl } });

const thrown = (run: () => unknown): Error => {
  try {
    run();
  } catch (error) {
    if (error instanceof Error) return error;
  }
  assert.fail("nothing was thrown");
};

describe("a password in a URL", () => {
  for (const url of URLS) {
    it(`is in no message about the settings: ${url.slice(0, 30)}`, () => {
      const { message } = thrown(() =>
        parseConfig("nodes.json", JSON.stringify({ nodes: [consensus(url)] })),
      );
      silent(message);
      assert.match(message, /^nodes\.json: nodes\.0\.consensus\.beaconUrl: ".*\*\*\*.*" came/);
    });

    it(`is in no message about a flag: ${url.slice(0, 30)}`, async () => {
      await assert.rejects(serveSettings({ "execution-rpc": url }), (error: Error) => {
        assert.ok(error instanceof UsageError);
        silent(error.message);
        return true;
      });
    });
  }

  it("is in no message about what stands around it", () => {
    const nodes = [{ ...consensus("http://jane:hush@node"), extra: "http://jane:hush@node" }];
    silent(thrown(() => parseConfig("f", JSON.stringify({ nodes: nodes[0] }))).message);
    silent(thrown(() => parseConfig("f", JSON.stringify({ nodes }))).message);
  });

  it("is not quoted where the settings are no JSON", () => {
    const broken = '{"nodes": [{"x": "http://jane:hush@node" oops}]}';
    const { message } = thrown(() => parseConfig("f", broken));
    silent(message);
    assert.match(message, /JSON/);
  });

  for (const url of URLS.filter((one) => !/[\s"?]/.test(one))) {
    it(`is in no line of the log, whatever is logged: ${url.slice(0, 30)}`, () => {
      const lines: string[] = [];
      const log = createLog("test", { write: (line: string) => void lines.push(line) });
      log.warn({ url, nested: { reason: `it redirects to ${url}, which is not followed` } }, url);
      silent(lines.join(""));
      // Still a line of JSON, and what is no secret is there.
      const line = JSON.parse(lines[0] ?? "") as { url: string; level: string };
      assert.equal(line.level, "warn");
      assert.match(line.url, /@node/);
    });

    it(`is in no error that is shown: ${url.slice(0, 30)}`, () => {
      for (const error of [
        new FetchError(`it redirects to ${url}`),
        new IpcError("closed", `${url}: connection refused`),
        new ServerUnreachableError(url, "connection refused"),
        new UsageError(`--url: ${JSON.stringify(url)} came`),
        new ConfigError("f", "nodes", JSON.stringify(url), "something else"),
      ])
        silent(error.message);
    });
  }

  for (const text of HARMLESS) {
    it(`is not seen where there is none: ${text}`, () => {
      assert.equal(maskSecrets(text), text);
    });
  }

  it("is not in the agent's log, nor is a key in the path or the query", async function () {
    this.timeout(20_000);
    const agent = new Program([
      ...["agent", "--listen=127.0.0.1:0"],
      "--rpc=http://jane:hush@127.0.0.1:9/v3/hush?key=hush",
    ]);
    await agent.port();
    assert.equal((await agent.stop()).code, 0);
    silent(agent.stdout + agent.stderr);
    assert.match(agent.stdout, /"rpc":"http:\/\/127\.0\.0\.1:9"/);
  });

  it("is not printed by the program, from flags, the environment or a file", async function () {
    this.timeout(20_000);
    const folder = mkdtempSync(join(tmpdir(), "peer-hostile-"));
    const file = join(folder, "nodes.json");
    const url = "http://jane:hush@node";
    writeFileSync(file, JSON.stringify({ nodes: [consensus(url)] }));
    const programs = [
      new Program(["serve", "--execution-rpc", url]),
      new Program(["serve"], { PEER_MONITOR_BEACON: url }),
      new Program(["serve", "--config", file]),
      new Program(["peers", "--url", "http://jane:hush@127.0.0.1:1"]),
    ];
    const codes = await Promise.all(programs.map(({ exited }) => exited));
    rmSync(folder, { recursive: true });
    for (const { stdout, stderr } of programs) {
      silent(stdout + stderr);
      assert.match(stderr, /\*\*\*@/);
    }
    assert.deepEqual(codes, [2, 2, 2, 3]);
  });
});
