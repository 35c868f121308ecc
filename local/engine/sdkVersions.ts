import { readFile } from "node:fs/promises";
import { resolve } from "node:path";

import { repoDir } from "../support/paths.ts";

/** A provider plugin that the program needs. */
export interface ProviderPlugin {
  /** The package, e.g. `kubernetes`. */
  readonly name: string;
  /** The exact version that the SDK asks for, without `v`. */
  readonly version: string;
}

/** The providers of this program, in the versions that the installed SDKs ask for. */
export async function readProviderPlugins(): Promise<ProviderPlugin[]> {
  return Promise.all(["kubernetes", "random"].map(readProviderPlugin));
}

async function readProviderPlugin(name: string): Promise<ProviderPlugin> {
  const path = resolve(repoDir, "node_modules/@pulumi", name, "package.json");
  const manifest = JSON.parse(await readFile(path, "utf8")) as { pulumi: { version: string } };
  return { name, version: manifest.pulumi.version };
}
