import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

import { temporaryFolder } from "./support.ts";

/** How often. ETHNODE_KILLS asks for a measure with another number, 50 say, on a machine that has nothing else to do. */
const asked = process.env["ETHNODE_KILLS"];
const KILLS = Number(asked ?? 12);

/** Writers at a time, each with a folder of its own. */
const LANES = 3;

/** How long what was recorded may take until it is written; the product's second, shortened to save time. */
const FLUSH_MS = 100;

/** For the write itself: in the measure all in all half a second, else what a machine takes that has other things to do. */
const SLACK_MS = asked === undefined ? 1900 : 400;

interface Given {
  readonly first: number;
  readonly last: number;
  readonly at: number;
}

/** Starts a writer on a folder and kills it in the middle of its writes. */
async function writeAndKill(folder: string, threaded: string, afterMs: number): Promise<Given[]> {
  const program = join(import.meta.dirname, "writer.ts");
  const writer = spawn(process.execPath, [program, folder, threaded, String(FLUSH_MS)]);
  let out = "";
  let said = "";
  writer.stdout.on("data", (data: Buffer) => (out += data.toString()));
  writer.stderr.on("data", (data: Buffer) => (said += data.toString()));
  const ended = once(writer, "close");
  await once(writer.stdout, "data");
  await new Promise((resolve) => setTimeout(resolve, afterMs));
  const killedAt = Date.now();
  writer.kill("SIGKILL");
  await ended;
  assert.equal(said, "");
  return out
    .split("\n")
    .filter((line) => /^\d+ \d+ \d+$/.test(line))
    .map((line) => line.split(" ").map(Number))
    .map(([first = 0, last = 0, at = 0]) => ({ first, last, at }))
    .filter(({ at }) => at < killedAt - FLUSH_MS - SLACK_MS);
}

/** Numbers of all events in a database, and what SQLite says of its state. */
function read(folder: string): { ids: Set<number>; check: unknown } {
  const database = new DatabaseSync(join(folder, "history.db"));
  const check = database.prepare("PRAGMA integrity_check").get()?.["integrity_check"];
  const rows = database.prepare("SELECT id FROM event").all();
  database.close();
  return { ids: new Set(rows.map(({ id }) => Number(id))), check };
}

describe("history under kill -9", function () {
  this.timeout(240_000);
  const folder = temporaryFolder();

  it(`loses nothing but the last moment, ${KILLS} times`, async () => {
    let kills = 0;
    let expected = 0;
    const lane = async (name: string): Promise<void> => {
      const own = join(folder(), name);
      mkdirSync(own);
      while (kills < KILLS) {
        // Both ways to the database, in turn.
        const threaded = kills % 2 === 0 ? "threaded" : "direct";
        const afterMs = FLUSH_MS + SLACK_MS + 200 + ((kills++ * 37) % 150);
        const given = await writeAndKill(own, threaded, afterMs);
        if (!existsSync(join(own, "history.db"))) assert.fail("it had time to begin");
        const { ids, check } = read(own);
        assert.equal(check, "ok");
        for (const { first, last } of given)
          for (let seq = first; seq <= last; seq++) assert.ok(ids.has(seq), `${seq} is lost`);
        expected += given.length;
      }
      assert.deepEqual(
        readdirSync(own).filter((file) => file.includes("aside")),
        [],
        "each writer opened what the one before had left",
      );
    };
    await Promise.all(Array.from({ length: LANES }, (_, index) => lane(`lane-${index}`)));
    assert.ok(expected > KILLS, "there was something to lose");
  });
});
