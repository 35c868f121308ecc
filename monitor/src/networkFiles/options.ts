import type { parseFlags } from "../cli/parse.ts";
import { UsageError } from "../cli/usageError.ts";

/** The flags of the `fetch-files` command. */
export const networkFilesFlags = {
  out: { type: "string", default: "/network" },
  data: { type: "string", default: "/data" },
  "execution-genesis": { type: "string" },
  "consensus-config": { type: "string" },
  "consensus-genesis": { type: "string" },
  bootnodes: { type: "string" },
  "geth-config": { type: "string" },
  sha256: { type: "string", multiple: true, default: [] as string[] },
  "chain-id": { type: "string", default: "" },
  "genesis-time": { type: "string", default: "" },
  changes: { type: "boolean", default: false },
  timeout: { type: "string", default: "120" },
  tries: { type: "string", default: "5" },
} as const;

/** The files that there are, by the names that they get, with the most bytes that each may have. */
export const fileNames = {
  executionGenesis: "genesis.json",
  consensusConfig: "config.yaml",
  consensusGenesis: "genesis.ssz",
  bootnodes: "bootnodes.txt",
} as const;
export type FileName = (typeof fileNames)[keyof typeof fileNames];

const mib = 1024 * 1024;

/** A genesis state of a million validators has about 130 MB, and mainnet's whole state of 2026 about 300. */
export const maxBytes: Readonly<Record<FileName, number>> = {
  "genesis.json": 64 * mib,
  "config.yaml": mib,
  "genesis.ssz": 512 * mib,
  "bootnodes.txt": mib,
};

/** One file to fetch. */
export interface WantedFile {
  readonly name: FileName;
  readonly url: string;
  readonly sha256: string | undefined;
}

/** What the command works with. */
export interface NetworkFilesOptions {
  /** Where the files go. */
  readonly out: string;
  /** The client's data folder. */
  readonly data: string;
  readonly files: readonly WantedFile[];
  /** The chain id that the files should have. */
  readonly chainId: number;
  /** When their first slot should begin, Unix time. */
  readonly genesisTime: number;
  /** Whether the network begins anew now and then, with a higher chain id. */
  readonly changes: boolean;
  /** Geth's configuration file, to be written anew with the boot nodes. */
  readonly gethConfig: string | undefined;
  /** Longest time for one answer. */
  readonly timeoutMs: number;
  /** How often a file is asked for. */
  readonly tries: number;
}

/**
 * Checks the flags.
 *
 * @throws {UsageError} naming the flag, what came and what was expected
 */
export function readOptions(
  flags: ReturnType<typeof parseFlags<typeof networkFilesFlags>>,
): NetworkFilesOptions {
  const sums = new Map(flags.sha256.map(readSum));
  const file = (flag: keyof typeof flags, name: FileName): WantedFile[] => {
    const url = flags[flag];
    if (typeof url !== "string") return [];
    const sha256 = sums.get(name);
    sums.delete(name);
    return [{ name, url: readUrl(flag, url), sha256 }];
  };
  const files = [
    ...file("execution-genesis", fileNames.executionGenesis),
    ...file("consensus-config", fileNames.consensusConfig),
    ...file("consensus-genesis", fileNames.consensusGenesis),
    ...file("bootnodes", fileNames.bootnodes),
  ];
  const [stray] = sums.keys();
  if (stray !== undefined) {
    throw new UsageError(
      `--sha256: ${JSON.stringify(stray)} came, expected a file that is fetched`,
    );
  }
  const has = (name: FileName) => files.some((one) => one.name === name);
  if (!has("genesis.json") && !(has("config.yaml") && has("genesis.ssz"))) {
    throw new UsageError(
      "no chain came, expected --execution-genesis, or --consensus-config with --consensus-genesis",
    );
  }
  return {
    out: flags.out,
    data: flags.data,
    files,
    chainId: wholeNumber("--chain-id", flags["chain-id"]),
    genesisTime: wholeNumber("--genesis-time", flags["genesis-time"]),
    changes: flags.changes,
    gethConfig: flags["geth-config"],
    timeoutMs: wholeNumber("--timeout", flags.timeout) * 1000,
    tries: wholeNumber("--tries", flags.tries),
  };
}

function readUrl(flag: string, text: string): string {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new UsageError(`--${flag}: ${JSON.stringify(text)} came, expected an http or https URL`);
  }
  return text;
}

function readSum(text: string): [string, string] {
  const match = /^([\w.]+)=([0-9a-fA-F]{64})$/.exec(text);
  if (match?.[1] === undefined || match[2] === undefined) {
    throw new UsageError(
      `--sha256: ${JSON.stringify(text)} came, expected <file name>=<64 hexadecimal digits>`,
    );
  }
  return [match[1], match[2].toLowerCase()];
}

function wholeNumber(flag: string, text: string): number {
  if (!/^[1-9]\d{0,14}$/.test(text)) {
    throw new UsageError(
      `${flag}: ${JSON.stringify(text)} came, expected a whole number from 1 up`,
    );
  }
  return Number(text);
}
