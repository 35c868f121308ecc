import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { stripTypeScriptTypes } from "node:module";
import { dirname, join, relative, resolve } from "node:path";
import { runMain } from "../support/main.ts";
import { repoDir } from "../support/paths.ts";
import { stateDir } from "./layout.ts";

const programDir = join(stateDir, "program");
const entry = resolve(import.meta.dirname, "supervise.ts");

/** The program of this file, which does {@link writeProgram}. */
export const programWriter = import.meta.filename;

/** The supervisor as plain JavaScript, and how its command line ends. */
export const superviseProgram = join(programDir, "local/cluster/supervise.js");

/**
 * Writes the supervisor, with what it imports, as plain JavaScript: without the type stripper it runs in a third less
 * memory, and what runs does not change under it when the repository does.
 */
export async function writeProgram(): Promise<void> {
  const done = new Set<string>();
  const queue = [entry];
  for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
    if (done.has(path)) continue;
    done.add(path);
    const { code, imports } = translate(await readFile(path, "utf8"));
    const target = join(programDir, relative(repoDir, path)).replace(/\.ts$/, ".js");
    await mkdir(dirname(target), { recursive: true, mode: 0o700 });
    await writeFile(target, code);
    for (const specifier of imports) queue.push(resolve(dirname(path), specifier));
  }
  await writeFile(join(programDir, "package.json"), `{"type":"module"}\n`);
  const manifests = "local/cluster/manifests";
  await cp(join(repoDir, manifests), join(programDir, manifests), { recursive: true });
}

/** A module without its types, and the relative modules that it imports, as it names them. */
export function translate(source: string): { code: string; imports: string[] } {
  const imports: string[] = [];
  const stripped = stripTypeScriptTypes(source);
  const code = stripped.replaceAll(
    /(\bfrom\s*")(\.[^"]*)\.ts"/g,
    (_match, before: string, path: string) => {
      imports.push(`${path}.ts`);
      return `${before}${path}.js"`;
    },
  );
  return { code, imports };
}

if (import.meta.main) await runMain(writeProgram);
