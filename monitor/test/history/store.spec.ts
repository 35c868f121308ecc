import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

import { Store } from "../../src/history/store.ts";
import { event, sample, temporaryFolder } from "./support.ts";

const DAY = 86_400_000;
const MINUTE = 60_000;

// Noon: a test that goes a few hours back or on stays within one day's key only where it means to.
const now = Math.floor(Date.now() / DAY) * DAY + DAY / 2;

describe("the history's database", () => {
  const folder = temporaryFolder();
  const notices: string[] = [];
  const opened: Store[] = [];
  const store = (part: { retentionMs?: number; maxBytes?: number } = {}): Store => {
    const made = new Store(
      { folder: folder(), retentionMs: 7 * DAY, maxBytes: 1e9, ...part },
      (text) => notices.push(text),
    );
    opened.push(made);
    return made;
  };
  const iso = (ms: number): string => new Date(ms).toISOString();
  const damage = (): void => {
    const file = join(folder(), "history.db");
    const content = readFileSync(file);
    content.fill(0x5a, 0, content.length);
    writeFileSync(file, content);
  };

  beforeEach(() => {
    notices.length = 0;
  });
  afterEach(() => {
    for (const each of opened.splice(0)) each.close();
  });

  it("gives back events as they were, but for the peer", () => {
    const first = store();
    const join_ = event(10, { at: iso(now) });
    const down = event(11, {
      at: iso(now + 1),
      kind: "down",
      precision: "poll",
      peer: null,
      client: null,
      direction: null,
      country: null,
      asn: null,
      reason: "connection refused",
    });
    first.write({ samples: [], events: [join_, down] }, now);
    first.close();
    const [joined, downed] = store().events({});
    assert.match(joined?.peer ?? "", /^[0-9a-f]{32}$/);
    assert.deepEqual({ ...joined, peer: join_.peer }, join_);
    assert.deepEqual(downed, down);
  });

  it("finds events by node, layer, time, number and the peer's real id", () => {
    const it_ = store();
    const events = [
      event(1, { at: iso(now) }),
      event(2, { at: iso(now + 1000), node: "node-1" }),
      event(3, { at: iso(now + 2000), layer: "consensus" }),
      event(4, { at: iso(now + 3000), peer: "b".repeat(64) }),
    ];
    it_.write({ samples: [], events }, now);
    const found = (filter: Parameters<Store["events"]>[0]): number[] =>
      it_.events(filter).map(({ seq }) => seq);
    assert.deepEqual(found({}), [1, 2, 3, 4]);
    assert.deepEqual(found({ node: "node-1" }), [2]);
    assert.deepEqual(found({ node: "nobody" }), []);
    assert.deepEqual(found({ layer: "consensus" }), [3]);
    assert.deepEqual(found({ fromMs: now + 1000, toMs: now + 2000 }), [2, 3]);
    assert.deepEqual(found({ after: 2 }), [3, 4]);
    assert.deepEqual(found({ limit: 2 }), [3, 4]);
    assert.deepEqual(found({ peer: "b".repeat(64) }), [4]);
    assert.deepEqual(found({ peer: "c".repeat(64) }), []);
  });

  it("keeps all events in order where the clock was set back between two runs", () => {
    const it_ = store();
    it_.write({ samples: [], events: [event(5000)] }, now);
    it_.write({ samples: [], events: [event(10), event(11)] }, now);
    assert.deepEqual(
      it_.events({}).map(({ seq }) => seq),
      [5000, 5001, 5002],
    );
  });

  it("takes nothing of a batch of which one event cannot be written, and the next batch whole", () => {
    const it_ = store();
    const wrong = event(2, { asn: {} as unknown as number });
    assert.throws(() => {
      it_.write({ samples: [], events: [event(1), wrong] }, now);
    });
    assert.deepEqual(it_.events({}), []);
    it_.write({ samples: [], events: [event(3)] }, now);
    assert.deepEqual(
      it_.events({}).map(({ seq }) => seq),
      [3],
    );
  });

  it("means the polls of a step, sums joins and leaves, and leaves gaps", () => {
    const it_ = store();
    const begin = now - 10 * MINUTE;
    it_.write(
      {
        samples: [
          sample(10, 4, { at: begin }),
          sample(11, 4, { at: begin + 10_000 }),
          sample(30, 5, { at: begin + 3 * MINUTE, layer: "consensus" }),
        ],
        events: [
          event(1, { at: iso(begin + 1000) }),
          event(2, { at: iso(begin + 2000), kind: "leave" }),
          event(3, { at: iso(begin + 5 * MINUTE), kind: "down" }),
          event(4, { at: iso(begin + 6 * MINUTE), kind: "join" }),
        ],
      },
      now,
    );
    const query = { node: "node-0", fromMs: begin, toMs: now, stepSeconds: 60 };
    const nothing = { inbound: null, outbound: null, unknown: null, total: null };
    assert.deepEqual(it_.counts(query, now), [
      {
        at: begin,
        execution: {
          ...{ inbound: 10.5, outbound: 4, unknown: 0, total: 14.5, min: 14, max: 15 },
          ...{ joins: 1, leaves: 1, nodes: 1 },
        },
        consensus: null,
      },
      {
        at: begin + 3 * MINUTE,
        execution: null,
        consensus: {
          ...{ inbound: 30, outbound: 5, unknown: 0, total: 35, min: 35, max: 35 },
          ...{ joins: 0, leaves: 0, nodes: 1 },
        },
      },
      {
        at: begin + 6 * MINUTE,
        execution: { ...nothing, min: null, max: null, joins: 1, leaves: 0, nodes: 0 },
        consensus: null,
      },
    ]);
  });

  it("adds the nodes of the fleet up, each by its own mean", () => {
    const it_ = store();
    const at = now - MINUTE;
    it_.write(
      {
        samples: [
          sample(10, 0, { at }),
          sample(20, 0, { at }),
          sample(1, 2, { at, node: "node-1" }),
        ],
        events: [],
      },
      now,
    );
    const [point] = it_.counts({ node: null, fromMs: at, toMs: now, stepSeconds: 60 }, now);
    assert.equal(point?.execution?.inbound, 16);
    assert.equal(point.execution.nodes, 2);
  });

  it("knows older days by 15 minutes, and drops what is older than the retention", () => {
    const it_ = store({ retentionMs: 2 * DAY });
    const old = now - 3 * DAY;
    const yesterday = now - 1.5 * DAY;
    for (const at of [old, yesterday, now]) {
      const events = [event(at, { at: iso(at), peer: "c".repeat(64) })];
      it_.write({ samples: [sample(3, 4, { at })], events }, at);
    }
    assert.deepEqual(
      it_.events({}).map(({ seq }) => seq),
      [yesterday, now],
    );
    const begins = (stepSeconds: number, fromMs: number): number[] =>
      it_.counts({ node: null, fromMs, toMs: now, stepSeconds }, now).map(({ at }) => at);
    assert.deepEqual(begins(60, old), [yesterday, now]);
    assert.deepEqual(begins(900, old), [yesterday, now]);
    const database = new DatabaseSync(join(folder(), "history.db"), { readOnly: true });
    const minutes = database.prepare("SELECT count(*) AS n FROM slot WHERE step = 1").get();
    assert.equal(minutes?.["n"], 1, "minutes older than a day are gone");
    database.close();
    const keys = Object.keys(
      JSON.parse(readFileSync(join(folder(), "keys.json"), "utf8")) as object,
    );
    assert.deepEqual(
      keys,
      [yesterday, now].map((at) => `${Math.floor(at / DAY)}`),
    );
  });

  it("drops what some clock dated into the future, which would be kept for ever", () => {
    const it_ = store();
    it_.write({ samples: [], events: [event(1, { at: iso(now + 400 * DAY) }), event(2)] }, now);
    assert.deepEqual(
      it_.events({}).map(({ seq }) => seq),
      [2],
    );
  });

  it("drops the oldest early when the database is larger than it may be", () => {
    const it_ = store({ maxBytes: 400_000 });
    const many = (from: number) => Array.from({ length: 2000 }, (_, index) => event(from + index));
    for (let from = 1; from < 30_000; from += 2000) it_.write({ samples: [], events: many(from) });
    for (let round = 0; round < 50; round++) it_.write({ samples: [], events: [] });
    const left = it_.events({ limit: 10_000 });
    assert.ok(left.length > 1000 && left.length < 8000, `${left.length}`);
    assert.equal(left.at(-1)?.seq, 30_000, "the newest is there");
  });

  it("calls a peer the same all day, otherwise the next day, and never by its id", () => {
    const it_ = store();
    const peer = "d".repeat(64);
    const names = [now, now + 1000, now + DAY].map((at, index) => {
      it_.write({ samples: [], events: [event(index + 1, { at: iso(at), peer })] }, at);
      return it_.events({ after: index })[0]?.peer;
    });
    assert.equal(names[0], names[1]);
    assert.notEqual(names[0], names[2]);
    assert.equal(it_.events({ peer }).length, 3, "who knows the id finds all of it");
    it_.close();
    for (const name of readdirSync(folder())) {
      const content = readFileSync(join(folder(), name)).toString("latin1");
      assert.ok(!content.includes(peer), name);
    }
    assert.equal(statSync(join(folder(), "keys.json")).mode & 0o777, 0o600);
  });

  it("sets a damaged file aside, says so, and begins anew", () => {
    const first = store();
    first.write({ samples: [], events: [event(1)] });
    first.close();
    damage();
    const second = store();
    second.write({ samples: [], events: [event(2)] });
    assert.deepEqual(
      second.events({}).map(({ seq }) => seq),
      [2],
    );
    assert.match(notices.join(), /^it is damaged \(.+\); set aside as history\.db\.aside-\d/);
    assert.equal(readdirSync(folder()).filter((name) => name.includes("aside")).length, 1);
  });

  it("finds a page in the middle damaged, not only the head", () => {
    const first = store();
    const events = Array.from({ length: 5000 }, (_, index) => event(index + 1));
    first.write({ samples: [], events });
    first.close();
    const file = join(folder(), "history.db");
    const content = readFileSync(file);
    content.fill(0x5a, 4096 * 10, 4096 * 30);
    writeFileSync(file, content);
    assert.deepEqual(store().events({}), []);
    assert.equal(notices.length, 1);
  });

  it("removes what was set aside when that is too old to be kept", () => {
    const aside = join(folder(), "history.db.aside-2020");
    writeFileSync(aside, "");
    utimesSync(aside, 0, 0);
    store({ retentionMs: DAY }).events({});
    assert.ok(readdirSync(folder()).includes("history.db.aside-2020"), "it has just been made");
    opened.pop()?.close();
    store({ retentionMs: -DAY }).events({});
    assert.ok(!readdirSync(folder()).includes("history.db.aside-2020"));
  });

  it("sets a newer monitor's file aside instead of writing to it", () => {
    store().events({});
    opened.pop()?.close();
    const database = new DatabaseSync(join(folder(), "history.db"));
    database.exec("PRAGMA user_version = 99");
    database.close();
    store().write({ samples: [], events: [event(1)] });
    assert.match(notices.join(), /schema 99, newer than 1; set aside as/);
  });

  it("goes on with a damaged keys file: old names stay strangers", () => {
    const peer = "e".repeat(64);
    const first = store();
    first.write({ samples: [], events: [event(1, { peer })] });
    first.close();
    writeFileSync(join(folder(), "keys.json"), '{"1": ');
    const second = store();
    second.write({ samples: [], events: [event(2, { peer })] });
    assert.deepEqual(
      second.events({ peer }).map(({ seq }) => seq),
      [2],
    );
  });

  it("fails whole on a full disk, and goes on when there is room again", function () {
    // A file system of one megabyte needs the rights of root.
    if (process.getuid?.() !== 0) this.skip();
    try {
      execFileSync("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", folder()], {
        stdio: "ignore",
      });
    } catch {
      this.skip();
    }
    try {
      const it_ = store();
      it_.write({ samples: [], events: [event(1)] });
      const before = it_.events({ limit: 10_000 }).length;
      const filler = join(folder(), "filler");
      assert.throws(() => {
        writeFileSync(filler, Buffer.alloc(2_000_000));
      }, /ENOSPC/);
      const batch = Array.from({ length: 3000 }, (_, index) => event(index + 2));
      assert.throws(() => {
        it_.write({ samples: [], events: batch });
      }, /full|disk I\/O/);
      assert.equal(it_.events({ limit: 10_000 }).length, before, "nothing of the batch");
      execFileSync("rm", [filler]);
      it_.write({ samples: [], events: batch });
      assert.equal(it_.events({ limit: 10_000 }).length, before + batch.length);
    } finally {
      for (const each of opened.splice(0)) each.close();
      execFileSync("umount", [folder()]);
    }
  });
});
