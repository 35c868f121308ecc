import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import type { Logger } from "pino";

import { parseFlags } from "../cli/parse.ts";
import { createLog } from "../log.ts";
import { ChainData } from "./chainData.ts";
import {
  bootnodes,
  chainIdOfConfig,
  chainIdOfGenesis,
  ContentError,
  genesisTimeOf,
  withBootnodes,
} from "./contents.ts";
import { download, DownloadError } from "./download.ts";
import {
  maxBytes,
  networkFilesFlags,
  readOptions,
  type NetworkFilesOptions,
  type WantedFile,
} from "./options.ts";
import { hashOf } from "./hash.ts";

/** The files are not to be had, or not those of the chain that the node is to join. */
class NetworkFilesError extends Error {
  override readonly name = "NetworkFilesError";
}

/** Pause before the second try; each further one is twice as long. */
const firstPauseMs = 1000;

/**
 * The `fetch-files` command: before a client of a network that is not built into it starts, gets the network's files, and makes
 * sure that they are those of the chain on the client's volume.
 *
 * @returns the exit code
 */
export async function runFetchFiles(args: readonly string[]): Promise<number> {
  const options = readOptions(parseFlags(args, networkFilesFlags));
  const log = createLog("fetch-files");
  try {
    await mkdir(options.out, { recursive: true });
    const data = new ChainData(options.data);
    const sums = new Map<string, string>();
    for (const file of options.files) sums.set(file.name, await fetchOne(file, options, data, log));
    await checkContents(options, log);
    await matchChain(options, data, sums, log);
    for (const { name } of options.files) await data.keep(name, join(options.out, name));
    await writeBootnodes(options, log);
    return 0;
  } catch (error) {
    if (!(error instanceof NetworkFilesError)) throw error;
    log.error(error.message);
    return 1;
  }
}

/** A file from its server, or, where that is away, the copy of the last time. */
async function fetchOne(
  { name, url, sha256 }: WantedFile,
  { out, timeoutMs, tries }: NetworkFilesOptions,
  data: ChainData,
  log: Logger,
): Promise<string> {
  const path = join(out, name);
  let reason = "";
  for (let attempt = 1; attempt <= tries; attempt++) {
    try {
      const sum = await download({ url, path, sha256, maxBytes: maxBytes[name], timeoutMs });
      log.info({ file: name, url, sha256: sum }, "fetched");
      return sum;
    } catch (error) {
      if (!(error instanceof DownloadError)) throw error;
      reason = error.message;
      log.warn({ file: name, url, attempt, of: tries, reason }, "not fetched");
      // A server that has another file than was asked for is not a server that is away.
      if (!error.passing) throw new NetworkFilesError(`${name}: ${url}: ${reason}`);
      if (attempt < tries) await sleep(firstPauseMs * 2 ** (attempt - 1));
    }
  }
  const kept = await hashOf(data.kept(name));
  if (kept === undefined || (sha256 !== undefined && kept !== sha256)) {
    throw new NetworkFilesError(
      `${name}: ${url}: ${reason}; and no copy was kept from an earlier start`,
    );
  }
  await copyFile(data.kept(name), path);
  log.warn(
    { file: name, url, sha256: kept },
    "its server is away: the copy of the last start is used",
  );
  return kept;
}

/** Whether the files are those of the network that the stack describes. */
async function checkContents(options: NetworkFilesOptions, log: Logger): Promise<void> {
  for (const { name, url } of options.files) {
    const path = join(options.out, name);
    try {
      if (name === "genesis.json") checkChainId(options, await chainIdOfGenesis(path), log);
      if (name === "config.yaml") checkChainId(options, await chainIdOfConfig(path), log);
      if (name === "genesis.ssz") checkGenesisTime(options, await genesisTimeOf(path), log);
    } catch (error) {
      if (!(error instanceof ContentError)) throw error;
      throw new NetworkFilesError(`${name}: ${url}: ${error.message}`);
    }
  }
}

function checkChainId({ chainId, changes }: NetworkFilesOptions, came: number, log: Logger): void {
  if (came === chainId) return;
  if (!changes) throw new ContentError(`chain id ${came} came, expected ${chainId}`);
  if (came < chainId) {
    throw new ContentError(
      `chain id ${came} came, expected ${chainId}: the network has begun anew and its new files are not there yet`,
    );
  }
  log.warn(
    { chainId: came, expected: chainId },
    "the network has begun anew since the last deployment",
  );
}

function checkGenesisTime(options: NetworkFilesOptions, came: number, log: Logger): void {
  const { genesisTime: expected, changes } = options;
  if (came === expected) return;
  if (!changes) throw new ContentError(`genesis time ${came} came, expected ${expected}`);
  log.warn({ genesisTime: came, expected }, "another genesis time than the deployment knows");
}

/** Whether the chain on the client's volume has this genesis. */
async function matchChain(
  { files, changes }: NetworkFilesOptions,
  data: ChainData,
  sums: ReadonlyMap<string, string>,
  log: Logger,
): Promise<void> {
  const genesis = files.find(({ name }) => name === "genesis.json" || name === "genesis.ssz");
  const now = sums.get(genesis?.name ?? "") ?? "";
  const before = await data.identity();
  if (before !== undefined && before !== now) {
    if (!changes) {
      throw new NetworkFilesError(
        `${genesis?.name ?? ""}: SHA-256 ${now} came, expected ${before}, which the data on the volume was made with: ` +
          "another chain needs another volume",
      );
    }
    const dropped = await data.drop();
    log.warn(
      { before, now, dropped },
      "the network has begun anew: the old chain's data was dropped",
    );
  }
  await data.remember(now);
}

async function writeBootnodes(
  { out, gethConfig }: NetworkFilesOptions,
  log: Logger,
): Promise<void> {
  const text = await readFile(join(out, "bootnodes.txt"), "utf8").catch(() => "");
  const nodes = bootnodes(text);
  await writeFile(join(out, "bootnodes.yaml"), `${JSON.stringify(nodes)}\n`);
  if (gethConfig !== undefined) {
    await writeFile(
      join(out, "geth.toml"),
      withBootnodes(await readFile(gethConfig, "utf8"), nodes),
    );
  }
  log.info({ bootnodes: nodes.length }, "ready");
}
