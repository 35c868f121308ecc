import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join, resolve } from "node:path";

import { run, runUnchecked } from "../../local/support/command.ts";
import type { RunResult } from "../../local/support/command.ts";
import { repoDir } from "../../local/support/paths.ts";
import { sharedApiServer } from "../support/apiServer.ts";

describe("local/stack.ts", () => {
  let folder: string;
  let env: NodeJS.ProcessEnv;

  before(async () => {
    const { kubeconfig } = await sharedApiServer();
    folder = await mkdtemp(join(tmpdir(), "ethnode-driver-"));
    env = {
      ...Object.fromEntries(
        Object.entries(process.env).filter(([key]) => !key.startsWith("PULUMI_")),
      ),
      ETHNODE_ENGINE: folder,
      KUBECONFIG: kubeconfig,
      // Whether this machine can download the official plugins is not what is tested.
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    };
  });

  after(() => rm(folder, { recursive: true }));

  const stack = (...args: string[]): Promise<RunResult> =>
    runUnchecked(process.execPath, [resolve(repoDir, "local/stack.ts"), ...args], {
      cwd: tmpdir(),
      env,
    });
  const workingTree = (): Promise<string> =>
    run("git", ["status", "--porcelain"], { cwd: repoDir });

  it("previews a stack that was never there, says which plugins it uses, and leaves the repository as it is", async () => {
    const before = await workingTree();
    const { code, stdout, stderr } = await stack("preview");
    assert.equal(code, 0, stdout + stderr);
    assert.match(stdout, /\+ \d+ to create/);
    assert.match(stderr, /^plugins: .*nodejs.*kubernetes 4\.\d+\.\d+.*random 4\.\d+\.\d+/m);
    assert.doesNotMatch(stdout, /\bwarning:/);
    // Of what no stack may have there is nothing.
    assert.match(stdout, /✅ ethnode@v\d/);
    assert.equal(await workingTree(), before);
  });

  it("keeps the passphrase to the user", async () => {
    assert.equal((await stat(join(folder, "passphrase"))).mode & 0o777, 0o600);
    assert.match(await readFile(join(folder, "passphrase"), "utf8"), /^[\w-]{43}\n$/);
  });

  it("passes arguments on to Pulumi", async () => {
    const { stdout } = await stack("preview", "--", "--json");
    assert.ok("steps" in (JSON.parse(stdout) as object));
  });

  it("refuses a stack that has no settings, naming those that have", async () => {
    const { code, stderr } = await stack("preview", "--stack", "goerli");
    assert.equal(code, 2);
    assert.match(stderr, /unknown stack "goerli": .* expected one of dev, hoodi, mainnet/);
  });

  it("refuses an unreachable cluster with one message, before Pulumi is asked", async () => {
    const kubeconfig = join(folder, "unreachable");
    const text = await readFile(env["KUBECONFIG"] ?? "", "utf8");
    await writeFile(kubeconfig, text.replace(/https:\/\/[^"]+/, "https://127.0.0.1:9"));
    const { code, stdout, stderr } = await runUnchecked(
      process.execPath,
      [resolve(repoDir, "local/stack.ts"), "up"],
      { env: { ...env, KUBECONFIG: kubeconfig } },
    );
    assert.equal(code, 1);
    assert.equal(stdout, "");
    assert.equal(stderr.match(/^error: /gm)?.length, 1, stderr);
    assert.ok(stderr.includes(kubeconfig));
  });

  it("removes the lock of a run that was killed, and no other", async () => {
    const locks = join(folder, "state/.pulumi/locks/organization/ethnode/dev");
    await mkdir(locks, { recursive: true });
    const lock = (pid: number): string =>
      JSON.stringify({ pid, username: "root", hostname: hostname(), timestamp: new Date() });
    // Above what Linux gives out.
    await writeFile(join(locks, "dead.json"), lock(2 ** 22 + 1));
    await writeFile(join(locks, "alive.json"), lock(process.pid));
    const { stderr } = await stack("output");
    assert.match(stderr, /removed the lock that process 4194305 left/);
    assert.deepEqual(await readdir(locks), ["alive.json"]);
    await rm(locks, { recursive: true });
  });

  it("takes down what is not there", async () => {
    const { code, stderr } = await stack("down");
    assert.equal(code, 0, stderr);
    assert.ok(existsSync(folder));
  });
});
