import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { Agent, type ClientRequestArgs } from "node:http";

import axios from "axios";

import { pieceOf } from "../src/serve/body/gzipPieces.ts";
import { leanTransport } from "../src/serve/leanTransport.ts";
import { sendJson, TestServer } from "./support/httpServer.ts";

describe("what is not held on to", () => {
  it("is an answer, by the options of the connection that it came by", async () => {
    const seen: ClientRequestArgs[] = [];
    class Watched extends Agent {
      override createConnection(...args: Parameters<Agent["createConnection"]>) {
        seen.push(args[0]);
        return super.createConnection(...args);
      }
    }
    const server = await TestServer.open((_, response) => {
      sendJson(response, { good: true });
    });
    const httpAgent = new Watched({ keepAlive: true });
    try {
      const options = {
        httpAgent,
        transport: leanTransport,
        maxRedirects: 0,
        proxy: false,
      } as const;
      const { data } = await axios.get<unknown>(server.url, options);
      assert.deepEqual(data, { good: true });
      assert.equal(seen.length, 1);
      assert.equal("beforeRedirects" in (seen[0] ?? {}), false);
    } finally {
      httpAgent.destroy();
      await server.close();
    }
  });

  it("is memory beside a compressed part", () => {
    const numbers = Array.from({ length: 5000 }, (_, at) => at * 7919);
    const { deflated } = pieceOf(JSON.stringify(numbers));
    assert.deepEqual(
      deflated.map(({ buffer }) => buffer.byteLength),
      deflated.map(({ length }) => length),
    );
  });

  /** What a script prints that is run as the server is, with what nobody uses left out. */
  function said(script: string): unknown {
    const begin = `
      import { leaveOutUnused } from "./src/leanModules.ts";
      leaveOutUnused();
      const say = (value) => console.log(JSON.stringify(value));`;
    const args = ["--input-type=module", "--eval", begin + script];
    const options = { cwd: new URL("..", import.meta.url), encoding: "utf8" } as const;
    return JSON.parse(execFileSync(process.execPath, args, options));
  }

  it("are zod's other languages", () => {
    const [languages, message] = said(`
      const { z } = await import("zod");
      const { error } = z.string().safeParse(1);
      say([Object.keys(z.locales).length, error.issues[0].message]);`) as [number, string];
    assert.equal(languages, 1);
    assert.match(message, /expected string/);
  });

  it("are packages that nobody uses, of which the server is loaded without any", () => {
    const loaded = said(`
      import { createRequire, registerHooks } from "node:module";
      const urls = [];
      registerHooks({ load: (url, context, next) => (urls.push(url), next(url, context)) });
      await import("./src/serve/run.ts");
      say([...urls, ...Object.keys(createRequire(import.meta.url).cache)]);`) as string[];
    const packages = new Set(
      loaded.map((url) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1]),
    );
    for (const used of ["axios", "prom-client", "hono", "zod"]) assert.ok(packages.has(used), used);
    for (const unused of ["form-data", "https-proxy-agent", "@opentelemetry/api"])
      assert.equal(packages.has(unused), false, unused);
  });

  it("is Node's readline, which the agent would load with the promises of files", () => {
    const loaded = said(`
      await import("./src/agent/run.ts");
      say(process.moduleLoadList);`) as string[];
    assert.ok(loaded.includes("NativeModule http"));
    for (const unused of [
      "fs/promises",
      "internal/readline/interface",
      "internal/deps/undici/undici",
    ])
      assert.equal(loaded.includes(`NativeModule ${unused}`), false, unused);
  });
});
