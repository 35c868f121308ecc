import { spawn } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { mkdir, mkdtemp, open, readFile, rm, writeFile } from "node:fs/promises";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { gatewayFiles } from "../../gateway/files.ts";
import type { Gateway } from "../../gateway/gateway.ts";
import { gatewayMethods } from "../../gateway/methods.ts";
import { lastLines } from "../../local/support/errors.ts";
import { waitFor } from "../../local/support/wait.ts";
import { toolPath } from "../../local/tools/ensure.ts";
import { freePorts } from "./freePorts.ts";

/** A program of this machine, ended with the test. */
interface Running extends AsyncDisposable {
  /** All that it printed. */
  readonly output: () => Promise<string>;
}

async function start(program: string, args: readonly string[], folder: string): Promise<Running> {
  const log = join(folder, "log");
  await using file = await open(log, "a");
  // The kernel ends it with this process, whatever ends that.
  const child = spawn("setpriv", ["--pdeathsig", "KILL", "--", program, ...args], {
    stdio: ["ignore", file.fd, file.fd],
  });
  const ended = once(child, "exit");
  await once(child, "spawn");
  return {
    output: () => readFile(log, "utf8"),
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const onCore = (
  core: number | undefined,
  program: string,
  args: readonly string[],
): [program: string, args: readonly string[]] =>
  core === undefined
    ? [program, args]
    : ["taskset", ["--cpu-list", String(core), program, ...args]];

/** A Geth with a chain of its own that serves on HTTP what no gateway may let through, and says what it executed. */
export interface DevGeth extends AsyncDisposable {
  readonly address: string;
  /** The methods that it executed since it started, from its own metrics. */
  readonly executed: () => Promise<readonly string[]>;
}

/**
 * @param more arguments of it
 * @param core the only one of the machine's that it may use
 */
export async function startDevGeth(more: readonly string[] = [], core?: number): Promise<DevGeth> {
  const folder = await mkdtemp(join(tmpdir(), "ethnode-geth-"));
  const [http = 0, metrics = 0] = await freePorts(2);
  const geth = await start(
    ...onCore(core, toolPath("geth"), [
      ...["--dev", "--ipcdisable", "--port=0", `--datadir=${join(folder, "data")}`],
      ...["--http", `--http.port=${http}`, "--http.vhosts=localhost"],
      "--http.api=eth,net,web3,admin,debug,txpool,miner",
      ...["--metrics", "--metrics.addr=127.0.0.1", `--metrics.port=${metrics}`],
      ...more,
    ]),
    folder,
  );
  const address = `127.0.0.1:${http}`;
  const scrape = () =>
    fetch(`http://127.0.0.1:${metrics}/debug/metrics/prometheus`).then((answer) => answer.text());
  try {
    await waitFor("Geth", () => fetch(`http://${address}`).then(() => true), { timeout: 60_000 });
    await waitFor("Geth's metrics", scrape, { timeout: 30_000 });
  } catch (error) {
    throw new Error(lastLines(await geth.output(), 10), { cause: error });
  }
  return {
    address,
    executed: async () => [
      ...new Set(
        [...(await scrape()).matchAll(/^rpc_duration_(\w+?_\w+?)_(?:success|failure)_count/gm)].map(
          ([, method = ""]) => method,
        ),
      ),
    ],
    [Symbol.asyncDispose]: () => geth[Symbol.asyncDispose](),
  };
}

/** The users that a test's gateway knows beside those with tokens, each with its key. */
export const userKeys = {
  alice: randomBytes(24).toString("hex"),
  bob: randomBytes(24).toString("hex"),
};

/** What the gateway knows of a key. */
export const keyHash = (key: string): string => createHash("sha256").update(key).digest("hex");

/** A real HAProxy with the program's files. */
export interface RunningGateway extends AsyncDisposable {
  readonly port: number;
  readonly url: string;
  readonly metricsUrl: string;
  /** The lines of its access log, when there are so many. */
  readonly log: (count: number) => Promise<readonly Readonly<Record<string, unknown>>[]>;
  readonly output: () => Promise<string>;
}

/**
 * @param change what differs from a gateway with the keys of {@link userKeys}, of whom bob may ask for the chain's id only
 * @param edit a change of its files, for what no setting can do
 * @param core the only one of the machine's that it may use
 */
export async function startGateway(
  nodes: readonly string[],
  change: Partial<Gateway> = {},
  edit: (files: Record<string, string>) => Record<string, string> = (files) => files,
  core?: number,
): Promise<RunningGateway> {
  const folder = await mkdtemp(join(tmpdir(), "ethnode-gateway-"));
  const [port = 0, metricsPort = 0] = await freePorts(2);
  const files = gatewayFiles({
    ...{ port, metricsPort, folder: join(folder, "etc"), nodes: { addresses: nodes } },
    nodesHost: "localhost",
    keys: [
      { name: "alice", sha256: keyHash(userKeys.alice) },
      { name: "bob", sha256: keyHash(userKeys.bob), methods: ["eth_chainId"] },
    ],
    ...{ methods: gatewayMethods, requestsPerSecond: 100_000, maxBodyBytes: 300_000 },
    ...change,
  });
  await mkdir(join(folder, "etc"));
  for (const [name, text] of Object.entries(edit(files)))
    await writeFile(join(folder, "etc", name), text);
  const haproxy = await start(
    ...onCore(core, "/usr/sbin/haproxy", ["-db", "-f", join(folder, "etc/haproxy.cfg")]),
    folder,
  );
  const metricsUrl = `http://127.0.0.1:${metricsPort}`;
  const up = async () => {
    const text = await (await fetch(`${metricsUrl}/metrics`)).text();
    const count = [...text.matchAll(/^haproxy_server_status\{.*state="UP"\} 1$/gm)].length;
    return count === nodes.length ? true : undefined;
  };
  try {
    await waitFor("HAProxy and its nodes", up, { timeout: 30_000 });
  } catch (error) {
    throw new Error(lastLines(await haproxy.output(), 10), { cause: error });
  }
  return {
    ...{ port, metricsUrl },
    url: `${change.tls === undefined ? "http" : "https"}://127.0.0.1:${port}/`,
    output: haproxy.output,
    log: (count) =>
      waitFor(
        `${count} lines of the log`,
        async () => {
          const lines = (await haproxy.output()).split("\n").filter((line) => line.startsWith("{"));
          if (lines.length < count) return undefined;
          return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
        },
        { timeout: 5_000, interval: 10 },
      ),
    [Symbol.asyncDispose]: () => haproxy[Symbol.asyncDispose](),
  };
}

/** The text of a call without parameters. */
export const call = (method: string): string =>
  JSON.stringify({ jsonrpc: "2.0", id: 1, method, params: [] });

/** Sends a call. @returns the answer's status, and what it says */
export async function ask(
  url: string,
  body: string,
  headers: Readonly<Record<string, string>>,
): Promise<{ status: number; text: string }> {
  const answer = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body,
  });
  return { status: answer.status, text: await answer.text() };
}
