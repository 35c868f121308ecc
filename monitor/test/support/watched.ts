import type { NodeSettings } from "../../src/judge/settings.ts";
import { type ClientKind, type Layer, parseClient } from "../../src/peers/clientName.ts";
import type {
  ConsensusData,
  ConsensusPeer,
  ExecutionData,
  ExecutionPeer,
} from "../../src/peers/model.ts";
import type { WatchedNode } from "../../src/serve/collector.ts";
import type { PeerEvent } from "../../src/serve/events/event.ts";
import { type Dated, Target } from "../../src/serve/target.ts";
import { untold } from "./untold.ts";

/** A target whose answers are given: none is a node that is down. */
export class GivenTarget<T extends Dated> {
  readonly target: Target<T>;
  answer: T | null;

  constructor(node: string, layer: Layer, answer: T | null) {
    this.answer = answer;
    this.target = new Target(
      node,
      layer,
      () =>
        this.answer === null
          ? Promise.reject(new Error("connection refused"))
          : Promise.resolve(this.answer),
      () => undefined,
    );
  }

  /** Polls with this answer. */
  async gives(answer: T | null): Promise<void> {
    this.answer = answer;
    await this.target.poll(new AbortController().signal);
  }
}

const base = (layer: Layer, index: number) => ({
  ...untold,
  id: `peer-${index}`,
  client: parseClient(layer, layer === "execution" ? "Geth/v1.17.5" : "teku/teku/v21.8.2"),
  direction: index % 3 === 0 ? ("outbound" as const) : ("inbound" as const),
  address: { ip: `8.${index >> 8}.${index & 255}.1`, port: 30303, transport: "tcp" as const },
  software: { os: null, arch: null, runtime: null },
  subnet: null,
  location: null,
  enr: null,
  record: null,
  head: null,
  latencyMs: null,
  latencySource: null,
  since: "2026-01-01T00:00:00.000Z",
  sincePrecision: "event" as const,
});

/** An execution peer, the index making it another. */
export const executionPeer = (
  index: number,
  change: Partial<ExecutionPeer> = {},
): ExecutionPeer => ({
  ...base("execution", index),
  enode: null,
  static: false,
  trusted: false,
  capabilities: ["eth/69", "snap/1"],
  protocols: [],
  ...change,
});

/** A consensus peer. */
export const consensusPeer = (
  index: number,
  change: Partial<ConsensusPeer> = {},
): ConsensusPeer => ({ ...base("consensus", index), score: null, scoreSource: null, ...change });

/** A reading of an execution client on mainnet. */
export const executionData = (
  peers: readonly ExecutionPeer[],
  change: Partial<ExecutionData> = {},
): ExecutionData => ({
  fetchedAt: Date.now(),
  client: parseClient("execution", "Geth/v1.17.5"),
  id: null,
  enode: null,
  enr: null,
  chainId: 1,
  networkId: 1,
  genesis: null,
  headBlock: 1,
  sync: { isSyncing: false, currentBlock: 1, highestBlock: 1 },
  exposure: null,
  peers,
  unlistedPeers: 0,
  warnings: [],
  ...change,
});

/** A reading of a consensus client. */
export const consensusData = (
  peers: readonly ConsensusPeer[],
  change: Partial<ConsensusData> = {},
): ConsensusData => ({
  fetchedAt: Date.now(),
  client: parseClient("consensus", "Prysm/v7.1.6"),
  peerId: null,
  enr: null,
  p2pAddresses: [],
  discoveryAddresses: [],
  sync: { isSyncing: false, isOptimistic: false, elOffline: false, headSlot: 1, syncDistance: 0 },
  reportedConnected: peers.length,
  peers,
  warnings: [],
  ...change,
});

/** A node of the settings, with both layers. */
export function watchedNode(name: string, settings: NodeSettings = {}) {
  const execution = new GivenTarget<ExecutionData>(name, "execution", null);
  const consensus = new GivenTarget<ConsensusData>(name, "consensus", null);
  const node: WatchedNode = {
    name,
    network: "mainnet",
    execution: execution.target,
    consensus: consensus.target,
    sync: null,
    settings,
  };
  return { execution, consensus, node };
}

/** An event of a node, now unless told otherwise. */
export function nodeEvent(
  kind: PeerEvent["kind"],
  change: Partial<PeerEvent> & { readonly client?: ClientKind | null } = {},
): Omit<PeerEvent, "seq"> {
  return {
    at: new Date().toISOString(),
    node: "node-0",
    layer: "execution",
    kind,
    precision: "event",
    peer: kind === "join" || kind === "leave" ? "p" : null,
    client: null,
    direction: null,
    country: null,
    asn: null,
    reason: null,
    ...change,
  };
}
