import assert from "node:assert/strict";
import { existsSync, globSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";

import { repoDir } from "../../../local/support/paths.ts";

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}
interface Locked {
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly link?: boolean;
}

const json = async <T>(path: string): Promise<T> =>
  JSON.parse(await readFile(join(repoDir, path), "utf8")) as T;
const manifests = ["package.json", "monitor/package.json"];

/** Where npm's workspaces are, beside the packages. */
const OWN = ["", "monitor"];

describe("what npm and Go install", () => {
  let locked: readonly (readonly [path: string, entry: Locked])[];
  before(async () => {
    const { packages } = await json<{ packages: Record<string, Locked> }>("package-lock.json");
    locked = Object.entries(packages).filter(([path, { link }]) => !OWN.includes(path) && !link);
    assert.ok(locked.length > 300, `${locked.length} packages`);
  });

  it("is one version of each package, said in the manifest", async () => {
    for (const path of manifests) {
      const { dependencies, devDependencies } = await json<Manifest>(path);
      for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies }))
        assert.match(version, /^(?:npm:(?:@[\w-]+\/)?[\w-]+@)?\d+\.\d+\.\d+$/, `${path}: ${name}`);
    }
  });

  it("is a package whose content the lock file holds by SHA-512", () => {
    const loose = locked.filter(
      ([, { integrity = "" }]) => !/^sha512-[\w+/]{86}==$/.test(integrity),
    );
    assert.deepEqual(
      loose.map(([path]) => path),
      [],
    );
  });

  it("comes from npm's registry, and the lock file names no other place", () => {
    const elsewhere = locked.filter(
      ([, { resolved }]) =>
        resolved !== undefined && !resolved.startsWith("https://registry.npmjs.org/"),
    );
    assert.deepEqual(elsewhere, []);
  });

  it("is the version that each manifest says, at the top of the tree or in the workspace's own", async () => {
    for (const path of manifests) {
      const { dependencies, devDependencies } = await json<Manifest>(path);
      for (const [name, said] of Object.entries({ ...dependencies, ...devDependencies })) {
        const found = [`${dirname(path)}/node_modules/${name}`, `node_modules/${name}`]
          .map((place) => locked.find(([at]) => at === place.replace(/^\.\//, ""))?.[1].version)
          .find((version) => version !== undefined);
        assert.equal(found, said.replace(/^npm:.*@/, ""), `${path}: ${name}`);
      }
    }
  });

  it("is a Go module by its checksum, of a release or one commit", async () => {
    const files = globSync("local/{tools,images}/*/go.mod", { cwd: repoDir });
    assert.ok(files.length > 10, files.join(" "));
    for (const path of files) {
      const text = await readFile(join(repoDir, path), "utf8");
      const modules = [...text.matchAll(/^\s*(?:require )?([\w.-]+\.[\w./~-]+) (v\S+)/gm)];
      if (modules.length === 0) continue;
      const sums = join(repoDir, dirname(path), "go.sum");
      assert.ok(existsSync(sums), `${path} without go.sum`);
      const known = await readFile(sums, "utf8");
      const replaced = new Set(
        [...text.matchAll(/^\s*(?:replace )?(\S+)(?: v\S+)? =>/gm)].map(([, name]) => name),
      );
      for (const [, name = "", version = ""] of modules) {
        if (replaced.has(name)) continue;
        assert.ok(known.includes(`${name} ${version}`), `${path}: ${name} ${version}`);
      }
    }
  });
});
