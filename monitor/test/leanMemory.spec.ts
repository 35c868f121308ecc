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

  it("are zod's other languages", () => {
    const script = `
      import { leaveOutLocales } from "./src/leanModules.ts";
      leaveOutLocales();
      const { z } = await import("zod");
      const { error } = z.string().safeParse(1);
      console.log(JSON.stringify([Object.keys(z.locales).length, error.issues[0].message]));`;
    const said = execFileSync(process.execPath, ["--input-type=module", "--eval", script], {
      cwd: new URL("..", import.meta.url),
      encoding: "utf8",
    });
    const [languages, message] = JSON.parse(said) as [number, string];
    assert.equal(languages, 1);
    assert.match(message, /expected string/);
  });
});
