import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run, runUnchecked } from "../../../local/support/command.ts";
import { isStaticElf } from "../../../local/support/elf.ts";
import { CommandError, lastLines, StepError } from "../../../local/support/errors.ts";
import { readIfExists, sha256, sha256File, writeAtomic } from "../../../local/support/files.ts";
import { formatDuration, formatSize, Progress } from "../../../local/support/progress.ts";
import { waitFor, WaitError } from "../../../local/support/wait.ts";

describe("run", () => {
  it("returns standard output and feeds standard input", async () => {
    assert.equal(await run("cat", [], { input: "hello\n" }), "hello\n");
  });

  it("throws an error that names the command, its code and what it said", async () => {
    await assert.rejects(run("sh", ["-c", "echo broken >&2; exit 3"]), (error) => {
      assert.ok(error instanceof CommandError);
      assert.equal(error.code, 3);
      assert.match(error.message, /^sh -c .*exit code 3, expected 0\n {2}\| broken$/s);
      return true;
    });
  });

  it("names a program that does not exist", async () => {
    await assert.rejects(runUnchecked("no-such-program", []), /no-such-program: .*ENOENT/);
  });

  it("ends a command at its time limit", async () => {
    await assert.rejects(
      runUnchecked("sleep", ["60"], { timeout: 50 }),
      /sleep 60: ended by SIGTERM \(time limit 0.05 s\)/,
    );
  });

  it("survives a command that does not read its input", async () => {
    const { code } = await runUnchecked("true", [], { input: Buffer.alloc(1024 * 1024) });
    assert.equal(code, 0);
  });
});

describe("errors", () => {
  it("shows a step's detail and how to resume", () => {
    assert.equal(
      new StepError("build of x", "one\ntwo", "again").message,
      "build of x failed\n  | one\n  | two\n  to resume: again",
    );
  });

  it("takes the last lines without counting the final newline", () => {
    assert.equal(lastLines("a\nb\nc\n", 2), "b\nc");
  });
});

describe("files", () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "ethnode-"));
  });
  after(() => rm(folder, { recursive: true }));

  it("writes with the mode asked for and leaves nothing beside it", async () => {
    const path = join(folder, "deep/secret");
    await writeAtomic(path, "text", 0o600);
    assert.equal(await readFile(path, "utf8"), "text");
    assert.equal((await stat(path)).mode & 0o777, 0o600);
    assert.deepEqual(await readdir(join(folder, "deep")), ["secret"]);
  });

  it("reads a missing file as undefined", async () => {
    assert.equal(await readIfExists(join(folder, "missing")), undefined);
  });

  it("hashes a file like its content", async () => {
    const path = join(folder, "content");
    await writeAtomic(path, "abc");
    assert.equal(await sha256File(path), sha256("abc"));
    assert.match(sha256("abc"), /^ba7816bf/);
  });
});

describe("isStaticElf", () => {
  it("is false for a program with a loader and for a script", async () => {
    assert.equal(await isStaticElf(process.execPath), false);
    assert.equal(await isStaticElf(import.meta.filename), false);
  });
});

describe("progress", () => {
  const durations: readonly [number, string][] = [
    [400, "0.4 s"],
    [9_960, "10 s"],
    [59_400, "59 s"],
    [59_600, "1 min 00 s"],
    [185_000, "3 min 05 s"],
  ];
  for (const [milliseconds, text] of durations) {
    it(`shows ${milliseconds} ms as ${text}`, () => {
      assert.equal(formatDuration(milliseconds), text);
    });
  }

  it("shows sizes", () => {
    assert.equal(formatSize(1), "1 KiB");
    assert.equal(formatSize(54 * 1024 * 1024), "54 MiB");
  });

  it("numbers its steps and says which one failed", async () => {
    const lines: string[] = [];
    const progress = new Progress(2, (line) => lines.push(line));
    await progress.step("one", "building", () => Promise.resolve());
    await assert.rejects(
      progress.step("two", undefined, () => Promise.reject(new Error("no"))),
      /no/,
    );
    assert.deepEqual(lines, [
      "[1/2] one … building",
      "[1/2] one … 0.0 s",
      "[2/2] two … FAILED after 0.0 s",
    ]);
  });
});

describe("waitFor", () => {
  it("returns what is found, after errors and undefined", async () => {
    let looks = 0;
    const look = (): Promise<string | undefined> => {
      looks += 1;
      if (looks === 1) return Promise.reject(new Error("not up"));
      return Promise.resolve(looks === 3 ? "up" : undefined);
    };
    assert.equal(await waitFor("it", look, { timeout: 1000, interval: 1 }), "up");
    assert.equal(looks, 3);
  });

  it("names what it waited for and the last error", async () => {
    const look = (): Promise<undefined> => Promise.reject(new Error("refused"));
    await assert.rejects(waitFor("etcd", look, { timeout: 5, interval: 1 }), (error) => {
      assert.ok(error instanceof WaitError);
      assert.equal(error.message, "waited 0.005 s for etcd; last answer: refused");
      return true;
    });
  });
});
