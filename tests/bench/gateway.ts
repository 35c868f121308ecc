import { Agent, request } from "node:http";

import { call, startDevGeth, startGateway, userKeys } from "../support/gateway.ts";

/** How one way to a Geth answers, of all rounds together. */
export interface Answers {
  /** A second, while all who ask do so at once. */
  readonly perSecond: number;
  /** Milliseconds, while all who ask do so at once. */
  readonly median: number;
  readonly p99: number;
  /** The same while {@link CALM} calls a second are asked. */
  readonly calm: { readonly median: number; readonly p99: number };
}

export interface GatewayFigure {
  readonly direct: Answers;
  readonly gateway: Answers;
}

/** Who ask at once, each over a connection that stays open. */
export const ASKERS = 16;
/** Rounds of each way, in turn, and how long each is. */
export const ROUNDS = 5;
const ROUND_MS = 4_000;
/** Calls a second, where both ways have time. */
export const CALM = 200;

interface Way {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

const body = call("eth_blockNumber");

/** One call. @returns milliseconds to its last byte */
function once({ url, headers }: Way, agent: Agent): Promise<number> {
  const start = performance.now();
  return new Promise((resolve, reject) => {
    const sent = request(
      url,
      {
        method: "POST",
        agent,
        headers: {
          "content-type": "application/json",
          "content-length": body.length,
          ...headers,
        },
      },
      (answer) => {
        if (answer.statusCode !== 200) reject(new Error(`${url}: ${String(answer.statusCode)}`));
        answer.resume();
        answer.once("error", reject).once("end", () => {
          resolve(performance.now() - start);
        });
      },
    );
    sent.once("error", reject);
    sent.end(body);
  });
}

/** As fast as all can. */
async function hurried(way: Way, agent: Agent): Promise<number[]> {
  const times: number[] = [];
  const end = performance.now() + ROUND_MS;
  const asker = async (): Promise<void> => {
    while (performance.now() < end) times.push(await once(way, agent));
  };
  await Promise.all(Array.from({ length: ASKERS }, asker));
  return times;
}

/** A call at its time, whether the one before was answered or not. */
async function calm(way: Way, agent: Agent): Promise<number[]> {
  const asked: Promise<number>[] = [];
  await new Promise<void>((done) => {
    const start = performance.now();
    const timer = setInterval(() => {
      const passed = performance.now() - start;
      while (asked.length < (passed * CALM) / 1000) asked.push(once(way, agent));
      if (passed < ROUND_MS) return;
      clearInterval(timer);
      done();
    }, 1);
  });
  return Promise.all(asked);
}

const at = (sorted: readonly number[], share: number): number =>
  sorted[Math.floor(sorted.length * share)] ?? Number.NaN;

/** A real HAProxy before a real Geth, and that Geth alone, in turn. */
export async function measureGateway(): Promise<GatewayFigure> {
  await using geth = await startDevGeth();
  await using gateway = await startGateway([geth.address]);
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const ways: Record<keyof GatewayFigure, Way> = {
    direct: { url: `http://${geth.address}/`, headers: {} },
    gateway: { url: gateway.url, headers: { "x-api-key": userKeys.alice } },
  };
  const times = {
    direct: { hurried: [] as number[], calm: [] as number[] },
    gateway: { hurried: [] as number[], calm: [] as number[] },
  };
  try {
    for (let round = 0; round <= ROUNDS; round++)
      for (const name of ["direct", "gateway"] as const) {
        const [fast, slow] = [await hurried(ways[name], agent), await calm(ways[name], agent)];
        // The first warms up.
        if (round === 0) continue;
        times[name].hurried.push(...fast);
        times[name].calm.push(...slow);
      }
  } finally {
    agent.destroy();
  }
  const figure = (of: { hurried: number[]; calm: number[] }): Answers => {
    const [fast, slow] = [of.hurried.toSorted((a, b) => a - b), of.calm.toSorted((a, b) => a - b)];
    return {
      perSecond: fast.length / ((ROUNDS * ROUND_MS) / 1000),
      ...{ median: at(fast, 0.5), p99: at(fast, 0.99) },
      calm: { median: at(slow, 0.5), p99: at(slow, 0.99) },
    };
  };
  return { direct: figure(times.direct), gateway: figure(times.gateway) };
}

/** The section of `docs/benchmarks.md`. */
export function gatewaySection(machine: string, { direct, gateway }: GatewayFigure): string {
  const share = gateway.perSecond / direct.perSecond;
  const later = gateway.calm.p99 - direct.calm.p99;
  const ms = (value: number): string => `${value.toFixed(2)} ms`;
  const met = (good: boolean): string => (good ? "met" : "**not met**");
  return `
## RPC gateway

Measured on ${machine}, by \`node tests/bench/run.ts gateway\`. HAProxy before a Geth, and that Geth alone, in turn, ${ROUNDS} rounds of each:
\`eth_blockNumber\` over connections that stay open, by ${ASKERS} who ask at once, and ${CALM} times a second. Who asks, HAProxy and Geth share
the machine's cores: what is left for Geth while all of them are busy is less than it would have alone.

| what | Geth alone | by the gateway |
|---|--:|--:|
| calls a second, ${ASKERS} at once | ${direct.perSecond.toFixed(0)} | ${gateway.perSecond.toFixed(0)} |
| median of them | ${ms(direct.median)} | ${ms(gateway.median)} |
| their 99th percentile | ${ms(direct.p99)} | ${ms(gateway.p99)} |
| median of ${CALM} a second | ${ms(direct.calm.median)} | ${ms(gateway.calm.median)} |
| their 99th percentile | ${ms(direct.calm.p99)} | ${ms(gateway.calm.p99)} |

| goal | measured | | |
|---|--:|--:|---|
| throughput, of Geth's alone | ${(share * 100).toFixed(0)} % | at least 90 % | ${met(share >= 0.9)} |
| 99th percentile of ${CALM} a second, later by | ${ms(later)} | at most 2.00 ms | ${met(later <= 2)} |
`;
}
