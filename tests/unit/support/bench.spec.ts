import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { repoDir } from "../../../local/support/paths.ts";
import { withSection } from "../../bench/report.ts";

const page = "# Benchmarks\n\n## One\n\n1\n\n## Two\n\n2\n\n## Three\n\n3\n";

describe("the page of benchmarks", () => {
  it("gets a section in place of the one of the same heading, and keeps all others", () => {
    assert.equal(withSection(page, "\n## Two\n\n22\n"), page.replace("\n2\n", "\n22\n"));
    assert.equal(withSection(page, "\n## Three\n\n33\n"), page.replace("\n3\n", "\n33\n"));
  });

  it("gets a section that it does not have at its end", () => {
    assert.equal(withSection(page, "\n## Four\n\n4\n"), `${page}\n## Four\n\n4\n`);
  });
});

describe("the program that writes it", () => {
  const run = (...args: string[]) =>
    spawnSync(process.execPath, [join(repoDir, "tests/bench/run.ts"), ...args], {
      encoding: "utf8",
    });

  it("measures nothing for a word that it does not know", () => {
    for (const args of [["peer"], ["peers", "peers"]]) {
      const { status, stdout } = run(...args);
      assert.equal(status, 2);
      assert.match(stdout, /^usage: .*run\.ts \[peers\|gateway\]/);
    }
  });

  it("says how it is used", () => {
    assert.equal(run("--help").status, 0);
  });
});
