import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { appendFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { gethConfigFile, gethFlags } from "../../components/clients/geth.ts";
import { prysmFlags } from "../../components/clients/prysm.ts";
import { enodeId, libp2pPeerId } from "../../components/secp256k1.ts";
import { lastLines } from "../../local/support/errors.ts";
import { toolPath } from "../../local/tools/ensure.ts";
import type { Network } from "../../networks/network.ts";
import { minBlobRetentionEpochs } from "../../sizing/custody.ts";
import { freePorts } from "./freePorts.ts";

const folders = ["data", "network", "secrets", "geth", "ipc", "config", "genesis"] as const;

/**
 * A Geth and a Prysm as processes of this machine, with the flags that their pods have: what is a folder at the root there is one
 * of the node's own here, and every port is a free one of loopback.
 */
export class LocalNode implements AsyncDisposable {
  readonly folder: string;
  readonly network: Network;
  readonly #keys = { jwt: hex(), nodeKey: hex(), p2pKey: hex() };
  readonly #ports: readonly number[];
  readonly #children: { readonly child: ChildProcess; readonly log: string }[] = [];

  private constructor(folder: string, network: Network, ports: readonly number[]) {
    this.folder = folder;
    this.network = network;
    this.#ports = ports;
  }

  /** Makes its folders and keys; starts nothing. */
  static async create(folder: string, network: Network): Promise<LocalNode> {
    const node = new LocalNode(folder, network, await freePorts(11));
    for (const layer of ["execution", "consensus"]) {
      for (const name of folders) await mkdir(join(folder, layer, name), { recursive: true });
      const secrets = join(folder, layer, "secrets");
      await writeFile(join(secrets, "jwt.hex"), node.#keys.jwt);
      await writeFile(join(secrets, "nodekey"), node.#keys.nodeKey);
      await writeFile(join(secrets, "p2pkey"), node.#keys.p2pKey);
    }
    return node;
  }

  get enode(): string {
    return `enode://${enodeId(this.#keys.nodeKey)}@127.0.0.1:${this.#port(0)}`;
  }
  get multiaddress(): string {
    return `/ip4/127.0.0.1/tcp/${this.#port(1)}/p2p/${libp2pPeerId(this.#keys.p2pKey)}`;
  }
  get rpcUrl(): string {
    return `http://127.0.0.1:${this.#port(3)}`;
  }
  /** Host and port of Prysm's gRPC. */
  get grpc(): string {
    return `127.0.0.1:${this.#port(7)}`;
  }

  #port(index: number): number {
    return this.#ports[index] ?? 0;
  }

  /** A flag with the layer's folders in place of those of its pod. */
  inFolder(layer: "execution" | "consensus", flag: string): string {
    const path = new RegExp(`(?<==)/(${folders.join("|")})(?=/|$)`);
    return flag.replace(path, join(this.folder, layer, "$1")).replace("$(POD_IP)", "127.0.0.1");
  }

  /** Starts a program with flags of a layer's pod; its log is in the node's folder. */
  async start(
    layer: "execution" | "consensus",
    tool: string,
    flags: readonly string[],
  ): Promise<void> {
    const log = join(this.folder, `${tool}.log`);
    const child = spawn(
      toolPath(tool),
      flags.map((flag) => this.inFolder(layer, flag)),
      { stdio: ["ignore", "pipe", "pipe"] },
    );
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk: Buffer) => void appendFile(log, chunk));
    }
    this.#children.push({ child, log });
    await once(child, "spawn");
  }

  /** Writes the configuration file that Geth's pod has from its ConfigMap. */
  async writeGethConfig(staticPeers: readonly string[]): Promise<void> {
    const text = gethConfigFile({ staticPeers, trustedPeers: [] });
    await writeFile(join(this.folder, "execution", "geth", "geth.toml"), text);
  }

  /** @param extra flags put last */
  async startGeth(extra: readonly string[] = []): Promise<void> {
    const flags = gethFlags({
      network: this.network,
      history: "all",
      cacheMb: 64,
      maxPeers: 5,
      p2pPort: this.#port(0),
      advertise: "127.0.0.1",
      rpcHosts: ["localhost"],
      engineHosts: ["localhost"],
      bootnodes: [],
      discoveryV4: false,
      discoveryV5: false,
      extra: [
        ...["http", "ws", "authrpc", "metrics"].map((name) => `--${name}.addr=127.0.0.1`),
        `--authrpc.port=${this.#port(2)}`,
        `--http.port=${this.#port(3)}`,
        `--ws.port=${this.#port(4)}`,
        `--metrics.port=${this.#port(5)}`,
        ...extra,
      ],
    });
    await this.start("execution", "geth", flags);
  }

  /** @param extra flags put last */
  async startPrysm(staticPeers: readonly string[], extra: readonly string[] = []): Promise<void> {
    const flags = prysmFlags({
      network: this.network,
      engineUrl: `http://127.0.0.1:${this.#port(2)}`,
      checkpointSyncUrl: undefined,
      maxPeers: 5,
      p2pPort: this.#port(1),
      quic: false,
      discoveryPort: this.#port(9),
      advertise: "127.0.0.1",
      staticPeers,
      bootnodes: [],
      custody: "regular",
      backfill: false,
      blobRetentionEpochs: minBlobRetentionEpochs,
      extra: [
        ...["http", "rpc", "monitoring"].map((name) => `--${name}-host=127.0.0.1`),
        `--http-port=${this.#port(6)}`,
        `--rpc-port=${this.#port(7)}`,
        `--monitoring-port=${this.#port(8)}`,
        ...extra,
      ],
    });
    await this.start("consensus", "beacon-chain", flags);
  }

  /** A block of its Geth; undefined where it has none of that number. */
  async block(number: number | "latest"): Promise<{ number: number; hash: string } | undefined> {
    const tag = number === "latest" ? number : `0x${number.toString(16)}`;
    const answer = await fetch(this.rpcUrl, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        ...{ jsonrpc: "2.0", id: 1 },
        ...{ method: "eth_getBlockByNumber", params: [tag, false] },
      }),
    });
    const { result } = (await answer.json()) as {
      result: { number: string; hash: string } | null;
    };
    return result === null ? undefined : { number: Number(result.number), hash: result.hash };
  }

  /** The ends of all its logs, for a test that failed. */
  async logs(): Promise<string> {
    const ends = this.#children.map(
      async ({ log }) => `${log}:\n${lastLines(await readFile(log, "utf8").catch(() => ""), 12)}`,
    );
    return (await Promise.all(ends)).join("\n");
  }

  /** Whether a program of it has ended by itself. */
  get hasEnded(): boolean {
    return this.#children.some(({ child }) => child.exitCode !== null);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { child } of this.#children) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      child.kill("SIGKILL");
      await once(child, "exit");
    }
  }
}

const hex = (): string => randomBytes(32).toString("hex");
