import assert from "node:assert/strict";
import { join } from "node:path";

import { runUnchecked } from "../../local/support/command.ts";
import { repoDir } from "../../local/support/paths.ts";

const peers = (...args: string[]) =>
  runUnchecked(process.execPath, [join(repoDir, "local/peers.ts"), ...args], {
    cwd: repoDir,
    env: { ...process.env, KUBECONFIG: join(repoDir, "tests/fixtures/unreachable.kubeconfig") },
  });

describe("make peers, where the monitor cannot be asked", () => {
  it("ends with 3, which is not what a node in trouble ends it with", async () => {
    const { code, stdout, stderr } = await peers("--stack", "hoodi");
    assert.equal(code, 3, stderr);
    assert.equal(stdout, "");
    assert.match(stderr, /127\.0\.0\.1:9/);
  });

  it("ends with 64 for a stack that there is not, and names its file", async () => {
    const { code, stderr } = await peers("--stack", "nowhere");
    assert.equal(code, 64);
    assert.equal(stderr, 'error: unknown stack "nowhere": there is no Pulumi.nowhere.yaml\n');
  });

  it("says its codes", async () => {
    const { code, stdout } = await peers("--help");
    assert.equal(code, 0);
    assert.match(stdout, /0 good, 1 a warning, 2 critical, 3 .*, 64 wrong usage/);
  });
});
