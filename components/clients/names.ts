/**
 * The clients' names: the values of the settings `executionClient` and `consensusClient`, the keys of `clientVersions`,
 * `clientImages` and `clientFlags`, and what objects are called after (`node-0-geth`).
 */
export const executionClientNames = ["geth", "nethermind", "besu", "erigon", "reth"] as const;
export const consensusClientNames = [
  "prysm",
  "lighthouse",
  "teku",
  "nimbus",
  "lodestar",
  "grandine",
] as const;

export type ExecutionClientName = (typeof executionClientNames)[number];
export type ConsensusClientName = (typeof consensusClientNames)[number];
export type ClientName = ExecutionClientName | ConsensusClientName;

/** A client's program, as in `app.kubernetes.io/name` and in metric jobs. Prysm has a validator of its own beside it. */
export type ClientProgram = Exclude<ClientName, "prysm"> | "prysm-beacon";

/** All of them, execution clients first. */
export const clientNames: readonly ClientName[] = [
  ...executionClientNames,
  ...consensusClientNames,
];
