import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

/** An npm package that a program depends on; `provider` names the Pulumi plugin that it needs, if any. */
export interface Dependency {
  readonly name: string;
  readonly version: string;
  readonly provider: { readonly name: string; readonly version: string } | undefined;
}

interface Manifest {
  readonly name?: string;
  readonly version?: string;
  readonly dependencies?: Record<string, string>;
  readonly devDependencies?: Record<string, string>;
  readonly pulumi?: {
    readonly resource?: boolean;
    readonly name?: string;
    readonly version?: string;
  };
}

/** The direct dependencies of the program in `directory` that are installed. */
export async function readDependencies(directory: string): Promise<Dependency[]> {
  const manifest = await readManifest(join(directory, "package.json"));
  if (manifest === undefined) return [];
  const names = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies });
  const found = await Promise.all(names.map((name) => readDependency(directory, name)));
  return found.filter((dependency) => dependency !== undefined);
}

async function readDependency(directory: string, name: string): Promise<Dependency | undefined> {
  // node_modules is looked for in the parents too, as Node does; `exports` may hide package.json from require.resolve.
  for (const folder of createRequire(join(directory, "package.json")).resolve.paths(name) ?? []) {
    const manifest = await readManifest(join(folder, name, "package.json"));
    if (manifest === undefined) continue;
    const { version = "", pulumi } = manifest;
    const provider =
      pulumi?.resource === true && pulumi.name !== undefined
        ? { name: pulumi.name, version: pulumi.version ?? version }
        : undefined;
    return { name, version, provider };
  }
  return undefined;
}

async function readManifest(path: string): Promise<Manifest | undefined> {
  try {
    return JSON.parse(await readFile(path, "utf8")) as Manifest;
  } catch {
    return undefined;
  }
}

/** Installs a program's dependencies with npm and answers with what npm said. */
export async function installDependencies(directory: string): Promise<string> {
  const npm = join(dirname(process.execPath), "npm");
  const run = promisify(execFile);
  const found = await run(npm, ["--version"]).then(
    () => npm,
    () => "npm",
  );
  const { stdout, stderr } = await run(found, ["install"], { cwd: directory });
  return stdout + stderr;
}
