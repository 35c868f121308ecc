import assert from "node:assert/strict";

import { behind } from "../src/awaitHead/judge.ts";
import { sendJson, TestServer } from "./support/httpServer.ts";
import { Program } from "./support/program.ts";
import { waitFor } from "./support/wait.ts";

/** A beacon node's state of the sync, as its API tells it. */
const state = {
  head_slot: "100",
  sync_distance: "2",
  is_syncing: false,
  is_optimistic: false,
  el_offline: false,
};

describe("what a beacon node lacks to have the newest blocks", () => {
  const facts = {
    answers: true,
    isSyncing: false,
    isOptimistic: false,
    elOffline: false,
    headSlot: 100,
    syncDistance: 2,
  };
  for (const [what, change, expected] of [
    ["a young head", {}, undefined],
    ["a head of the oldest age", { syncDistance: 3 }, undefined],
    ["an older one", { syncDistance: 4 }, "its head is 4 slots old"],
    ["the genesis, however young", { headSlot: 0, syncDistance: 0 }, "its head is the genesis"],
    ["one that syncs", { isSyncing: true }, "its beacon node syncs"],
    ["an optimistic head", { isOptimistic: true }, "its execution client has not checked its head"],
    [
      "an age that is not told",
      { syncDistance: null },
      "its beacon node does not say how old its head is",
    ],
  ] as const) {
    it(`is, with ${what}, ${expected ?? "nothing"}`, () => {
      assert.equal(behind({ facts: { ...facts, ...change }, problem: null }, 3), expected);
    });
  }

  it("is an answer, where none comes", () => {
    const problem = "connection refused";
    assert.equal(
      behind({ facts: { ...facts, answers: false }, problem }, 3),
      "its beacon node: connection refused",
    );
  });
});

describe("await-head", function () {
  this.timeout(30_000);
  let server: TestServer;
  let answer: object;
  let program: Program | undefined;

  before(async () => {
    server = await TestServer.open((request, response) => {
      if (request.url === "/eth/v1/node/syncing") sendJson(response, { data: answer });
      else sendJson(response, {}, 404);
    });
  });
  afterEach(async () => {
    await program?.stop("SIGKILL");
    program = undefined;
  });
  after(() => server.close());

  const start = (...flags: string[]): Program => (program = new Program(["await-head", ...flags]));
  const said = (one: Program, text: string) =>
    waitFor(`"${text}"`, () => one.stdout.includes(text), 15_000);

  it("ends once the head is young, and says what it waits for until then", async () => {
    answer = { ...state, head_slot: "0", sync_distance: "40" };
    const waiting = start(`--beacon=${server.url}/`);
    await said(waiting, "its head is the genesis");
    answer = { ...state, sync_distance: "40" };
    await said(waiting, "its head is 40 slots old");
    answer = state;
    assert.equal(await waiting.exited, 0);
  });

  it("waits for a beacon node that does not answer", async () => {
    const waiting = start("--beacon=http://127.0.0.1:9");
    await said(waiting, "connection refused");
    await waiting.stop("SIGTERM");
    assert.equal(await waiting.exited, 4);
  });

  for (const [flag, text] of [
    ["--beacon=ftp://x", '--beacon: "ftp://x" came, expected an http or https URL'],
    ["--slots=-1", '--slots: "-1" came, expected a whole number from 0 to 9999'],
  ] as const) {
    it(`refuses ${flag}`, async () => {
      const refused = start("--beacon=http://127.0.0.1:9", flag);
      assert.equal(await refused.exited, 2);
      assert.ok(refused.stderr.includes(text), refused.stderr);
    });
  }
});
