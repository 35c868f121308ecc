import { rm, stat } from "node:fs/promises";
import { resolve } from "node:path";
import { isNotFound, readIfExists, writeAtomic } from "../support/files.ts";
import { binDir, cacheDir } from "../support/paths.ts";
import type { Tool } from "./catalog.ts";

const stampDir = resolve(cacheDir, "tools/stamps");

/** Says from which inputs the installed programs of a tool came. */
interface Stamp {
  /** See `inputHash`. */
  readonly inputs: string;
  /** Built here, or copied from PATH. */
  readonly source: "built" | "path";
  /** Bytes of each program: a file that was cut short or replaced by hand is noticed without reading it. */
  readonly sizes: Readonly<Record<string, number>>;
}

/** Whether a tool is installed whole and from these inputs. */
export async function isCurrent(tool: Tool, inputs: string): Promise<boolean> {
  const text = await readIfExists(stampFile(tool));
  if (text === undefined) return false;
  const stamp = parse(text);
  if (stamp?.inputs !== inputs) return false;
  const sizes = await installedSizes(tool);
  return tool.binaries.every(
    ({ name }) => sizes[name] !== undefined && sizes[name] === stamp.sizes[name],
  );
}

/** Records that a tool is installed. Written last, so that its presence means that all else is there. */
export async function writeStamp(
  tool: Tool,
  inputs: string,
  source: Stamp["source"],
): Promise<void> {
  const stamp: Stamp = { inputs, source, sizes: await installedSizes(tool) };
  await writeAtomic(stampFile(tool), `${JSON.stringify(stamp, undefined, 2)}\n`);
}

/** Forgets that a tool is installed, before its programs are replaced. */
export async function removeStamp(tool: Tool): Promise<void> {
  await rm(stampFile(tool), { force: true });
}

function stampFile(tool: Tool): string {
  return resolve(stampDir, `${tool.name}.json`);
}

function parse(text: string): Stamp | undefined {
  try {
    return JSON.parse(text) as Stamp;
  } catch {
    // A stamp that cannot be read says nothing; the tool is then built again.
    return undefined;
  }
}

async function installedSizes(tool: Tool): Promise<Record<string, number>> {
  const sizes: Record<string, number> = {};
  for (const { name } of tool.binaries) {
    try {
      sizes[name] = (await stat(resolve(binDir, name))).size;
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  }
  return sizes;
}
