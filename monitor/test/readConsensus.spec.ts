import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import type { ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

import { JsonFetcher } from "../src/serve/http.ts";
import { ConsensusReader } from "../src/serve/readConsensus.ts";
import { beaconAnswers, TestServer } from "./support/httpServer.ts";

/** What a beacon node is asked in one reading, without the begin of each path. */
const WHOLE = ["peers?state=connected", "syncing", "identity", "version", "peer_count"];

describe("reading a beacon node", () => {
  let asked: string[];
  let most: number;
  let hangsAt: string | null;
  let server: TestServer;
  let fetcher: JsonFetcher;
  let reader: ConsensusReader;
  const { signal } = new AbortController();

  beforeEach(async () => {
    [asked, most, hangsAt] = [[], 0, null];
    let now = 0;
    server = await TestServer.open((request, response: ServerResponse) => {
      const path = (request.url ?? "").replace("/eth/v1/node/", "");
      asked.push(path);
      most = Math.max(most, ++now);
      response.once("close", () => now--);
      if (path === hangsAt) return;
      void sleep(5).then(() => {
        beaconAnswers(request, response);
      });
    });
    fetcher = new JsonFetcher(200);
    reader = new ConsensusReader(fetcher, server.url);
  });
  afterEach(async () => {
    fetcher.close();
    await server.close();
  });

  it("asks one thing after the other, over one connection", async () => {
    const { warnings, peers } = await reader.read(signal);
    assert.deepEqual([asked, most, warnings, peers.length], [WHOLE, 1, [], 1]);
  });

  it("asks no more of one that does not answer, and says which answer is missing", async () => {
    hangsAt = "syncing";
    const { warnings, peers, sync, peerId } = await reader.read(signal);
    assert.deepEqual(asked, WHOLE.slice(0, 2));
    assert.deepEqual(warnings, ["/eth/v1/node/syncing: no answer within 200 ms"]);
    assert.deepEqual([peers.length, sync, peerId], [1, null, null]);
  });

  it("asks who it is once a minute, and at once after it did not answer", async () => {
    const { peerId, client } = await reader.read(signal);
    asked = [];
    const again = await reader.read(signal);
    const seldom = new Set(["identity", "version"]);
    assert.deepEqual(
      asked,
      WHOLE.filter((path) => !seldom.has(path)),
    );
    assert.notEqual(peerId, null);
    assert.deepEqual([again.peerId, again.client], [peerId, client]);
    hangsAt = "peers?state=connected";
    await assert.rejects(reader.read(signal), /no answer within 200 ms/);
    [asked, hangsAt] = [[], null];
    await reader.read(signal);
    assert.deepEqual(asked, WHOLE);
  });

  it("leaves nothing behind at the signal that would end it", async () => {
    await reader.read(signal);
    assert.equal(getEventListeners(signal, "abort").length, 0);
  });
});
