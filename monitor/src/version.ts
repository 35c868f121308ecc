import { readFileSync } from "node:fs";

/** The version of the peer monitor, as its package.json says. */
export function monitorVersion(): string {
  const text = readFileSync(new URL("../package.json", import.meta.url), "utf8");
  const { version } = JSON.parse(text) as { version: string };
  return version;
}
