import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { grafanaDashboards } from "../monitoring/grafana.ts";
import { MachineError } from "./support/errors.ts";
import { runMain } from "./support/main.ts";

const usage = `usage: node local/dashboards.ts [folder]

Writes every board as a JSON file that any Grafana from 11 on imports, into a folder (default: dashboards), and prints their
paths.
`;

async function main(args: readonly string[]): Promise<void> {
  if (args.includes("--help")) {
    process.stdout.write(usage);
    return;
  }
  if (args.length > 1) throw new MachineError(`came ${args.join(" ")}, expected a folder at most`);
  for (const path of await writeBoards(args[0] ?? "dashboards")) process.stdout.write(`${path}\n`);
}

/** Writes the boards, and tells where. */
export async function writeBoards(folder: string): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  return Promise.all(
    Object.entries(grafanaDashboards()).map(async ([name, json]) => {
      const path = join(folder, name);
      await writeFile(path, `${json}\n`);
      return path;
    }),
  );
}

if (import.meta.main) await runMain(main);
