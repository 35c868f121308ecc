import { Agent, request } from "node:http";

import { ensurePackages, loadPackages } from "../../local/packages.ts";
import { waitFor } from "../../local/support/wait.ts";
import { startDevGeth, startGateway, userKeys } from "../support/gateway.ts";
import { ask, type Call, callText, cheapest, mixture } from "./gatewayCalls.ts";
import { type Way, wrk } from "./wrk.ts";

/** How one way to a Geth answers. */
export interface Answers {
  /** A second, while all who ask do so at once: the median of the rounds. */
  readonly perSecond: number;
  /** Milliseconds of their 99th percentile: the median of the rounds. */
  readonly p99: number;
  /** Milliseconds while {@link CALM} calls a second are asked, of all rounds together. */
  readonly calm: { readonly median: number; readonly p99: number };
}

/** Both ways to a Geth, by the same calls. */
export interface GatewayFigure {
  readonly direct: Answers;
  readonly gateway: Answers;
  /** The gateway's throughput of Geth's alone: the median of the rounds, for the machine is not as fast in each. */
  readonly share: number;
}

export interface GatewayFigures {
  /** Of what a wallet and an indexer ask. */
  readonly mixture: GatewayFigure;
  /** Of the call that costs Geth least. */
  readonly cheapest: GatewayFigure;
}

/** Who ask at once, each over a connection that stays open. */
export const ASKERS = 16;
/** Rounds of each way, in turn, and the seconds of each. */
export const ROUNDS = 15;
const SECONDS = 2;
/** Calls a second, where both ways have time. */
export const CALM = 200;
/** Transfers in the block that is asked for: as many as in one of mainnet's. */
const TRANSFERS = 150;

/** One call. @returns milliseconds to its last byte */
function once({ url, headers }: Way, body: string, agent: Agent): Promise<number> {
  const start = performance.now();
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: "POST", agent, headers }, (answer) => {
      if (answer.statusCode !== 200) reject(new Error(`${url}: ${String(answer.statusCode)}`));
      answer.resume();
      answer.once("error", reject).once("end", () => {
        resolve(performance.now() - start);
      });
    });
    sent.once("error", reject);
    sent.setHeader("content-length", body.length);
    sent.end(body);
  });
}

/** A call at its time, whether the one before was answered or not. */
async function calm(way: Way, bodies: readonly string[], agent: Agent): Promise<number[]> {
  const asked: Promise<number>[] = [];
  await new Promise<void>((done) => {
    const start = performance.now();
    const timer = setInterval(() => {
      const passed = performance.now() - start;
      while (asked.length < (passed * CALM) / 1000)
        asked.push(once(way, bodies[asked.length % bodies.length] ?? "", agent));
      if (passed < SECONDS * 1000) return;
      clearInterval(timer);
      done();
    }, 1);
  });
  return Promise.all(asked);
}

const at = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length * share)] ?? Number.NaN;

/** A chain with one block of {@link TRANSFERS} transfers. @returns the block's number and its last transfer */
async function filledChain(url: string): Promise<{ block: string; transfer: string }> {
  const [from] = await ask<string[]>(url, { method: "eth_accounts", params: [] });
  const hashes: string[] = [];
  for (let nonce = 0; nonce < TRANSFERS; nonce++) {
    const transfer = { from, to: `0x${"42".repeat(20)}`, value: "0x1", gas: "0x5208" };
    hashes.push(await ask<string>(url, { method: "eth_sendTransaction", params: [transfer] }));
  }
  const transfer = hashes.at(-1) ?? "";
  const receipt = await waitFor(
    "a block with the transfers",
    async () =>
      (await ask<{ blockNumber: string } | null>(url, {
        method: "eth_getTransactionReceipt",
        params: [transfer],
      })) ?? undefined,
    { timeout: 30_000 },
  );
  return { block: receipt.blockNumber, transfer };
}

/** Both ways in turn. */
async function compare(
  ways: Readonly<Record<"direct" | "gateway", Way>>,
  calls: readonly Call[],
): Promise<GatewayFigure> {
  const bodies = calls.map(callText);
  const names = ["direct", "gateway"] as const;
  const seen = {
    direct: { perSecond: [] as number[], p99: [] as number[], calm: [] as number[] },
    gateway: { perSecond: [] as number[], p99: [] as number[], calm: [] as number[] },
  };
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  try {
    // The first warms up.
    for (let round = 0; round <= ROUNDS; round++)
      for (const name of names) {
        const fast = await wrk(ways[name], bodies, { askers: ASKERS, seconds: SECONDS, core: 1 });
        if (round === 0) continue;
        seen[name].perSecond.push(fast.perSecond);
        seen[name].p99.push(fast.p99);
      }
    for (let round = 1; round <= ROUNDS; round++)
      for (const name of names) seen[name].calm.push(...(await calm(ways[name], bodies, agent)));
  } finally {
    agent.destroy();
  }
  const figure = (of: (typeof seen)["direct"]): Answers => ({
    ...{ perSecond: at(of.perSecond, 0.5), p99: at(of.p99, 0.5) },
    calm: { median: at(of.calm, 0.5), p99: at(of.calm, 0.99) },
  });
  const shares = seen.gateway.perSecond.map(
    (perSecond, round) => perSecond / (seen.direct.perSecond[round] ?? Number.NaN),
  );
  return {
    ...{ direct: figure(seen.direct), gateway: figure(seen.gateway) },
    share: at(shares, 0.5),
  };
}

/**
 * A real HAProxy before a real Geth, and that Geth alone, in turn. Geth has a core to itself, as it has beside a gateway that runs
 * somewhere else: the gateway and who ask have the other.
 */
export async function measureGateway(): Promise<GatewayFigures> {
  await ensurePackages(loadPackages);
  await using geth = await startDevGeth(["--dev.period=3"], 0);
  const direct = `http://${geth.address}/`;
  const filled = await filledChain(direct);
  await using gateway = await startGateway([geth.address], {}, undefined, 1);
  const json = { "content-type": "application/json" };
  const ways = {
    direct: { url: direct, headers: json },
    gateway: { url: gateway.url, headers: { ...json, "x-api-key": userKeys.alice } },
  };
  return {
    mixture: await compare(ways, mixture(filled)),
    cheapest: await compare(ways, [cheapest]),
  };
}
