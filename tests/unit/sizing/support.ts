import { devnet } from "../../../networks/devnet.ts";
import { hoodi } from "../../../networks/hoodi.ts";
import { mainnet } from "../../../networks/mainnet.ts";
import { sizeProblems } from "../../../sizing/checks.ts";
import type { NodeCase } from "../../../sizing/node.ts";

export const networks = { devnet, hoodi, mainnet };

/** A Geth and Prysm node of mainnet, all by preset, but for the change. */
export const nodeCase = (change: Partial<NodeCase> = {}): NodeCase => ({
  network: mainnet,
  executionClient: "geth",
  consensusClient: "prysm",
  history: "postPrague",
  custody: "regular",
  blobRetentionEpochs: 4096,
  execution: {},
  consensus: {},
  ...change,
});

/** What is said of a node's sizes: `key: expected`. */
export const said = (change: Partial<NodeCase>): string[] =>
  sizeProblems(nodeCase(change)).map(({ key, expected }) => `${key}: ${expected}`);
