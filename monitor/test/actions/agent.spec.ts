import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Action } from "../../src/actions/action.ts";
import { actionSender, AgentActionError } from "../../src/actions/agentClient.ts";
import { readSharedToken } from "../../src/actions/sharedToken.ts";
import { IpcConnection } from "../../src/agent/ipcConnection.ts";
import {
  ACTION_METHODS,
  ALLOWED_METHODS,
  type AllowedMethod,
  MethodNotAllowedError,
} from "../../src/agent/methods.ts";
import { KEY } from "../support/fullSnapshot.ts";
import { answering, GethSocket } from "../support/gethSocket.ts";
import { GETH_ANSWERS } from "../support/fixtures.ts";
import { Program } from "../support/program.ts";
import { waitFor } from "../support/wait.ts";

const ENODE = `enode://${KEY}@203.0.113.7:30303`;
const TOKEN = "shared-0123456789abcdef";
const DOING = Object.values(ACTION_METHODS);

describe("a connection to the client", () => {
  let geth: GethSocket;
  beforeEach(async () => {
    geth = await GethSocket.open();
    const done = Object.fromEntries(DOING.map((method) => [method, true]));
    geth.respond = answering({ ...GETH_ANSWERS, ...done });
  });
  afterEach(() => geth.dispose());

  it("reads by its list, on which nothing acts", () => {
    assert.deepEqual(
      ALLOWED_METHODS.filter((method) => DOING.includes(method)),
      [],
    );
    // What is neither a getter nor the subscription to the peers' events must not be added without a thought.
    for (const method of ALLOWED_METHODS)
      assert.match(
        method,
        /^(admin_(nodeInfo|peers|subscribe)|eth_|net_(peerCount|version)$|web3_clientVersion$)/,
      );
  });

  it("sends no action unless it was opened for them, and then these three only", async () => {
    const closed = await IpcConnection.open(geth.path);
    await assert.rejects(closed.act("add", ENODE), MethodNotAllowedError);
    const open = await IpcConnection.open(geth.path, { allowActions: true });
    for (const method of [...DOING, "admin_startHTTP", "debug_setHead"]) {
      for (const connection of [closed, open])
        assert.throws(() => connection.call(method as AllowedMethod), MethodNotAllowedError);
    }
    for (const action of ["admin_addPeer", "ban", "__proto__", "constructor"])
      await assert.rejects(open.act(action as Action, ENODE), MethodNotAllowedError);
    for (const enode of ["", "enode://x", `${ENODE} `, "/ip4/203.0.113.7"])
      await assert.rejects(open.act("add", enode), MethodNotAllowedError);
    assert.deepEqual(geth.requests, []);
    for (const action of ["add", "remove", "trust"] as const)
      assert.equal(await open.act(action, ENODE), true);
    assert.deepEqual(
      geth.requests.map(({ method, params }) => [method, params]),
      DOING.map((method) => [method, [ENODE]]),
    );
    closed.close();
    open.close();
  });
});

describe("the agent", function () {
  this.timeout(60_000);
  let folder: string;
  let geth: GethSocket;
  let agent: Program | undefined;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "actions-"));
    await writeFile(join(folder, "token"), `${TOKEN}\n`);
    geth = await GethSocket.open();
    geth.respond = answering({
      ...GETH_ANSWERS,
      admin_addPeer: true,
      admin_removePeer: false,
    });
  });
  afterEach(async () => {
    agent?.child.kill("SIGKILL");
    agent = undefined;
    await geth.dispose();
    await rm(folder, { recursive: true, force: true });
  });

  async function start(...flags: string[]): Promise<string> {
    agent = new Program(["agent", "--ipc", geth.path, "--listen", "127.0.0.1:0", ...flags]);
    const url = `http://127.0.0.1:${await agent.port()}`;
    await waitFor("the connection", async () => (await fetch(`${url}/v1/execution`)).ok);
    geth.requests.length = 0;
    return url;
  }
  const acted = () => geth.requests.filter(({ method }) => DOING.includes(method));
  const allowing = () => ["--allow-actions", "--actions-token-file", join(folder, "token")];

  it("has no such path unless it was started for it", async () => {
    const url = await start();
    await assert.rejects(actionSender(TOKEN)(url, "add", ENODE), {
      message: "the agent does not allow actions",
    });
    assert.deepEqual(acted(), []);
  });

  it("acts for who has the token, says what the client said, and logs no address", async () => {
    const url = await start(...allowing());
    assert.equal(await actionSender(TOKEN)(url, "add", ENODE), true);
    assert.equal(await actionSender(TOKEN)(url, "remove", ENODE), false);
    assert.deepEqual(
      acted().map(({ method, params }) => [method, params]),
      [
        ["admin_addPeer", [ENODE]],
        ["admin_removePeer", [ENODE]],
      ],
    );
    // This Geth does not know the third.
    await assert.rejects(actionSender(TOKEN)(url, "trust", ENODE), (error: Error) => {
      assert.ok(error instanceof AgentActionError);
      assert.match(error.message, /^the agent: status 502: the method admin_addTrustedPeer/);
      return true;
    });
    await agent?.stop();
    assert.doesNotMatch(`${agent?.stdout ?? ""}${agent?.stderr ?? ""}`, /203\.0\.113|abababab/);
  });

  it("does nothing without the token, or with another request", async () => {
    const url = await start(...allowing());
    await assert.rejects(actionSender(`${TOKEN}x`)(url, "add", ENODE), {
      message: "the agent has another token",
    });
    const authorization = `Bearer ${TOKEN}`;
    const ask = async (path: string, method: string, body: string | null, header = authorization) =>
      (await fetch(url + path, { method, body, headers: { authorization: header } })).status;
    assert.deepEqual(
      await Promise.all([
        ask("/v1/actions/add", "POST", JSON.stringify({ enode: ENODE }), ""),
        ask("/v1/actions/add", "POST", JSON.stringify({ enode: ENODE }), TOKEN),
        ask("/v1/actions/ban", "POST", JSON.stringify({ enode: ENODE })),
        ask("/v1/actions/admin_addPeer", "POST", JSON.stringify({ enode: ENODE })),
        ask("/v1/actions/add", "GET", null),
        ask("/v1/actions/add", "POST", JSON.stringify({ enode: "x" })),
        ask("/v1/actions/add", "POST", JSON.stringify([ENODE])),
        ask("/v1/actions/add", "POST", "{"),
        ask("/v1/actions/add", "POST", JSON.stringify({ enode: ENODE, pad: "x".repeat(2000) })),
      ]),
      [401, 401, 404, 404, 405, 400, 400, 400, 400],
    );
    assert.deepEqual(acted(), []);
  });

  for (const [flags, message] of [
    [["--allow-actions"], /--allow-actions, --actions-token-file: one came without the other/],
    [["--actions-token-file", "t"], /--allow-actions, --actions-token-file: one came without/],
    [
      ["--allow-actions", "--actions-token-file", "/nowhere"],
      /--actions-token-file: \/nowhere: ENOENT came, expected a file/,
    ],
    [
      ["--allow-actions", "--actions-token-file", "t", "--rpc", "http://c"],
      /--allow-actions: came beside --rpc, expected --ipc/,
    ],
  ] as const) {
    it(`does not start with ${flags.join(" ")}`, async () => {
      agent = new Program(["agent", ...flags]);
      assert.equal(await agent.exited, 2);
      assert.match(agent.stderr, message);
    });
  }
});

describe("the token that server and agents share", () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "shared-"));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it("is the one word of its file", async () => {
    const file = join(folder, "good");
    await writeFile(file, `${TOKEN}\n`);
    assert.equal(await readSharedToken(file), TOKEN);
  });

  for (const text of ["", "short", `${TOKEN} ${TOKEN}`, "\u0007".repeat(30)]) {
    it(`is not ${JSON.stringify(text.slice(0, 30))}, and the message does not tell it`, async () => {
      const file = join(folder, "bad");
      await writeFile(file, text);
      await assert.rejects(readSharedToken(file), (error: Error) => {
        assert.match(error.message, /bad: \d+ characters came, expected one word of at least 20$/);
        return true;
      });
    });
  }

  it("must be there", async () => {
    await assert.rejects(readSharedToken("/nowhere/token"), /ENOENT came/);
  });
});
