import { devnet } from "../../../networks/devnet.ts";
import { ephemery } from "../../../networks/ephemery.ts";
import { hoodi } from "../../../networks/hoodi.ts";
import { mainnet } from "../../../networks/mainnet.ts";
import { sepolia } from "../../../networks/sepolia.ts";
import { sizeProblems } from "../../../sizing/checks.ts";
import type { NodeCase } from "../../../sizing/node.ts";

export const networks = {
  devnet,
  hoodi,
  mainnet,
  sepolia,
  ephemery: ephemery(1_795_000_000),
  unknown: { ...hoodi, name: "custom" },
};

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
