import assert from "node:assert/strict";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { pino } from "pino";

import { SyncMemory } from "../src/agent/syncMemory.ts";

const TIME = "2026-11-22T10:00:00.000Z";

describe("remembering when a node was in sync", () => {
  let folder: string;
  let lines: string[];
  const memory = (where: string | null = folder) =>
    new SyncMemory(where, pino({ level: "warn" }, { write: (line: string) => lines.push(line) }));

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "sync-memory-"));
    lines = [];
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it("tells the agent of the next pod what this one saved", async () => {
    assert.equal(await memory().load(), null);
    await memory().save("2020-01-01T00:00:00.000Z");
    await memory().save(TIME);
    assert.equal(await memory().load(), TIME);
    assert.deepEqual(await readdir(folder), ["sync.json"]);
    assert.deepEqual(lines, []);
  });

  for (const text of ["", "{", "null", '{"lastInSync":5}', '{"lastInSync":"soon"}']) {
    it(`takes ${JSON.stringify(text)} for nothing`, async () => {
      await writeFile(join(folder, "sync.json"), text);
      assert.equal(await memory().load(), null);
    });
  }

  it("says once what is wrong with the volume, not once a minute", async () => {
    const gone = memory(join(folder, "gone"));
    await gone.save(TIME);
    await gone.save(TIME);
    assert.equal(lines.length, 1);
    assert.match(lines[0] ?? "", /cannot remember when the node was in sync/);
  });

  it("remembers nothing without a folder", async () => {
    await memory(null).save(TIME);
    assert.equal(await memory(null).load(), null);
    assert.deepEqual(await readdir(folder), []);
  });
});
