import { httpUrl } from "../cli/httpUrl.ts";
import type { parseFlags } from "../cli/parse.ts";
import { UsageError } from "../cli/usageError.ts";
import type { ChainFacts, Checkpoint } from "./answers.ts";

/** The flags of the `checkpoint` command. */
export const checkpointFlags = {
  endpoint: { type: "string", multiple: true, default: [] as string[] },
  quorum: { type: "string", default: "2" },
  timeout: { type: "string", default: "50" },
  "genesis-time": { type: "string", default: "" },
  "slots-per-epoch": { type: "string", default: "32" },
  "weak-subjectivity-checkpoint": { type: "string", default: "" },
  database: { type: "string", default: "/data/beaconchaindata/beaconchain.db" },
  record: { type: "string", default: "/data/checkpoint.json" },
  config: { type: "string", default: "/runtime/client.yaml" },
} as const;

/** What the command works with. */
export interface CheckpointOptions {
  /** Base URLs of beacon nodes, in the order of preference. */
  readonly endpoints: readonly string[];
  /** How many must agree. */
  readonly quorum: number;
  /** Longest time for all of it. */
  readonly timeoutSeconds: number;
  readonly chain: ChainFacts;
  /** A checkpoint that every endpoint must have. */
  readonly pinned: Checkpoint | undefined;
  /** A path that is there once the client has a database. */
  readonly database: string;
  /** Where the outcome is kept, on the client's volume. */
  readonly record: string;
  /** The client's configuration file. */
  readonly config: string;
}

/**
 * Checks the flags.
 *
 * @throws {UsageError} naming the flag, what came and what was expected
 */
export function readOptions(
  flags: ReturnType<typeof parseFlags<typeof checkpointFlags>>,
): CheckpointOptions {
  const endpoints = flags.endpoint.map(baseUrl);
  const hosts = new Set(endpoints.map((url) => new URL(url).host));
  const quorum = wholeNumber("--quorum", flags.quorum, 1);
  if (hosts.size < quorum) {
    throw new UsageError(
      `--endpoint: endpoints of ${hosts.size} hosts came, expected at least --quorum (${quorum})`,
    );
  }
  return {
    endpoints,
    quorum,
    timeoutSeconds: wholeNumber("--timeout", flags.timeout, 1),
    chain: {
      genesisTime: wholeNumber("--genesis-time", flags["genesis-time"], 1),
      slotsPerEpoch: wholeNumber("--slots-per-epoch", flags["slots-per-epoch"], 1),
    },
    pinned: pinnedCheckpoint(flags["weak-subjectivity-checkpoint"]),
    database: flags.database,
    record: flags.record,
    config: flags.config,
  };
}

const baseUrl = (text: string): string =>
  httpUrl("--endpoint", text, "of a beacon node").replace(/\/+$/, "");

function wholeNumber(flag: string, text: string, min: number): number {
  if (!/^\d{1,15}$/.test(text) || Number(text) < min) {
    throw new UsageError(
      `${flag}: ${JSON.stringify(text)} came, expected a whole number from ${min} up`,
    );
  }
  return Number(text);
}

function pinnedCheckpoint(text: string): Checkpoint | undefined {
  if (text === "") return undefined;
  const match = /^(0x[0-9a-fA-F]{64}):(\d{1,15})$/.exec(text);
  if (match?.[1] === undefined) {
    throw new UsageError(
      `--weak-subjectivity-checkpoint: ${JSON.stringify(text)} came, expected 0x<root, 64 hexadecimal digits>:<epoch>`,
    );
  }
  return { root: match[1].toLowerCase(), epoch: Number(match[2]) };
}
