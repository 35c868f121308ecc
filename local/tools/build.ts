import { parseArgs } from "node:util";
import { MachineError } from "../support/errors.ts";
import { runMain } from "../support/main.ts";
import { binDir } from "../support/paths.ts";
import { printLine } from "../support/progress.ts";
import { type ToolGroup, tools } from "./catalog.ts";
import { ensureTools, selectTools } from "./ensure.ts";

const groups: readonly ToolGroup[] = ["cluster", "images", "engine", "tests"];

const usage = `usage: node local/tools/build.ts [name…] [--for cluster|images|engine|tests] [--help]

Builds the pinned tools that are missing or whose module file changed; a tool that is on PATH in the right version
is copied instead. Without arguments: all of them.

${tools.map((tool) => `  ${tool.name.padEnd(24)}${tool.version.padEnd(10)}${tool.groups.join(", ")}`).join("\n")}
`;

async function main(args: readonly string[]): Promise<void> {
  const { values, positionals } = parse(args);
  if (values.help === true) {
    process.stdout.write(usage);
    return;
  }
  const selection = positionals.length > 0 ? positionals : (group(values.for) ?? names());
  await ensureTools(selection);
  printLine(`${selectTools(selection).length} tools are ready in ${binDir}`);
}

function parse(args: readonly string[]): ReturnType<typeof parseArguments> {
  try {
    return parseArguments(args);
  } catch (error) {
    throw new MachineError(`${error instanceof Error ? error.message : String(error)}\n${usage}`);
  }
}

function parseArguments(args: readonly string[]): {
  values: { for?: string; help?: boolean };
  positionals: string[];
} {
  return parseArgs({
    args: [...args],
    options: { for: { type: "string" }, help: { type: "boolean", short: "h" } },
    allowPositionals: true,
  });
}

function group(name: string | undefined): ToolGroup | undefined {
  const found = groups.find((known) => known === name);
  if (name !== undefined && found === undefined) {
    throw new MachineError(`--for ${name}: expected one of ${groups.join(", ")}`);
  }
  return found;
}

function names(): readonly string[] {
  return tools.map((tool) => tool.name);
}

if (import.meta.main) await runMain(main);
