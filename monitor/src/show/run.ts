import { setTimeout as sleep } from "node:timers/promises";

import { parseFlags } from "../cli/parse.ts";
import { UsageError } from "../cli/usageError.ts";
import { painter } from "./colour.ts";
import { fetchSnapshot, ServerUnreachableError } from "./fetch.ts";
import { renderSnapshot } from "./table.ts";
import { exitCode } from "./verdict.ts";

const CLEAR_SCREEN = "\u001b[2J\u001b[H";

function watchSeconds(text: string): number {
  const seconds = /^\d{1,4}(\.\d{1,3})?$/.test(text) ? Number(text) : NaN;
  if (!(seconds >= 1 && seconds <= 3600)) {
    throw new UsageError(`--watch: ${JSON.stringify(text)} came, expected seconds from 1 to 3600`);
  }
  return seconds;
}

function serverUrl(text: string): string {
  const protocol = URL.canParse(text) ? new URL(text).protocol : "";
  if (protocol !== "http:" && protocol !== "https:") {
    throw new UsageError(
      `--url: ${JSON.stringify(text)} came, expected a URL such as http://127.0.0.1:8600`,
    );
  }
  return text;
}

async function showOnce(url: string, json: boolean, prefix: string): Promise<number> {
  try {
    const snapshot = await fetchSnapshot(url);
    const paint = painter(process.stdout.isTTY, process.env);
    const text = json ? `${JSON.stringify(snapshot)}\n` : prefix + renderSnapshot(snapshot, paint);
    process.stdout.write(text);
    return exitCode(snapshot);
  } catch (error) {
    if (!(error instanceof ServerUnreachableError)) throw error;
    process.stderr.write(`peer-monitor: ${error.message}\n`);
    return 3;
  }
}

/**
 * The `peers` command: prints what a server knows.
 *
 * @returns the exit code: 0 good, 1 a layer has no peers or a node is not in sync, 3 a layer is down or the server cannot be reached
 */
export async function runPeers(args: readonly string[]): Promise<number> {
  const flags = parseFlags(args, {
    url: { type: "string", default: "http://127.0.0.1:8600" },
    json: { type: "boolean", default: false },
    watch: { type: "string" },
  });
  const url = serverUrl(flags.url);
  if (flags.watch === undefined) return showOnce(url, flags.json, "");
  const seconds = watchSeconds(flags.watch);
  const stop = new AbortController();
  process.once("SIGINT", () => {
    stop.abort();
  });
  const prefix = process.stdout.isTTY ? CLEAR_SCREEN : "";
  for (;;) {
    const code = await showOnce(url, flags.json, prefix);
    const stopped = await sleep(seconds * 1000, false, { signal: stop.signal }).catch(() => true);
    if (stopped) return code;
  }
}
