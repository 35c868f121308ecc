import { existsSync } from "node:fs";
import { cp, mkdir, readFile, rename, rm } from "node:fs/promises";
import { resolve } from "node:path";
import { run } from "../support/command.ts";
import { sha256 } from "../support/files.ts";
import { cacheDir, repoDir } from "../support/paths.ts";
import { compileGeo } from "./geo.ts";
import type { GeneratedFolder, ImageRecipe } from "./generate.ts";
import { baseEntries, defaultUser, fileEntry, folderEntries, libraryEntries } from "./rootfs.ts";

const monitorDir = resolve(repoDir, "monitor");
const nodeProgram = resolve(repoDir, "node_modules/node/bin/node");

/**
 * Node strips the types from each source at start, with a compiler that costs a third of the agent's memory, unless it
 * finds the stripped source in its compile cache. An entry counts for one user, path, content, environment and Node,
 * so the cache is filled inside the image. The commands are those of `monitor/Dockerfile`.
 */
export const compileCache: GeneratedFolder = {
  path: "app/.compile-cache",
  commands: [
    ["node", "src/main.ts", "--version"],
    [
      "node",
      "--input-type=module",
      "--eval",
      '(await import("/app/src/leanModules.ts")).leaveOutUnused(); for (const file of ["agent/run", "serve/run", "show/run", "gate/run", "awaitHead/run", "history/thread"]) await import(`/app/src/${file}.ts`)',
    ],
  ],
};

/** What `monitor/Dockerfile` sets. V8's flags are part of what a cache entry counts for, but for those of the heap's size. */
export const monitorEnvironment = [
  "NODE_ENV=production",
  `NODE_COMPILE_CACHE=/${compileCache.path}`,
  "NODE_OPTIONS=--max-semi-space-size=2",
  "MALLOC_ARENA_MAX=1",
] as const;

/**
 * The peer monitor, the same as `monitor/Dockerfile` makes it: its sources as they are, its production packages, Node and
 * its libraries, the data of countries and networks, and Node's compile cache.
 */
export async function monitorContent(): Promise<Omit<ImageRecipe, "reference">> {
  const packages = await installPackages();
  return {
    entries: [
      ...(await baseEntries()),
      await fileEntry(nodeProgram, "usr/local/bin/node", true),
      ...(await libraryEntries(nodeProgram)),
      await fileEntry(resolve(monitorDir, "package.json"), "app/package.json", false),
      await fileEntry(await compileGeo(), "app/geo.bin", false),
      ...(await folderEntries(resolve(monitorDir, "src"), "app/src", isProductionSource)),
      ...(await folderEntries(resolve(packages, "node_modules"), "app/node_modules", isPackage)),
    ],
    entrypoint: ["node", "/app/src/main.ts"],
    user: defaultUser,
    workingDirectory: "/app",
    environment: ["PATH=/usr/local/bin", ...monitorEnvironment],
    generated: compileCache,
  };
}

/** Whether a path in node_modules is part of a package: neither npm's own record, nor a command, nor the workspace. */
export function isPackage(path: string): boolean {
  const parts = path.split("/");
  return !path.startsWith(".") && !parts.includes(".bin") && parts[0] !== "@ethnode";
}

/** Whether a file of `monitor/src` is part of the program rather than of its tests. */
export function isProductionSource(path: string): boolean {
  return (
    !path.endsWith(".spec.ts") && !path.split("/").some((part) => /^(tests?|fixtures)$/.test(part))
  );
}

/**
 * Installs the monitor's production packages as the lock file pins them, into a folder of the cache named for what
 * decides its content. Scripts of packages do not run.
 */
async function installPackages(): Promise<string> {
  const inputs = ["package.json", "package-lock.json", "monitor/package.json"];
  const contents = await Promise.all(inputs.map((file) => readFile(resolve(repoDir, file))));
  const hash = sha256(contents.map((content) => sha256(content)).join("\n")).slice(0, 16);
  const parent = resolve(cacheDir, "images/packages");
  const folder = resolve(parent, hash);
  if (existsSync(folder)) return folder;
  // Only the newest is of use.
  await rm(parent, { recursive: true, force: true });
  const temporary = `${folder}.${process.pid}.tmp`;
  await mkdir(resolve(temporary, "monitor"), { recursive: true });
  for (const file of inputs) await cp(resolve(repoDir, file), resolve(temporary, file));
  await run(
    "npm",
    ["ci", "--omit=dev", "--workspace=monitor", "--ignore-scripts", "--no-audit", "--no-fund"],
    { cwd: temporary },
  );
  await rename(temporary, folder);
  return folder;
}
