import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";

import { builtPrograms } from "../../local/sbom.ts";
import { run, runUnchecked } from "../../local/support/command.ts";
import { repoDir } from "../../local/support/paths.ts";

interface Component {
  readonly name: string;
  readonly group?: string;
  readonly version: string;
  readonly purl: string;
  readonly hashes?: readonly { readonly alg: string; readonly content: string }[];
}
interface Document {
  readonly bomFormat: string;
  readonly specVersion: string;
  readonly components: readonly Component[];
}

const write = (folder: string) =>
  runUnchecked(process.execPath, [join(repoDir, "local/sbom.ts"), folder]);

describe("the lists of what it is made of", () => {
  let folder: string;
  const read = async (name: string): Promise<Document> =>
    JSON.parse(await readFile(join(folder, `${name}.cdx.json`), "utf8")) as Document;

  before(async function () {
    this.timeout("3m");
    folder = await mkdtemp(join(tmpdir(), "ethnode-sbom-"));
    const { code, stderr } = await write(folder);
    assert.equal(code, 0, stderr);
  });
  after(() => rm(folder, { recursive: true }));

  it("have every package of the lock file, with its version and the digest of its content", async () => {
    const { components, bomFormat } = await read("npm");
    assert.equal(bomFormat, "CycloneDX");
    const { packages } = JSON.parse(await readFile(join(repoDir, "package-lock.json"), "utf8")) as {
      packages: Record<string, { version?: string; integrity?: string; name?: string }>;
    };
    const listed = new Map(components.map((one) => [decodeURIComponent(one.purl), one]));
    let packagesSeen = 0;
    for (const [path, { version = "", integrity, name }] of Object.entries(packages)) {
      if (integrity === undefined) continue;
      packagesSeen++;
      const called = name ?? path.replace(/^.*node_modules\//, "");
      const found = [...listed].find(([purl]) => purl.startsWith(`pkg:npm/${called}@${version}`));
      assert.ok(found, `${called} ${version}`);
      const digest = Buffer.from(integrity.replace("sha512-", ""), "base64").toString("hex");
      assert.ok(
        found[1].hashes?.some(({ content }) => content === digest),
        `${called}: digest`,
      );
    }
    assert.ok(packagesSeen > 300, String(packagesSeen));
  });

  it("have every module of each Go program, as the program itself tells", async () => {
    const programs = builtPrograms();
    assert.ok(programs.length > 15, String(programs.length));
    for (const path of programs) {
      const { components, specVersion } = await read(basename(path));
      assert.equal(specVersion, "1.6");
      const text = await run("go", ["version", "-m", path]);
      // A module, or the one that was built in its place.
      const modules = [...text.matchAll(/^\tdep\t(\S+)\t(\S+).*(?:\n\t=>\t(\S+)\t(\S+))?/gm)];
      const purls = new Set(components.map(({ purl }) => decodeURIComponent(purl)));
      for (const [, name, version, instead, other] of modules) {
        const purl = `pkg:golang/${instead ?? name}@${other ?? version}`;
        assert.ok(purls.has(purl), `${basename(path)}: ${purl}`);
      }
      assert.equal(components.length, modules.length + 1, basename(path));
      assert.equal(components[0]?.name, "std");
    }
  });

  it("are the same of the same program", async () => {
    const before = await Promise.all(
      (await readdir(folder)).map((name) => readFile(join(folder, name), "utf8")),
    );
    assert.equal((await write(folder)).code, 0);
    const after = await Promise.all(
      (await readdir(folder)).map((name) => readFile(join(folder, name), "utf8")),
    );
    assert.ok(before.every((text, index) => text === after[index]));
  }).timeout("3m");

  it("are not begun on bad input", async () => {
    const { code, stderr } = await write("--what");
    assert.deepEqual([code, stderr], [2, "error: came --what, expected one folder\n"]);
  });
});
