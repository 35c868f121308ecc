import { copyFile, mkdir, rename } from "node:fs/promises";
import { resolve } from "node:path";
import { runUnchecked } from "../support/command.ts";
import { CommandError, MachineError } from "../support/errors.ts";
import { binDir } from "../support/paths.ts";
import { type Print, printLine, Progress } from "../support/progress.ts";
import { type Tool, type ToolGroup, toolOfBinary, tools } from "./catalog.ts";
import { compile, inputHash, removeInterrupted } from "./compile.ts";
import { findOnPath } from "./onPath.ts";
import { isCurrent, removeStamp, writeStamp } from "./stamp.ts";

export { binDir } from "../support/paths.ts";

/** A name that is not in the catalog was asked for. */
export class UnknownToolError extends MachineError {
  readonly tool: string;

  constructor(tool: string, known: readonly string[]) {
    super(`unknown tool "${tool}": expected one of ${known.join(", ")}`);
    this.tool = tool;
  }
}

/**
 * Where a program of the catalog is installed, such as `toolPath("kubectl")`. Says nothing about whether it is there:
 * call `ensureTools` first.
 * @throws UnknownToolError when no tool gives a program of that name
 */
export function toolPath(binary: string): string {
  if (!toolOfBinary.has(binary)) throw new UnknownToolError(binary, [...toolOfBinary.keys()]);
  return resolve(binDir, binary);
}

/**
 * The tools of a group, or those named, in the catalog's order.
 * @throws UnknownToolError when a name is not in the catalog
 */
export function selectTools(selection: ToolGroup | readonly string[]): readonly Tool[] {
  if (typeof selection === "string") {
    return tools.filter((tool) => tool.groups.includes(selection));
  }
  const known = tools.map((tool) => tool.name);
  const unknown = selection.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new UnknownToolError(unknown, known);
  return tools.filter((tool) => selection.includes(tool.name));
}

/**
 * Makes every tool of a selection present in the bin folder, in the catalog's version: copied from PATH where it is
 * there, else built, one after the other. Silent when there is nothing to do; else one line per tool.
 * @throws MachineError when something must be built and the machine has no Go, or no C compiler where one is needed
 * @throws StepError when a build fails
 */
export async function ensureTools(
  selection: ToolGroup | readonly string[],
  print: Print = printLine,
): Promise<void> {
  const missing: { tool: Tool; inputs: string }[] = [];
  for (const tool of selectTools(selection)) {
    const inputs = await inputHash(tool);
    if (!(await isCurrent(tool, inputs))) missing.push({ tool, inputs });
  }
  if (missing.length === 0) return;
  await removeInterrupted();
  const progress = new Progress(missing.length, print);
  for (const { tool, inputs } of missing) {
    const title = `${tool.name} ${tool.version}`;
    const onPath = await findOnPath(tool);
    if (onPath !== undefined) {
      await progress.step(
        title,
        undefined,
        () => adopt(tool, inputs, onPath),
        () => "from PATH",
      );
    } else {
      await progress.step(title, "building", () => build(tool, inputs));
    }
  }
}

async function build(tool: Tool, inputs: string): Promise<void> {
  await requireProgram(
    "go",
    ["version"],
    `Go 1.26 or newer builds ${tool.name}: https://go.dev/dl`,
  );
  if (tool.cgo) {
    await requireProgram(
      "gcc",
      ["--version"],
      `${tool.name} has C code: install gcc and libc6-dev`,
    );
  }
  await removeStamp(tool);
  await compile(tool);
  await writeStamp(tool, inputs, "built");
}

/** Copied rather than linked: a later upgrade of the machine's own must not change what the cluster runs. */
async function adopt(
  tool: Tool,
  inputs: string,
  found: ReadonlyMap<string, string>,
): Promise<void> {
  await mkdir(binDir, { recursive: true });
  await removeStamp(tool);
  for (const [name, path] of found) {
    const temporary = resolve(binDir, `.${name}.${process.pid}.tmp`);
    await copyFile(path, temporary);
    await rename(temporary, resolve(binDir, name));
  }
  await writeStamp(tool, inputs, "path");
}

async function requireProgram(
  name: string,
  args: readonly string[],
  advice: string,
): Promise<void> {
  try {
    await runUnchecked(name, args);
  } catch (error) {
    if (error instanceof CommandError) {
      throw new MachineError(
        `${name} is not on PATH. ${advice}. Or set KUBECONFIG to use another cluster, which needs no tools built.`,
      );
    }
    throw error;
  }
}
