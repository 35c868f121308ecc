import { open, readFile } from "node:fs/promises";

import { z } from "zod";

/** A file that is there and does not say what it has to. */
export class ContentError extends Error {
  override readonly name = "ContentError";
}

/**
 * The nodes of a list of boot nodes: enode URLs or node records, one a line or with commas, as a YAML or a JSON list, or as
 * assignments; with comments after `#`.
 */
export function bootnodes(text: string): string[] {
  const lines = text.split("\n").map((line) => line.replace(/(^|\s)#.*$/, ""));
  return lines.flatMap((line) => line.match(/enode:\/\/[^\s"',\]]+|enr:[\w-]+/g) ?? []);
}

/**
 * Geth's configuration file with these boot nodes. Without any Geth would take mainnet's, so an empty list is written, too.
 *
 * @param toml the file as it was
 */
export function withBootnodes(toml: string, enodes: readonly string[]): string {
  const list = JSON.stringify(enodes);
  const keys = `BootstrapNodes = ${list}\nBootstrapNodesV5 = ${list}\n`;
  const table = /^\[Node\.P2P\]\n/m;
  return table.test(toml)
    ? toml.replace(table, (header) => `${header}${keys}`)
    : `${toml}\n[Node.P2P]\n${keys}`;
}

const executionGenesis = z.object({ config: z.object({ chainId: z.int().min(1) }) });

/**
 * The chain id in an execution layer's genesis.
 *
 * @throws {ContentError} where it is no such file
 */
export async function chainIdOfGenesis(path: string): Promise<number> {
  try {
    return executionGenesis.parse(JSON.parse(await readFile(path, "utf8"))).config.chainId;
  } catch {
    throw new ContentError("it is no genesis.json with config.chainId");
  }
}

/**
 * The chain id in a consensus layer's configuration.
 *
 * @throws {ContentError} where it is no such file
 */
export async function chainIdOfConfig(path: string): Promise<number> {
  const id = /^DEPOSIT_CHAIN_ID:\s*['"]?(\d{1,15})\b/m.exec(await readFile(path, "utf8"))?.[1];
  if (id === undefined) throw new ContentError("it is no config.yaml with DEPOSIT_CHAIN_ID");
  return Number(id);
}

/**
 * When a consensus layer's first state begins: the first field of every BeaconState, a 64-bit number, little end first.
 *
 * Source: consensus-specs, specs/phase0/beacon-chain.md and ssz/simple-serialize.md.
 *
 * @returns Unix time, seconds
 * @throws {ContentError} where it is no such file
 */
export async function genesisTimeOf(path: string): Promise<number> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(8), 0, 8, 0);
    const time = bytesRead === 8 ? buffer.readBigUInt64LE() : 0n;
    // From 2015, Ethereum's first year, to 2100: what else is compressed, or a web page.
    if (time < 1_420_070_400n || time > 4_102_444_800n) {
      throw new ContentError("it is no genesis.ssz: it does not begin with a time");
    }
    return Number(time);
  } finally {
    await file.close();
  }
}
