import { startUserPod, type UserPod } from "./clusterUserPod.ts";

/** What a reader has seen. */
export interface ReadCounts {
  readonly answered: number;
  readonly failed: number;
  /** How often a block came on a connection after one that is built on it: who answered was behind. */
  readonly backwards: number;
  /** How often a lower block came that the one before is not built on: the chain itself had changed its mind. */
  readonly reorgs: number;
  /** Connections that were kept and used again, until their server closed them. */
  readonly kept: number;
  /** Connections of one request. */
  readonly fresh: number;
  /** Why requests failed, and how often. */
  readonly reasons: Readonly<Record<string, number>>;
}

/** A pod of a user's that reads the newest block of a fleet without a pause. */
export type Reader = UserPod<ReadCounts>;

/**
 * Some sixty requests a second: half over connections that stay open, each of which remembers the blocks that it was told,
 * and half over new ones. A private chain whose majority was away for a moment drops the blocks of its minority, and its
 * newest block then is a lower one on every node: that is told from a node that is behind by the blocks' parents. Nothing is asked twice: a request that finds its connection closed counts as failed.
 */
const program = `
const { Agent, request } = require("node:http");
const counts = { answered: 0, failed: 0, backwards: 0, reorgs: 0, kept: 0, fresh: 0, reasons: {} };
const newest = new WeakMap();
const blocks = new Map();
const isBuiltOn = (block, number, hash) => {
  while (block !== undefined && block.number > number) block = blocks.get(block.parent);
  return block?.hash === hash;
};
const compare = (socket, { number, hash, parentHash }) => {
  const block = { number: Number(number), hash, parent: parentHash };
  if (!Number.isInteger(block.number)) throw new Error(String(number));
  blocks.set(hash, block);
  const before = newest.get(socket);
  if (block.number < before.number) counts[isBuiltOn(before, block.number, hash) ? "backwards" : "reorgs"]++;
  newest.set(socket, block);
};
const fail = (reason) => { counts.failed++; counts.reasons[reason] = (counts.reasons[reason] ?? 0) + 1; };
const read = (agent) => new Promise((resolve) => {
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "eth_getBlockByNumber", params: ["latest", false] });
  const asked = request(process.env.RPC_URL, { method: "POST", agent, timeout: 5000,
    headers: { "content-type": "application/json", "content-length": body.length } }, (answer) => {
    let text = "";
    const { socket } = answer;
    answer.on("data", (piece) => (text += piece));
    answer.on("end", () => {
      try {
        compare(socket, JSON.parse(text).result);
        counts.answered++;
      } catch (error) { fail("answer " + answer.statusCode + " " + text.slice(0, 80)); }
      resolve();
    });
    answer.on("error", (error) => { fail("answer " + error.code); resolve(); });
  });
  asked.on("socket", (socket) => {
    if (newest.has(socket)) return;
    newest.set(socket, { number: 0 });
    counts[agent === false ? "fresh" : "kept"]++;
  });
  asked.on("timeout", () => asked.destroy(new Error("timeout")));
  asked.on("error", (error) => {
    fail((agent === false ? "new: " : asked.reusedSocket ? "kept: " : "first: ") + (error.code ?? error.message));
    resolve();
  });
  asked.end(body);
});
const pause = () => new Promise((resolve) => setTimeout(resolve, 60));
const forever = async (agent) => { for (;;) { await read(agent); await pause(); } };
for (let n = 0; n < 2; n++) {
  void forever(new Agent({ keepAlive: true, maxSockets: 1 }));
  void forever(false);
}
setInterval(() => console.log(JSON.stringify(counts)), 1000);
process.once("SIGTERM", () => process.exit(0));
`;

/** Starts a reader of a URL; it ends with the scope that holds it. */
export const startReader = (url: string): Promise<Reader> =>
  startUserPod<ReadCounts>({
    name: "rpc-reader",
    program,
    env: { RPC_URL: url },
    answered: ({ answered }) => answered,
  });

/** What a reader saw between two looks. */
export function between(before: ReadCounts, after: ReadCounts) {
  return {
    answered: after.answered - before.answered,
    failed: after.failed - before.failed,
    backwards: after.backwards - before.backwards,
    reorgs: after.reorgs - before.reorgs,
  };
}
