import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { generateFolder, type ImageRecipe } from "../../../local/images/generate.ts";
import { compileCache, monitorEnvironment } from "../../../local/images/monitor.ts";
import { fileEntry } from "../../../local/images/rootfs.ts";
import { StepError } from "../../../local/support/errors.ts";
import { repoDir } from "../../../local/support/paths.ts";

describe("generateFolder", () => {
  let scratch: string;

  before(function () {
    // Entering an image takes root, as everything else that makes the local cluster.
    if (process.getuid?.() !== 0) this.skip();
  });
  beforeEach(async () => {
    scratch = await mkdtemp(join(tmpdir(), "ethnode-"));
  });
  afterEach(async () => {
    assert.deepEqual(await readdir(scratch), [], "the unpacked files are left");
    await rm(scratch, { recursive: true });
  });

  const recipe = async (...scripts: readonly string[]): Promise<ImageRecipe> => ({
    reference: "docker.io/example/made:1",
    entries: [
      await fileEntry("/bin/busybox", "bin/busybox", true),
      { type: "content", path: "app/given", content: Buffer.from("given") },
    ],
    entrypoint: [],
    user: "10001:10002",
    workingDirectory: "/app",
    environment: ["PATH=/bin", "OPTION=--a=b"],
    generated: {
      path: "app/made",
      commands: scripts.map((script) => ["busybox", "sh", "-c", script]),
    },
  });

  it("fills the folder inside the image: its files, user, environment and working directory", async () => {
    const image = await generateFolder(
      await recipe(
        'echo "$(busybox id -u):$(busybox id -g) $PWD $OPTION $(busybox ls | busybox xargs)" > made/facts',
        "busybox mkdir made/deep && busybox cat made/facts > made/deep/copy",
      ),
      scratch,
    );
    const facts = Buffer.from("10001:10002 /app --a=b given made\n");
    assert.deepEqual(
      image.entries.filter(({ path }) => path.startsWith("app")),
      [
        { type: "directory", path: "app" },
        { type: "content", path: "app/given", content: Buffer.from("given") },
        { type: "directory", path: "app/made", owner: 10001 },
        { type: "directory", path: "app/made/deep" },
        { type: "content", path: "app/made/deep/copy", content: facts },
        { type: "content", path: "app/made/facts", content: facts },
      ],
    );
    assert.equal("generated" in image, false);
  });

  it("says which program failed, and why", async () => {
    await assert.rejects(
      generateFolder(await recipe("echo bad flag >&2; exit 3"), scratch),
      (error) =>
        error instanceof StepError &&
        error.message.includes("docker.io/example/made:1 in a chroot failed") &&
        error.message.includes("exit code 3, expected 0") &&
        error.message.includes("bad flag"),
    );
  });

  it("does not take an empty folder for a filled one", async () => {
    await assert.rejects(
      generateFolder(await recipe("true"), scratch),
      /left \/app\/made empty, expected files in it/,
    );
  });
});

describe("peer monitor's image", () => {
  it("is warmed up with the Dockerfile's environment and commands", async () => {
    const dockerfile = await readFile(resolve(repoDir, "monitor/Dockerfile"), "utf8");
    const parts = [...monitorEnvironment, ...compileCache.commands.map((args) => args.at(-1))];
    for (const part of parts) assert.ok(dockerfile.includes(part ?? ""), part);
    assert.equal(dockerfile.match(/^RUN node|&& node/gm)?.length, compileCache.commands.length);
  });
});
