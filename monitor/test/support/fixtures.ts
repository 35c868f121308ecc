import { readFileSync } from "node:fs";

/** The text of a recorded answer of a real client: see fixtures/. */
export function fixture(name: string): string {
  return readFileSync(new URL(`../fixtures/${name}`, import.meta.url), "utf8");
}

interface RpcFrame {
  readonly id?: number;
  readonly result?: unknown;
}

const frames = fixture("geth_ipc.ndjson")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as RpcFrame);

/** What a real Geth v1.17.2 with one peer answered over its socket, by method. */
export const GETH_ANSWERS: Readonly<Record<string, unknown>> = {
  admin_peers: frames.find(({ id }) => id === 1)?.result,
  admin_nodeInfo: frames.find(({ id }) => id === 0)?.result,
  admin_subscribe: "0x9670be6952c291056694755f53c8f91d",
  eth_blockNumber: "0x20",
  eth_chainId: "0x7e7e",
  eth_syncing: false,
  net_version: "32382",
};

/** The one peer of that Geth. */
export const GETH_PEER_ID = "dc3ef703e37e1a0a21b5f40cb886d75f646addf693dfa0b2fea0f310fcf80eda";

/** The events that it pushed when that peer left and came back. */
export const GETH_EVENTS = frames.filter(({ id }) => id === undefined);
