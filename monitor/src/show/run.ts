import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";

import { PEERS_HELP } from "../cli/peersHelp.ts";
import { UsageError } from "../cli/usageError.ts";
import type { Snapshot } from "../serve/snapshot.ts";
import { painter } from "./colour.ts";
import { fetchSnapshot, ServerUnreachableError } from "./fetch.ts";
import { fit, jsonText } from "./format.ts";
import { type ShowOptions, showOptions } from "./options.ts";
import { rowsOf } from "./row.ts";
import { sorted } from "./sort.ts";
import { renderSnapshot } from "./table.ts";
import { exitCode, UNREACHABLE_CODE, USAGE_CODE } from "./verdict.ts";

const CLEAR_SCREEN = "\u001b[2J\u001b[H";

/** One peer a line, with its node, network and layer. */
function peerLines(snapshot: Snapshot, { layers, sort }: ShowOptions): string {
  return sorted(rowsOf(snapshot, layers), sort)
    .map(({ node, layer, peer }) => {
      const { name, network } = node;
      return `${jsonText({ node: name, network, layer, ...peer })}\n`;
    })
    .join("");
}

function print(snapshot: Snapshot, options: ShowOptions): string {
  const { isTTY = false, columns } = process.stdout as Partial<typeof process.stdout>;
  switch (options.form) {
    case "json":
      return `${jsonText(snapshot)}\n`;
    case "ndjson":
      return peerLines(snapshot, options);
    case "table": {
      const width = isTTY ? (columns ?? 80) : null;
      const text = renderSnapshot(snapshot, { ...options, width }, painter(isTTY, process.env));
      return isTTY && options.watch !== null ? CLEAR_SCREEN + text : text;
    }
  }
}

/** Only the node that was asked for. @throws {UsageError} when there is none of that name */
function select(snapshot: Snapshot, name: string | null): Snapshot {
  if (name === null) return snapshot;
  const nodes = snapshot.nodes.filter((node) => node.name === name);
  if (nodes.length === 0) {
    const names = snapshot.nodes.map((node) => fit(node.name, 63)).join(", ");
    throw new UsageError(`--node: ${JSON.stringify(name)} came, expected one of ${names}`);
  }
  return { ...snapshot, nodes };
}

/** @throws {ServerUnreachableError} when it is no snapshot after all: code 1 would say that a node wants a look */
function shown(snapshot: Snapshot, options: ShowOptions): { text: string; code: number } {
  try {
    const chosen = select(snapshot, options.node);
    return { text: print(chosen, options), code: exitCode(chosen) };
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof RangeError)) throw error;
    throw new ServerUnreachableError(options.url, "an answer of another kind came");
  }
}

async function showOnce(options: ShowOptions, token: string | null): Promise<number> {
  try {
    const { text, code } = shown(await fetchSnapshot(options.url, token), options);
    process.stdout.write(text);
    return code;
  } catch (error) {
    if (!(error instanceof ServerUnreachableError)) throw error;
    process.stderr.write(`peer-monitor: ${error.message}\n`);
    return UNREACHABLE_CODE;
  }
}

async function readToken(file: string | null): Promise<string | null> {
  if (file === null) return process.env["PEER_MONITOR_TOKEN"] ?? null;
  try {
    return (await readFile(file, "utf8")).trim();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new UsageError(`--token-file: ${file}: ${code} came, expected a file that can be read`);
  }
}

async function show(args: readonly string[]): Promise<number> {
  const options = showOptions(args, process.env);
  const token = await readToken(options.tokenFile);
  if (options.watch === null) return showOnce(options, token);
  const stop = new AbortController();
  process.once("SIGINT", () => {
    stop.abort();
  });
  for (;;) {
    const code = await showOnce(options, token);
    const wait = sleep(options.watch * 1000, false, { signal: stop.signal });
    if (await wait.catch(() => true)) return code;
  }
}

/**
 * The `peers` command: prints what a server knows.
 *
 * @returns the exit code: 0 good, 1 a warning, 2 critical, 3 the server cannot be reached, 64 wrong usage
 */
export async function runPeers(args: readonly string[]): Promise<number> {
  if (args.includes("--help")) {
    process.stdout.write(PEERS_HELP);
    return 0;
  }
  try {
    return await show(args);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`peer-monitor: ${error.message}\nTry peers --help.\n`);
    return USAGE_CODE;
  }
}
