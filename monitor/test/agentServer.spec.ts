import assert from "node:assert/strict";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";

import axios from "axios";

import type { ExecutionReading, NoReading } from "../src/agent/reading.ts";
import { agentRoutes, createAgentServer } from "../src/agent/server.ts";
import type { AnswersReading, SyncReading } from "../src/agent/syncReading.ts";

const READING: ExecutionReading = {
  schema: 1,
  fetchedAt: "2026-01-01T00:00:00.000Z",
  sessionsFrom: "events",
  sessions: {},
  nodeInfo: {},
  chainId: "0x1",
  networkId: "1",
  headBlock: "0x0",
  syncing: false,
  peers: [],
};
const SYNC: SyncReading = {
  schema: 1,
  inSync: true,
  reasons: [],
  execution: {
    answers: true,
    chainId: 1,
    headBlock: 16,
    headTimestamp: 1_600_000_000,
    headAgeSeconds: 5,
    peers: 3,
  },
  consensus: {
    answers: true,
    isSyncing: false,
    isOptimistic: false,
    elOffline: false,
    headSlot: 20,
    syncDistance: 0,
  },
  lastInSync: "2026-01-01T00:00:00.000Z",
  inSyncBefore: null,
  startedAt: "2026-01-01T00:00:00.000Z",
  checkedAt: "2026-01-01T00:00:00.000Z",
  revision: null,
};
const ANSWERS: AnswersReading = {
  schema: 1,
  answers: true,
  reasons: [],
  execution: { answers: true },
  consensus: { answers: true },
};
const NONE: NoReading = {
  schema: 1,
  state: "down",
  error: "gone",
  lastSuccess: "2026-01-01T00:00:00.000Z",
  ageSeconds: 7,
};

describe("the agent's server", () => {
  let up = true;
  let inSync = true;
  let answers = true;
  const sync = {
    reading: () => ({ ...SYNC, inSync }),
    answers: () => ({ ...ANSWERS, answers }),
  };
  let server: Server;
  let url: string;
  const request = (method: string, path: string, data?: unknown) =>
    axios.request<unknown>({ method, url: url + path, data, validateStatus: () => true });

  before(async () => {
    server = createAgentServer(
      agentRoutes(
        {
          read: () => (up ? Promise.resolve(READING) : Promise.reject(new Error("gone"))),
          noReading: () => NONE,
        },
        sync,
      ),
    );
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => {
    server.close();
    server.closeAllConnections();
  });

  it("serves the reading", async () => {
    up = true;
    const { status, data, headers } = await request("GET", "/v1/execution");
    assert.equal(status, 200);
    assert.deepEqual(data, READING);
    assert.equal(headers["cache-control"], "no-store");
  });

  it("answers 503 with the reason and the age when there is none, and lives on", async () => {
    up = false;
    const { status, data } = await request("GET", "/v1/execution");
    assert.equal(status, 503);
    assert.deepEqual(data, NONE);
    assert.equal((await request("GET", "/healthz")).status, 200);
  });

  it("answers about the sync with the status that the kubelet and the gate go by", async () => {
    const yes = await request("GET", "/v1/sync");
    assert.deepEqual([yes.status, yes.data], [200, SYNC]);
    assert.deepEqual([(await request("GET", "/v1/answers")).status], [200]);
    inSync = false;
    answers = false;
    const no = await request("GET", "/v1/sync");
    assert.deepEqual([no.status, no.data], [503, { ...SYNC, inSync: false }]);
    const silent = await request("GET", "/v1/answers");
    assert.deepEqual([silent.status, silent.data], [503, { ...ANSWERS, answers: false }]);
    assert.equal((await request("GET", "/healthz")).status, 200);
  });

  it("says nothing of the sync when it was told of no consensus client", () => {
    const routes = agentRoutes(
      { read: () => Promise.resolve(READING), noReading: () => NONE },
      null,
    );
    assert.deepEqual(Object.keys(routes), ["/healthz", "/v1/execution"]);
  });

  it("takes no other method and no other path, and passes no request on", async () => {
    const call = { jsonrpc: "2.0", id: 1, method: "admin_addPeer", params: ["enode://x"] };
    assert.equal((await request("POST", "/v1/execution", call)).status, 405);
    assert.equal((await request("POST", "/", call)).status, 404);
    assert.equal((await request("DELETE", "/healthz")).status, 405);
    assert.equal((await request("GET", "/v1/execution/..%2f..")).status, 404);
    assert.equal((await request("GET", "/v1")).status, 404);
    assert.equal((await request("GET", "/constructor")).status, 404);
    assert.equal((await request("POST", "/v1/sync", call)).status, 405);
  });
});
