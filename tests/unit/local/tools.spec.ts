import assert from "node:assert/strict";
import {
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  truncate,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { runUnchecked, type RunResult } from "../../../local/support/command.ts";
import { isStaticElf } from "../../../local/support/elf.ts";
import { repoDir } from "../../../local/support/paths.ts";
import { tools } from "../../../local/tools/catalog.ts";
import { goArguments, goEnvironment } from "../../../local/tools/compile.ts";
import { selectTools, toolPath } from "../../../local/tools/ensure.ts";
import { namesVersion } from "../../../local/tools/onPath.ts";

describe("tool catalog", () => {
  it("names every tool and every program once", () => {
    const binaries = tools.flatMap((tool) => tool.binaries.map((binary) => binary.name));
    assert.equal(new Set(binaries).size, binaries.length);
    assert.equal(new Set(tools.map((tool) => tool.name)).size, tools.length);
  });

  for (const tool of tools) {
    it(`${tool.name}: module file, linker flags and catalog agree on ${tool.version}`, async () => {
      const file = await readFile(resolve(repoDir, tool.directory, "go.mod"), "utf8");
      for (const { package: path } of tool.binaries) {
        if (path === ".") continue;
        assert.match(file, new RegExp(`^tool ${path}$|^\\t${path}$`, "m"));
        const required = requirement(file, path);
        // Prometheus numbers its module 0.310.0 for release 3.10.0, so that Go asks for no /v3.
        const release = required.replace(
          /^v0\.3(\d\d)\./,
          (_, minor: string) => `v3.${Number(minor)}.`,
        );
        assert.equal(tool.name === "prometheus" ? release : required, tool.version);
      }
      const plain = tool.version.replace("v", "");
      const flags = tool.ldflags.filter((flag) => /version=|gitTag=/i.test(flag));
      for (const flag of flags) assert.ok(flag.endsWith(plain), flag);
    });
  }

  it("builds read-only, without paths of this machine, static and with Prysm's own toolchain", () => {
    const [prysm] = selectTools(["prysm"]);
    assert.ok(prysm);
    assert.deepEqual(goArguments(prysm, "/out").slice(0, 6), [
      "build",
      "-mod=readonly",
      "-buildvcs=false",
      "-trimpath",
      "-tags",
      "netgo,osusergo",
    ]);
    assert.deepEqual(goEnvironment(prysm), {
      CGO_ENABLED: "1",
      GOTOOLCHAIN: "go1.25.1",
      GOWORK: "off",
    });
    // The probe shares Prysm's modules, and so Go's cache.
    const others = tools.filter(({ name }) => !["prysm", "p2p-probe"].includes(name));
    assert.ok(others.every((tool) => goEnvironment(tool)["CGO_ENABLED"] === "0"));
  });

  it("selects by group and by name, in the catalog's order", () => {
    assert.deepEqual(
      selectTools("engine").map((tool) => tool.name),
      ["pulumi"],
    );
    assert.deepEqual(
      selectTools(["geth", "kubernetes"]).map((tool) => tool.name),
      ["kubernetes", "geth"],
    );
    assert.throws(() => selectTools(["gth"]), /unknown tool "gth": expected one of kubernetes, /);
    assert.throws(() => toolPath("kubectx"), /unknown tool "kubectx"/);
    assert.match(toolPath("kubectl"), /tools\/bin\/kubectl$/);
  });
});

describe("a version on PATH", () => {
  const cases: readonly [text: string, version: string, same: boolean][] = [
    ["Kubernetes v1.34.4", "v1.34.4", true],
    ["Kubernetes v1.34.40", "v1.34.4", false],
    ["Kubernetes v1.34.4-rc.1", "v1.34.4", false],
    ["Version: 1.17.5-stable", "v1.17.5", true],
    ["Version: 11.17.5-stable", "v1.17.5", false],
    ["prometheus, version 3.10.0 (branch: , revision: unknown)", "v3.10.0", true],
    ["beacon-chain version Prysm/v7.0.0/Local build", "v7.0.0", true],
    ["CoreDNS-1.15.0\nlinux/amd64", "v1.15.0", true],
    ["v1x34x4", "v1.34.4", false],
  ];
  for (const [text, version, same] of cases) {
    it(`${same ? "is" : "is not"} ${version}: ${JSON.stringify(text)}`, () => {
      assert.equal(namesVersion(text, version), same);
    });
  }
});

describe("node local/tools/build.ts", () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "ethnode-"));
  });
  after(() => rm(folder, { recursive: true }));

  it("uses a program on PATH in the right version, once", async () => {
    const path = await programs("adopt", { pulumi: "echo v3.259.0" });
    const first = await build("adopt", path, "pulumi");
    assert.equal(first.code, 0, first.stderr);
    assert.match(first.stderr, /^\[1\/1\] pulumi v3\.259\.0 … from PATH\n1 tools are ready/);
    assert.doesNotMatch((await build("adopt", path, "pulumi")).stderr, /\[1\/1\]/);
  });

  it("does not put a program that needs a loader or a shell into images", async () => {
    const path = await programs("script", {
      geth: "echo 1.17.5",
      go: "echo no such module; exit 1",
    });
    const result = await build("script", path, "geth");
    assert.equal(result.code, 1);
    assert.match(result.stderr, /geth v1\.17\.5 … building/);
  });

  it("shows the end of a failed build's log and how to resume, and starts again next time", async () => {
    const path = await programs("broken", { go: "seq 30; exit 1" });
    for (const attempt of [1, 2]) {
      const result = await build("broken", path, "pulumi");
      assert.equal(result.code, 1, `attempt ${attempt}`);
      assert.match(result.stderr, /pulumi v3\.259\.0 … FAILED after/);
      assert.match(
        result.stderr,
        /build of pulumi v3\.259\.0 failed\n {2}\| 11\n(.*\n)+ {2}\| 30\n/,
      );
      assert.match(result.stderr, /to resume: run the same command again/);
    }
  });

  it("builds with the real Go, once, and again when a program was damaged or an input changed", async function () {
    // With an empty build cache Go compiles its standard library first.
    this.timeout(180_000);
    const path = process.env["PATH"] ?? "";
    const program = join(folder, "real/cache/tools/bin/pause");
    const first = await build("real", path, "pause");
    assert.equal(first.code, 0, first.stderr);
    assert.equal(await isStaticElf(program), true);
    assert.equal((await runUnchecked("timeout", ["-s", "TERM", "0.2", program])).code, 124);
    assert.doesNotMatch((await build("real", path, "pause")).stderr, /building/);
    await truncate(program, 100);
    assert.match((await build("real", path, "pause")).stderr, /pause 3\.10 … building/);
    assert.equal(await isStaticElf(program), true);
    const stamp = join(folder, "real/cache/tools/stamps/pause.json");
    const otherInputs = (await readFile(stamp, "utf8")).replace(
      /"inputs": "\w+"/,
      '"inputs": "other"',
    );
    await writeFile(stamp, otherInputs);
    assert.match((await build("real", path, "pause")).stderr, /pause 3\.10 … building/);
    assert.deepEqual(await readdir(join(folder, "real/cache/tools/tmp")), []);
  });

  it("refuses a dynamic program for an image and installs nothing", async () => {
    const go =
      "for argument; do case $last in -o) cp /bin/true $argument/geth;; esac; last=$argument; done";
    const result = await build("dynamic", await programs("dynamic", { go }), "geth");
    assert.equal(result.code, 1);
    assert.match(result.stderr, /geth is linked dynamically, expected static/);
    assert.deepEqual(await readdir(join(folder, "dynamic/cache/tools/bin")), []);
  });

  it("says what is missing when there is no Go, and names KUBECONFIG", async () => {
    const result = await build("nothing", await programs("nothing", {}), "pulumi");
    assert.equal(result.code, 2);
    assert.match(result.stderr, /go is not on PATH\..*set KUBECONFIG to use another cluster/);
  });

  it("refuses unknown names and options", async () => {
    const path = await programs("usage", {});
    for (const argument of ["nonsense", "--for=nonsense", "--nonsense"]) {
      const result = await build("usage", path, argument);
      assert.equal(result.code, 2, argument);
      assert.match(result.stderr, /nonsense/);
    }
  });

  /** A folder with shell scripts of these names. */
  async function programs(
    name: string,
    scripts: Readonly<Record<string, string>>,
  ): Promise<string> {
    const path = join(folder, name, "bin");
    await mkdir(path, { recursive: true });
    for (const [program, body] of Object.entries(scripts)) {
      await writeFile(
        join(path, program),
        `#!/bin/sh\nPATH=/usr/bin:/bin\n[ "$1" = version ] && [ ${program} = go ] && exit 0\n${body}\n`,
      );
      await chmod(join(path, program), 0o755);
    }
    return path;
  }

  function build(name: string, path: string, argument: string): Promise<RunResult> {
    return runUnchecked(process.execPath, [resolve(repoDir, "local/tools/build.ts"), argument], {
      env: { ...process.env, PATH: path, ETHNODE_CACHE: join(folder, name, "cache") },
    });
  }
});

/** The version of the module that a package is in, as a go.mod requires it. */
function requirement(file: string, path: string): string {
  const modules = [...file.matchAll(/^(?:require |\t)(\S+) (v\S+)/gm)];
  const matching = modules
    .filter(([, name]) => name !== undefined && `${path}/`.startsWith(`${name}/`))
    .sort(([, a = ""], [, b = ""]) => b.length - a.length);
  return matching[0]?.[2] ?? "none";
}
