import assert from "node:assert/strict";
import { waitFor } from "../../local/support/wait.ts";
import { devnet } from "../../networks/devnet.ts";
import { getJson, postJson, servicePath } from "./clusterApi.ts";
import { ethereum, nodes } from "./clusterStack.ts";
import type { NodeName } from "./clusterStack.ts";

/** A block of the execution layer. */
export interface Block {
  readonly number: number;
  readonly hash: string;
}

/** A checkpoint of the consensus layer. */
export interface Checkpoint {
  readonly epoch: number;
  readonly root: string;
}

/** Asks a node's Geth by JSON-RPC, at the Service that users ask. @throws where it answers with an error */
export async function rpc<T>(
  node: NodeName,
  method: string,
  params: (string | boolean)[],
): Promise<T> {
  const answer = await postJson<{ result?: T; error?: { message: string } }>(
    `${servicePath(ethereum, `${node}-geth`, 8545)}/`,
    { jsonrpc: "2.0", id: 1, method, params },
  );
  if (answer.error !== undefined) throw new Error(`${method} of ${node}: ${answer.error.message}`);
  return answer.result as T;
}

/** Asks a node's beacon API, at the Service that users ask: `/eth/v1/node/identity`. */
export async function beacon<T>(node: NodeName, path: string): Promise<T> {
  return (await getJson<{ data: T }>(servicePath(ethereum, `${node}-prysm`, 3500) + path)).data;
}

/** The execution block of a number, or the newest, in a node's chain; undefined where it has none of that number. */
export async function block(node: NodeName, number: number | "latest"): Promise<Block | undefined> {
  const tag = number === "latest" ? number : `0x${number.toString(16)}`;
  const found = await rpc<{ number: string; hash: string } | null>(node, "eth_getBlockByNumber", [
    tag,
    false,
  ]);
  return found === null ? undefined : { number: Number(found.number), hash: found.hash };
}

/** The newest block of a node's chain. */
export async function head(node: NodeName): Promise<Block> {
  const found = await block(node, "latest");
  assert.ok(found, `${node} has no newest block`);
  return found;
}

/** What says which chain a node is on. */
export interface ChainIdentity {
  /** Unix time, seconds. */
  readonly genesisTime: number;
  readonly genesisValidatorsRoot: string;
  /** Hash of the execution layer's block 0. */
  readonly genesisBlock: string;
}

/** The chain that a node is on. */
export async function chainIdentity(node: NodeName): Promise<ChainIdentity> {
  const genesis = await beacon<{ genesis_time: string; genesis_validators_root: string }>(
    node,
    "/eth/v1/beacon/genesis",
  );
  const first = await block(node, 0);
  assert.ok(first, `${node} has no block 0`);
  return {
    genesisTime: Number(genesis.genesis_time),
    genesisValidatorsRoot: genesis.genesis_validators_root,
    genesisBlock: first.hash,
  };
}

/** The newest checkpoint that is final for a node. */
export async function finalized(node: NodeName): Promise<Checkpoint> {
  const { finalized: last } = await beacon<{ finalized: { epoch: string; root: string } }>(
    node,
    "/eth/v1/beacon/states/head/finality_checkpoints",
  );
  return { epoch: Number(last.epoch), root: last.root };
}

/** The epoch that the time of day says. */
export function epochNow(genesisTime: number): number {
  const seconds = Math.max(0, Date.now() / 1000 - genesisTime);
  return Math.floor(seconds / devnet.secondsPerSlot / devnet.slotsPerEpoch);
}

/**
 * Waits until an epoch is final for both nodes, and the same for both.
 * @param epoch the lowest that will do
 * @param timeout milliseconds
 */
export function waitForFinality(epoch: number, timeout: number): Promise<Checkpoint> {
  return waitFor(
    `epoch ${epoch} to be final on both nodes`,
    async () => {
      const [first, second] = await Promise.all([finalized(nodes[0]), finalized(nodes[1])]);
      // Between two looks one of them may have gone on to the next.
      if (first.epoch !== second.epoch) {
        throw new Error(`final are ${first.epoch} and ${second.epoch}`);
      }
      if (first.epoch < epoch) throw new Error(`final is ${first.epoch} on both`);
      assert.equal(second.root, first.root, `two chains: the roots of final epoch ${first.epoch}`);
      return first;
    },
    { timeout, interval: 1000 },
  );
}

/** The numbers of each node's validators, first and last, as `Pulumi.dev.yaml` deals them. */
const validators = { "node-0": [0, 13], "node-1": [14, 15] } as const;

/**
 * Waits until a node has a block, at its head, that a validator of a node proposed.
 * @param witness the node that is asked
 * @param proposer the node whose validator it was
 * @param after Unix time, seconds: the block's slot began later
 */
export async function waitForProposal(
  witness: NodeName,
  proposer: NodeName,
  after: number,
  { genesisTime }: ChainIdentity,
  timeout: number,
): Promise<void> {
  const [first, last] = validators[proposer];
  await waitFor(
    `${witness} to have a new block of a validator of ${proposer}`,
    async () => {
      const { header } = await beacon<{
        header: { message: { slot: string; proposer_index: string } };
      }>(witness, "/eth/v1/beacon/headers/head");
      const { slot, proposer_index: index } = header.message;
      const began = genesisTime + Number(slot) * devnet.secondsPerSlot;
      return began > after && Number(index) >= first && Number(index) <= last;
    },
    { timeout, interval: 500 },
  );
}

/** Waits until both Geths have the same block at the height of the lower head. @returns that block */
export function waitForSameHead(above: number, timeout: number): Promise<Block> {
  return waitFor(
    `both Geths to have one block above ${above}`,
    async () => {
      const heads = await Promise.all(nodes.map(head));
      const height = Math.min(...heads.map(({ number }) => number));
      const [first, second] = await Promise.all(nodes.map((node) => block(node, height)));
      if (height <= above || first === undefined) throw new Error(`the lower head is ${height}`);
      if (first.hash !== second?.hash) {
        throw new Error(`block ${height} is ${first.hash} and ${second?.hash ?? "missing"}`);
      }
      return first;
    },
    { timeout, interval: 1000 },
  );
}
