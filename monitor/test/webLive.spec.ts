import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";

import { Hono } from "hono";

import { Access, type AppEnv } from "../src/serve/auth/access.ts";
import { EventLog } from "../src/serve/events/eventLog.ts";
import type { NewPeerEvent } from "../src/serve/events/event.ts";
import type { Snapshot } from "../src/serve/snapshot.ts";
import { Broadcast } from "../src/web/broadcast.ts";
import { liveRoutes } from "../src/web/liveRoutes.ts";

const JOIN: NewPeerEvent = {
  at: "2026-01-01T00:00:00.000Z",
  node: "node-0",
  layer: "execution",
  kind: "join",
  precision: "event",
  peer: "aa",
  client: "geth",
  direction: "inbound",
  country: null,
  asn: null,
  reason: null,
};

const SNAPSHOT = { schema: 1, nodes: [] } as unknown as Snapshot;

function routes() {
  const events = new EventLog(100, 1);
  let version = 0;
  const stop = new AbortController();
  const app = new Hono<AppEnv>();
  app.use(new Access(null).guard("viewer"));
  app.route(
    "/",
    liveRoutes({
      snapshot: () => SNAPSHOT,
      version: () => version,
      events,
      stop: stop.signal,
    }),
  );
  return { app, events, stop, change: () => version++ };
}

describe("what keeps the page fresh", () => {
  it("tells the events after one, of a node and a layer", async () => {
    const { app, events } = routes();
    events.append(JOIN);
    events.append({ ...JOIN, node: "node-1" });
    events.append({ ...JOIN, layer: "consensus" });
    const seqs = async (query: string): Promise<number[]> => {
      const response = await app.request(`/api/events${query}`);
      const { events: found } = (await response.json()) as { events: { seq: number }[] };
      return found.map(({ seq }) => seq);
    };
    assert.deepEqual(await seqs(""), [1, 2, 3]);
    assert.deepEqual(await seqs("?after=2"), [3]);
    assert.deepEqual(await seqs("?node=node-1"), [2]);
    assert.deepEqual(await seqs("?layer=consensus"), [3]);
    assert.equal((await app.request("/api/events?after=-1")).status, 400);
  });

  it("streams the snapshot at once, and each event as it comes", async () => {
    const { app, events } = routes();
    const stop = new AbortController();
    const response = await app.request("/api/stream", { signal: stop.signal });
    assert.match(response.headers.get("content-type") ?? "", /^text\/event-stream/);
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    assert.ok(reader !== undefined);
    const first = await reader.read();
    assert.match(first.value ?? "", /^event: snapshot\ndata: \{"schema":1/);
    events.append(JOIN);
    const second = await reader.read();
    assert.match(second.value ?? "", /^event: peer\ndata: .*"peer":"aa"/);
    await reader.cancel();
    stop.abort();
  });

  it("ends every stream when the server stops", async () => {
    const { app, stop } = routes();
    const response = await app.request("/api/stream");
    const reader = response.body?.getReader();
    await reader?.read();
    stop.abort();
    assert.equal((await reader?.read())?.done, true);
  });

  it("sends away those who listen beyond what it can bear", async () => {
    const { app, stop } = routes();
    const open = await Promise.all(
      Array.from({ length: 70 }, async () => app.request("/api/stream")),
    );
    const statuses = open.map(({ status }) => status);
    assert.deepEqual(
      [statuses.filter((status) => status === 200).length, statuses.at(-1)],
      [64, 503],
    );
    stop.abort();
  });
});

describe("the broadcast", () => {
  const listen = (broadcast: Broadcast, send: (event: string) => Promise<void>) => {
    const seen = { dropped: 0 };
    const remove = broadcast.add({
      send,
      drop: () => {
        seen.dropped++;
      },
    });
    return { seen, remove };
  };

  it("makes a snapshot for each change, and none without one", async () => {
    let made = 0;
    let version = 0;
    const broadcast = new Broadcast(
      () => String(++made),
      () => version,
    );
    const { remove } = listen(broadcast, () => Promise.resolve());
    version++;
    await sleep(1200);
    const after = made;
    assert.ok(after >= 2, `${after} made`);
    await sleep(1200);
    assert.equal(made, after);
    remove();
    version++;
    await sleep(1200);
    assert.equal(made, after, "nobody listens any more");
  });

  it("keeps of the snapshots only the newest for a reader that is slow, and lets go of one that is stuck", () => {
    const broadcast = new Broadcast(
      () => "",
      () => 0,
    );
    const sent: string[] = [];
    const { seen, remove } = listen(broadcast, (event) => {
      sent.push(event);
      return new Promise(() => undefined);
    });
    for (let i = 0; i < 2000; i++) broadcast.send("snapshot", String(i));
    assert.deepEqual(seen, { dropped: 0 });
    for (let i = 0; i < 600; i++) broadcast.send("peer", String(i));
    assert.ok(seen.dropped > 0);
    assert.deepEqual(sent, ["snapshot"]);
    remove();
  });
});
