// Writes history as a monitor does until it is killed, and prints each event's number when it gave it away.
import { writeSync } from "node:fs";

import { openHistory } from "../../src/history/open.ts";
import { createLog } from "../../src/log.ts";
import type { PeerEvent } from "../../src/serve/events/event.ts";

const [folder = "", threaded, flushMs = "1000"] = process.argv.slice(2);
const settings = { folder, retentionDays: 7, maxMegabytes: 1000 };
const history = openHistory(settings, createLog("test"), 5, {
  threaded: threaded === "threaded",
  flushMs: Number(flushMs),
});
if (history === null) throw new Error("it is on");
let seq = Date.now() * 1000;

// The database is open before anything is given: how long a machine takes to start a thread is not what is tested.
await history.events({ limit: 1 });

/** Several a tick, so that a kill finds a transaction of some size under way. */
const EVENTS = 10;

setInterval(() => {
  const events = Array.from({ length: EVENTS }, (): PeerEvent => {
    seq++;
    return {
      seq,
      at: new Date().toISOString(),
      node: `node-${seq % 5}`,
      layer: "execution",
      kind: seq % 2 === 0 ? "join" : "leave",
      precision: "event",
      peer: `${seq}`,
      client: "geth",
      direction: "inbound",
      country: null,
      asn: null,
      reason: null,
    };
  });
  history.record({ nodes: [] }, events);
  // To the pipe at once: what is printed was given away, whatever happens next.
  writeSync(1, `${seq - EVENTS + 1} ${seq} ${Date.now()}\n`);
}, 5);
