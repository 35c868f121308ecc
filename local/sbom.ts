// Writes what the program and its images are made of, one CycloneDX document for npm's packages and one for each Go program.
import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { goProgramSbom } from "./sbom/goProgram.ts";
import { npmSbom } from "./sbom/npmPackages.ts";
import { MachineError } from "./support/errors.ts";
import { writeAtomic } from "./support/files.ts";
import { runMain } from "./support/main.ts";
import { cacheDir } from "./support/paths.ts";
import { printLine } from "./support/progress.ts";
import { toolPath } from "./tools/ensure.ts";
import { tools } from "./tools/catalog.ts";

const defaultFolder = join(cacheDir, "sbom");

const usage = `usage: node local/sbom.ts [FOLDER]

Writes npm.cdx.json and one document for each Go program that is built (make tools), in CycloneDX 1.6, into FOLDER.
Default: .cache/sbom
`;

async function main(args: readonly string[]): Promise<void> {
  if (args.includes("--help")) {
    process.stdout.write(usage);
    return;
  }
  const [folder = defaultFolder, ...more] = args;
  if (more.length > 0 || folder.startsWith("-"))
    throw new MachineError(`came ${args.join(" ")}, expected one folder`);
  const programs = builtPrograms();
  if (programs.length === 0) throw new MachineError("no Go program is built yet: make tools");
  await mkdir(folder, { recursive: true });
  await write(resolve(folder, "npm.cdx.json"), await npmSbom());
  for (const path of programs)
    await write(resolve(folder, `${basename(path)}.cdx.json`), await goProgramSbom(path));
}

/** The Go programs of the catalog that are there. */
export const builtPrograms = (): readonly string[] =>
  tools
    .flatMap(({ binaries }) => binaries)
    .map(({ name }) => toolPath(name))
    .filter((path) => existsSync(path));

async function write(path: string, document: object): Promise<void> {
  await writeAtomic(path, `${JSON.stringify(document, null, 2)}\n`);
  const { components } = document as { components: readonly unknown[] };
  printLine(`${path}: ${components.length} parts`);
}

if (import.meta.main) await runMain(main);
