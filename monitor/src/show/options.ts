import { parseFlags } from "../cli/parse.ts";
import { UsageError } from "../cli/usageError.ts";
import type { Layer } from "../peers/clientName.ts";
import { SORT_KEYS, type SortKey } from "./sort.ts";

/** How much is shown of each peer, as bitcoin-cli's -netinfo has it. */
export type Level = 0 | 1 | 2 | 3 | 4;

/** What `peers` prints. */
export type Form = "table" | "json" | "ndjson";

/** What the `peers` command was asked for. */
export interface ShowOptions {
  readonly url: string;
  readonly tokenFile: string | null;
  readonly form: Form;
  /** Seconds between two prints; null: once. */
  readonly watch: number | null;
  readonly sort: SortKey;
  readonly level: Level;
  /** Both, or the one that was asked for. */
  readonly layers: readonly Layer[];
  /** Only this node; null: all. */
  readonly node: string | null;
}

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

function sortKey(text: string): SortKey {
  const key = SORT_KEYS.find((known) => known === text);
  if (key === undefined) {
    const names = SORT_KEYS.join(", ");
    throw new UsageError(`--sort: ${JSON.stringify(text)} came, expected one of ${names}`);
  }
  return key;
}

function levelOf(text: string): Level {
  if (!/^[0-4]$/.test(text))
    throw new UsageError(`--level: ${JSON.stringify(text)} came, expected 0 to 4`);
  return Number(text) as Level;
}

/**
 * Reads the flags of `peers`. The environment has the URL and the token's file where the flags have not.
 *
 * @throws {UsageError}
 */
export function showOptions(args: readonly string[], env: NodeJS.ProcessEnv): ShowOptions {
  const flags = parseFlags(args, {
    url: { type: "string" },
    "token-file": { type: "string" },
    json: { type: "boolean", default: false },
    ndjson: { type: "boolean", default: false },
    watch: { type: "string" },
    sort: { type: "string", default: "dir" },
    level: { type: "string", default: "4" },
    el: { type: "boolean", default: false },
    cl: { type: "boolean", default: false },
    node: { type: "string" },
  });
  const { el, cl, json, ndjson } = flags;
  if (el && cl) throw new UsageError("--el, --cl: both came, expected one of both or none");
  if (json && ndjson)
    throw new UsageError("--json, --ndjson: both came, expected one of both or none");
  return {
    url: serverUrl(flags.url ?? env["PEER_MONITOR_URL"] ?? "http://127.0.0.1:8600"),
    tokenFile: flags["token-file"] ?? env["PEER_MONITOR_TOKEN_FILE"] ?? null,
    form: json ? "json" : ndjson ? "ndjson" : "table",
    watch: flags.watch === undefined ? null : watchSeconds(flags.watch),
    sort: sortKey(flags.sort),
    level: levelOf(flags.level),
    layers: el ? ["execution"] : cl ? ["consensus"] : ["execution", "consensus"],
    node: flags.node ?? null,
  };
}
