import { Agent, get } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

/** How quickly a question was answered, milliseconds from asking to the last byte. */
export interface Asked {
  /** The first answer, for which all has to be made. */
  readonly first: number;
  /** Of those after it. */
  readonly median: number;
  readonly p99: number;
  readonly longest: number;
  readonly requests: number;
  /** Of the last answer as it was sent, compressed. */
  readonly bytes: number;
}

/** It is not asked for longer than this, so that a slow server is asked less often. Milliseconds. */
const LONGEST = 75_000;

/** Pause between two questions, milliseconds. */
const PAUSE = 250;

/** Asks again and again, as a browser does: over one connection, with gzip. */
export async function askFor(url: string, requests: number): Promise<Asked> {
  const agent = new Agent({ keepAlive: true });
  try {
    const first = await once(url, agent);
    const end = performance.now() + LONGEST;
    const times: number[] = [];
    let bytes = 0;
    for (let request = 0; request < requests && performance.now() < end; request++) {
      await sleep(PAUSE);
      const answer = await once(url, agent);
      times.push(answer.ms);
      ({ bytes } = answer);
    }
    times.sort((a, b) => a - b);
    const at = (share: number): number => times[Math.floor(times.length * share)] ?? Number.NaN;
    return {
      first: first.ms,
      ...{ median: at(0.5), p99: at(0.99), longest: times.at(-1) ?? Number.NaN },
      ...{ requests: times.length, bytes },
    };
  } finally {
    agent.destroy();
  }
}

/** The body is not unpacked: that is the reader's work and not the server's. */
function once(url: string, agent: Agent): Promise<{ readonly ms: number; readonly bytes: number }> {
  const start = performance.now();
  return new Promise((resolve, reject) => {
    get(url, { agent, headers: { "accept-encoding": "gzip" } }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`${url}: ${String(response.statusCode)}`));
      let bytes = 0;
      response.on("data", (chunk: Buffer) => (bytes += chunk.length));
      response.once("error", reject).once("end", () => {
        resolve({ ms: performance.now() - start, bytes });
      });
    }).once("error", reject);
  });
}
