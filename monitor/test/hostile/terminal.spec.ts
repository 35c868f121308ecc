import assert from "node:assert/strict";
import type { ServerResponse } from "node:http";

import { fullSnapshot } from "../support/fullSnapshot.ts";
import { TestServer } from "../support/httpServer.ts";
import { Program } from "../support/program.ts";

const ESCAPES = "\u001b[2J\u009b31m\u202eEVIL\u0007";

const says =
  (body: string, status = 200) =>
  (response: ServerResponse): void =>
    void response.writeHead(status, { "content-type": "application/json" }).end(body);

/** What a server that is no peer monitor, or means harm, may answer to who looks at the terminal. */
const ANSWERS: Readonly<Record<string, (response: ServerResponse) => void>> = {
  null: says("null"),
  HTML: says(`<html>${ESCAPES}`),
  nothing: says(""),
  "an end": (response) => void response.destroy(),
  "another schema": says('{"schema":2,"nodes":[]}'),
  "no list of nodes": says('{"schema":1,"nodes":null}'),
  "a node that is null": says('{"schema":1,"nodes":[null]}'),
  "a node that is empty": says('{"schema":1,"nodes":[{}]}'),
  "a node that is a text": says(`{"schema":1,"nodes":[${JSON.stringify(ESCAPES)}]}`),
  "a fault": says(JSON.stringify({ error: ESCAPES }), 500),
  "a way to elsewhere": (response) =>
    void response.writeHead(302, { location: "http://127.0.0.1:1/" }).end(),
};

/** No control but a line's end. */
const shows = (text: string): void => {
  assert.doesNotMatch(text.replaceAll("\n", ""), /[\p{Cc}\p{Cf}]/u);
};

describe("the terminal of who asks a server that means harm", function () {
  this.timeout(60_000);
  let server: TestServer;
  const ran = new Map<string, { readonly program: Program; readonly code: number }>();

  const run = async (name: string, args: readonly string[]): Promise<void> => {
    const program = new Program(["peers", ...args]);
    ran.set(name, { program, code: await program.exited });
  };

  before(async () => {
    const [node, ...others] = (await fullSnapshot()).nodes;
    const whole = { ...(await fullSnapshot()), nodes: [{ ...node, name: ESCAPES }, ...others] };
    server = await TestServer.open((request, response) => {
      const name = decodeURIComponent((request.headers["authorization"] ?? "").slice(7));
      (ANSWERS[name] ?? says(JSON.stringify(whole)))(response);
    });
    // At once, as a process takes a while to begin. Each says by its token what it wants to be told.
    const url = ["--url", server.url];
    await Promise.all([
      ...Object.keys(ANSWERS).map(async (name) => {
        const env = { PEER_MONITOR_TOKEN: encodeURIComponent(name) };
        const program = new Program(["peers", ...url], env);
        ran.set(name, { program, code: await program.exited });
      }),
      run("table", url),
      run("json", [...url, "--json"]),
      run("ndjson", [...url, "--ndjson"]),
      run("node", [...url, "--node", "x"]),
    ]);
  });
  after(() => server.close());

  for (const what of Object.keys(ANSWERS)) {
    it(`says that it cannot be asked, where ${what} came, and never that a node wants a look`, () => {
      const { program, code } = ran.get(what) ?? assert.fail();
      assert.equal(code, 3, program.stderr);
      assert.match(program.stderr, /^peer-monitor: http:[^\n]*expected a peer monitor\n$/);
      shows(program.stdout + program.stderr);
    });
  }

  for (const form of ["table", "json", "ndjson", "node"]) {
    it(`shows names as text: ${form}`, () => {
      const { program, code } = ran.get(form) ?? assert.fail();
      assert.equal(code, form === "node" ? 64 : 2, program.stderr);
      const text = program.stdout + program.stderr;
      assert.ok(text.includes("EVIL"));
      shows(text);
    });
  }
});
