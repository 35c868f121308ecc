import { chmod, mkdir, readdir, readFile, rename, rm } from "node:fs/promises";
import { basename, resolve } from "node:path";
import { runUnchecked } from "../support/command.ts";
import { isStaticElf } from "../support/elf.ts";
import { lastLines, StepError } from "../support/errors.ts";
import { isNotFound, sha256 } from "../support/files.ts";
import { binDir, cacheDir, repoDir } from "../support/paths.ts";
import type { Tool } from "./catalog.ts";

/** Where each tool's build log is. */
export const logDir = resolve(cacheDir, "tools/logs");
const temporaryDir = resolve(cacheDir, "tools/tmp");

/** The arguments of `go` that build every program of a tool into a folder. */
export function goArguments(tool: Tool, outputDir: string): string[] {
  return [
    "build",
    // A module file that does not say everything is an error, not something to be edited on the way.
    "-mod=readonly",
    "-buildvcs=false",
    "-trimpath",
    ...(tool.tags.length > 0 ? ["-tags", tool.tags.join(",")] : []),
    "-ldflags",
    ["-s", "-w", ...tool.ldflags].join(" "),
    "-o",
    `${outputDir}/`,
    ...tool.binaries.map((binary) => binary.package),
  ];
}

/** The environment variables of Go's that a tool's build sets; the rest is the user's. */
export function goEnvironment(tool: Tool): Record<string, string> {
  return { CGO_ENABLED: tool.cgo ? "1" : "0", GOTOOLCHAIN: tool.toolchain, GOWORK: "off" };
}

/** A compiler lives for seconds: to collect its garbage only where it has much takes a fifth off a build (alertmanager: 65 and 51 s). */
const quicker = { GOGC: "off", GOMEMLIMIT: "1GiB" };

/**
 * A hash of all that decides what a tool's build gives: module files, sources that are our own, and the flags. (Not
 * the Go release: a newer compiler is no reason to build for ten minutes again.)
 */
export async function inputHash(tool: Tool): Promise<string> {
  const directory = resolve(repoDir, tool.directory);
  const files = (await readdir(directory)).filter((name) => /\.(mod|sum|go)$/.test(name)).sort();
  const contents = await Promise.all(files.map((name) => readFile(resolve(directory, name))));
  return sha256(
    JSON.stringify({
      version: tool.version,
      files: files.map((name, index) => [name, sha256(contents[index] ?? "")]),
      arguments: goArguments(tool, ""),
      environment: goEnvironment(tool),
    }),
  );
}

/**
 * Builds a tool and puts its programs into the bin folder, all or none of a file: they are built elsewhere and moved
 * in when the build is through.
 * @throws StepError with the end of the log
 */
export async function compile(tool: Tool): Promise<void> {
  await mkdir(binDir, { recursive: true });
  await mkdir(logDir, { recursive: true });
  const output = resolve(temporaryDir, `${tool.name}-${process.pid}`);
  await mkdir(output, { recursive: true });
  const logFile = resolve(logDir, `${tool.name}.log`);
  try {
    // Behind whatever else this machine does: it takes all of it for minutes.
    const command = ["-n", "10", "go", ...goArguments(tool, output)];
    const { code } = await runUnchecked("/usr/bin/nice", command, {
      cwd: resolve(repoDir, tool.directory),
      env: { ...quicker, ...process.env, ...goEnvironment(tool) },
      logFile,
    });
    if (code !== 0) {
      const tail = lastLines(await readFile(logFile, "utf8"), 20);
      throw new StepError(
        `build of ${tool.name} ${tool.version}`,
        `${tail}\n(whole log: ${logFile})`,
        "run the same command again; what is built stays built",
      );
    }
    for (const { name, builtName = name } of tool.binaries) {
      const built = resolve(output, builtName);
      await requireStatic(tool, built);
      await chmod(built, 0o755);
      await rename(built, resolve(binDir, name));
    }
  } finally {
    await rm(output, { recursive: true, force: true });
  }
}

/** An image has no loader and no libraries: a dynamic program would fail there with a bare "no such file". */
async function requireStatic(tool: Tool, path: string): Promise<void> {
  if (!tool.groups.includes("images") || (await isStaticElf(path))) return;
  throw new StepError(
    `build of ${tool.name} ${tool.version}`,
    `${basename(path)} is linked dynamically, expected static: see ldflags in local/tools/catalog.ts`,
    "correct the flags and run the same command again",
  );
}

/** Removes what builds that were interrupted left behind: temporary folders of processes that no longer run. */
export async function removeInterrupted(): Promise<void> {
  let names: string[];
  try {
    names = await readdir(temporaryDir);
  } catch (error) {
    if (isNotFound(error)) return;
    throw error;
  }
  for (const name of names) {
    const pid = Number(name.split("-").at(-1));
    if (!isRunning(pid)) await rm(resolve(temporaryDir, name), { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
