import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";

import type { Point } from "../../src/history/history.ts";
import { historyRoutes } from "../../src/history/routes.ts";
import { beaconAnswers, TestServer } from "../support/httpServer.ts";
import { Program } from "../support/program.ts";
import { waitFor } from "../support/wait.ts";
import { temporaryFolder } from "./support.ts";

describe("the history of a running server", function () {
  this.timeout(60_000);
  const folder = temporaryFolder();
  let beacon: TestServer;
  let server: Program | undefined;

  beforeEach(async () => {
    beacon = await TestServer.open(beaconAnswers);
  });
  afterEach(async () => {
    server?.child.kill("SIGKILL");
    await beacon.close();
  });

  async function start(history: boolean): Promise<string> {
    const config = join(folder(), "nodes.json");
    const settings = {
      nodes: [{ name: "node-0", network: "devnet", consensus: { beaconUrl: beacon.url } }],
      ...(history ? { history: { folder: join(folder(), "history") } } : {}),
    };
    await writeFile(config, JSON.stringify(settings));
    server = new Program(["serve", "--config", config, "--listen", "127.0.0.1:0"]);
    return `http://127.0.0.1:${await server.port()}/api/history`;
  }
  const points = async (url: string): Promise<readonly Point[]> => {
    const response = await fetch(url);
    assert.equal(response.status, 200);
    return ((await response.json()) as { points: readonly Point[] }).points;
  };
  /** A layer's number of joins may count the first sight of a peer; what counts here is the poll. */
  const totals = (list: readonly Point[]) => list.map(({ consensus }) => consensus?.total);

  it("has the polls, and has them still after it is killed and after it is stopped", async () => {
    const before = Date.now();
    let url = await start(true);
    await waitFor("the first poll", async () =>
      (await points(`${url}?node=node-0`)).length > 0 ? true : undefined,
    );
    for (const signal of ["SIGKILL", "SIGTERM"] as const) {
      await server?.stop(signal);
      // So that nothing that is found can be of a poll of the new process.
      await beacon.close();
      url = await start(true);
      const found = await points(`${url}?from=${before - 60_000}&to=${Date.now()}`);
      assert.deepEqual(totals(found).slice(0, 1), [1], signal);
      if (signal === "SIGKILL") await beacon.listen();
    }
  });

  it("is not there without the setting", async () => {
    const url = await start(false);
    const response = await fetch(url);
    assert.equal(response.status, 404);
    assert.deepEqual(await response.json(), { error: "no history is kept; see settings" });
  });
});

describe("questions to the history", () => {
  const asked: unknown[][] = [];
  const app = historyRoutes({
    state: { error: null, lost: 0 },
    record: () => undefined,
    counts: (...args) => {
      asked.push(args);
      return Promise.resolve([]);
    },
    events: () => Promise.resolve([]),
    close: () => Promise.resolve(),
  });

  it("are passed on as numbers, with the last hour by the minute as default", async () => {
    assert.equal(
      (await app.request("/api/history?node=a&from=1000&to=61000&step=900")).status,
      200,
    );
    assert.deepEqual(asked.at(-1), ["a", 1000, 61000, 900]);
    await app.request("/api/history");
    const [node, from, to, step] = asked.at(-1) ?? [];
    assert.deepEqual([node, Number(to) - Number(from), step], [null, 3_600_000, 60]);
  });

  for (const [query, message] of [
    ["step=61", /^step: /],
    ["step=0", /^step: /],
    ["from=2&to=1", /^from: from must not be after to/],
    ["from=0&to=9000000000000", /^step: more than 10000 points/],
    ["from=yesterday", /^from: /],
    ["until=1", /until/],
    ["node=", /^node: /],
  ] as const) {
    it(`are refused: ${query}`, async () => {
      const count = asked.length;
      const response = await app.request(`/api/history?${query}`);
      assert.equal(response.status, 400);
      assert.match(((await response.json()) as { error: string }).error, message);
      assert.equal(asked.length, count);
    });
  }
});
