import assert from "node:assert/strict";
import { chmodSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { type History, HistoryError } from "../../src/history/history.ts";
import { openHistory } from "../../src/history/open.ts";
import type { NodeStatus } from "../../src/serve/snapshot.ts";
import { createLog } from "../../src/log.ts";
import { event, temporaryFolder, well } from "./support.ts";

const DAY = 86_400_000;

/** A node of a snapshot, as far as history looks at it. */
const node = (state: string, lastSuccess: string | null, inbound: number) =>
  ({
    name: "node-0",
    execution: {
      state,
      lastSuccess,
      counts: state === "up" ? { inbound, outbound: 2, unknown: 0, total: inbound + 2 } : null,
    },
    consensus: null,
  }) as unknown as NodeStatus;

for (const [where, threaded] of [
  ["in a thread of its own", true],
  ["in the thread that polls", false],
] as const) {
  describe(`history ${where}`, () => {
    const folder = temporaryFolder();
    let lines: { level: string; msg: string }[] = [];
    const log = createLog("test", {
      write: (line: string) => {
        lines.push(JSON.parse(line) as { level: string; msg: string });
      },
    });
    const opened: History[] = [];
    // A busy machine writes as slowly as it likes: only one test is about how long the end may take.
    const begin = (path: string, flushMs = 20, closeMs = 60_000): History => {
      const settings = { folder: path, retentionDays: 7, maxMegabytes: 1000 };
      const history = openHistory(settings, log, 1, { threaded, flushMs, closeMs });
      assert.ok(history !== null);
      opened.push(history);
      return history;
    };
    const messages = (): string[] => lines.map(({ level, msg }) => `${level}: ${msg}`);
    /** Waits for what the thread does in its own time. */
    async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
      const end = Date.now() + 10_000;
      while (!(await holds())) {
        if (Date.now() > end) assert.fail("it did not come");
        await sleep(20);
      }
    }

    beforeEach(() => {
      lines = [];
    });
    afterEach(async () => {
      await Promise.all(opened.splice(0).map((history) => history.close()));
    });

    it("is off, and opens nothing, where the settings do not ask for it", () => {
      assert.equal(openHistory(undefined, log, 1), null);
    });

    it("counts a poll once, however often it is shown, and no layer that is down", async () => {
      const history = begin(folder());
      const at = new Date().toISOString();
      for (let shown = 0; shown < 3; shown++) {
        history.record({ nodes: [node("up", at, 8)] }, [event(1)]);
        history.record({ nodes: [node("down", at, 8)] }, []);
      }
      await until(async () => (await history.events({})).length > 0);
      const later = new Date(Date.parse(at) + 1).toISOString();
      history.record({ nodes: [node("up", later, 16)] }, [event(1), event(2)]);
      await until(async () => (await history.events({})).length > 1);
      const points = await history.counts("node-0", Date.now() - DAY / 48, Date.now() + 1000, 3600);
      const sum = points.flatMap(({ execution }) => execution ?? []);
      assert.deepEqual(
        sum.map(({ inbound, joins }) => ({ inbound, joins })),
        [{ inbound: 12, joins: 2 }],
      );
    });

    it("keeps over a restart what was given just before the end", async () => {
      const first = begin(folder(), 60_000);
      first.record({ nodes: [] }, [event(7)]);
      await first.close();
      const kept = await begin(folder()).events({});
      assert.deepEqual(
        kept.map(({ seq }) => seq),
        [7],
      );
    });

    it("returns from recording at once while the disk does not answer", () => {
      const history = begin(folder(), 60_000);
      const events = Array.from({ length: 2000 }, (_, index) => event(index + 1));
      const start = performance.now();
      history.record({ nodes: [node("up", new Date().toISOString(), 8)] }, events);
      assert.ok(performance.now() - start < 50);
    });

    it("says once that it cannot write, keeps what waits, and says when it can again", async () => {
      const path = join(folder(), "volume");
      // In place of the folder, so that also root cannot use it.
      writeFileSync(path, "");
      const history = begin(path);
      history.record({ nodes: [] }, [event(1), event(2)]);
      await until(() => history.state.error !== null);
      await sleep(200);
      assert.deepEqual(messages(), [
        "error: history cannot be written; polls go on, and it is tried again",
      ]);
      await assert.rejects(history.events({}), HistoryError);
      rmSync(path);
      mkdirSync(path);
      chmodSync(path, 0o700);
      await until(() => history.state.error === null);
      assert.equal((await history.events({})).length, 2);
      assert.equal(messages().at(-1), "info: history is written again");
      assert.deepEqual(history.state, well);
    });

    it("holds a bounded number of events when writing does not succeed, the newest, and says how many are lost", async () => {
      const path = join(folder(), "volume");
      writeFileSync(path, "");
      const history = begin(path, 60_000);
      for (let from = 1; from <= 60_000; from += 10_000) {
        const events = Array.from({ length: 10_000 }, (_, index) => event(from + index));
        history.record({ nodes: [] }, events);
      }
      assert.equal(history.state.lost, 10_000);
      rmSync(path);
      mkdirSync(path);
      await history.close();
      const again = begin(path);
      assert.equal((await again.events({ limit: 1 }))[0]?.seq, 60_000);
      const oldest = async (seq: number): Promise<number> =>
        (await again.events({ peer: event(seq).peer ?? "" })).length;
      assert.deepEqual([await oldest(10_000), await oldest(10_001)], [0, 1]);
    });

    // In the thread that polls each write is done when it returns.
    if (threaded) {
      it("says at its end what it could not write in time", async () => {
        const history = begin(folder(), 60_000, 0);
        const events = Array.from({ length: 20_000 }, (_, index) => event(index + 1));
        history.record({ nodes: [] }, events);
        await history.close();
        assert.deepEqual(messages(), ["error: history was not written to its end"]);
      });
    }

    it("logs a damaged database and goes on with a new one", async () => {
      writeFileSync(join(folder(), "history.db"), "x".repeat(8192));
      const history = begin(folder());
      history.record({ nodes: [] }, [event(1)]);
      await until(async () => (await history.events({})).length === 1);
      assert.match(
        messages()[0] ?? "",
        /^error: history begins anew: it is damaged .+ set aside as/,
      );
    });
  });
}
