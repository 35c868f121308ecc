import { readdirSync, readFileSync, statSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { lastLines } from "../support/errors.ts";
import { logDir } from "./layout.ts";

/** Bytes at which a program's log starts anew: a cluster that runs for weeks must not fill the disk. */
const maxLogSize = 32 * 1024 * 1024;

/** Empties the logs that have grown too long. Programs append, so they go on at the beginning. */
export function limitLogs(): void {
  for (const entry of readdirSync(logDir, { withFileTypes: true })) {
    const path = join(logDir, entry.name);
    if (entry.isFile() && statSync(path).size > maxLogSize) truncateSync(path);
  }
}

/** Where a program's log is. */
export function logFile(name: string): string {
  return join(logDir, `${name}.log`);
}

/** Characters of a line that are worth showing: some programs print their whole configuration in one. */
const maxLineLength = 240;

/** The end of a program's log, or a line that says that there is none. */
export function logTail(name: string, lines: number): string {
  try {
    const text = readFileSync(logFile(name), "utf8");
    return text === "" ? "(the log is empty)" : shorten(lastLines(text, lines));
  } catch {
    return "(there is no log)";
  }
}

function shorten(text: string): string {
  return text
    .split("\n")
    .map((line) => (line.length > maxLineLength ? `${line.slice(0, maxLineLength)}…` : line))
    .join("\n");
}
