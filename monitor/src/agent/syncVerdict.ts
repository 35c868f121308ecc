import type { Asked } from "./askClients.ts";
import type { ConsensusSyncFacts, ExecutionSyncFacts } from "./syncReading.ts";

/** What a node must meet to be in sync. */
export interface SyncLimits {
  /** EIP-155 chain id that the execution client must be on. */
  readonly chainId: number;
  readonly secondsPerSlot: number;
  /** The oldest that the execution client's head may be. */
  readonly maxHeadAgeSeconds: number;
  /** The fewest peers that the execution client must have. */
  readonly minPeers: number;
}

/** Everything that the verdict rests on, of one moment. */
export interface SyncFacts {
  readonly execution: Asked<ExecutionSyncFacts>;
  readonly consensus: Asked<ConsensusSyncFacts>;
  /** Second of slot 0, Unix time, as the consensus client tells it; null when it has not. */
  readonly genesisTime: number | null;
  /** Now, Unix seconds. */
  readonly now: number;
}

/**
 * How far the two heads may be apart. The clients are asked one after the other and a block takes seconds to check; an
 * execution client whose engine is not driven falls behind for good.
 */
export const MAX_SLOTS_APART = 4;

/** How far the machine's clock may be behind a head's time before the age means nothing. */
const MAX_SECONDS_AHEAD = 30;

/**
 * All that speaks against a node's being in sync, in plain words; empty when it is.
 *
 * A block's time is that of its slot (consensus-specs bellatrix/beacon-chain.md, process_execution_payload), so the two
 * heads are compared as slots, without asking either client for whole blocks.
 */
export function syncFaults(facts: SyncFacts, limits: SyncLimits): string[] {
  return [
    ...executionFaults(facts, limits),
    ...consensusFaults(facts.consensus),
    ...agreementFaults(facts, limits),
  ];
}

function executionFaults({ execution, now }: SyncFacts, limits: SyncLimits): string[] {
  const { facts, problem } = execution;
  if (!facts.answers) return [`execution client does not answer: ${problem ?? "no reason given"}`];
  const faults: string[] = [];
  if (facts.chainId !== null && facts.chainId !== limits.chainId)
    faults.push(`execution client is on chain ${facts.chainId}, expected ${limits.chainId}`);
  if (facts.headAgeSeconds !== null && facts.headAgeSeconds > limits.maxHeadAgeSeconds) {
    const age = `${facts.headAgeSeconds} s old, expected at most ${limits.maxHeadAgeSeconds} s`;
    faults.push(`execution client's head, block ${facts.headBlock ?? "?"}, is ${age}`);
  }
  const ahead = (facts.headTimestamp ?? 0) - now;
  if (ahead > MAX_SECONDS_AHEAD)
    faults.push(
      `execution client's head is ${Math.round(ahead)} s in the future: this machine's clock is wrong`,
    );
  if (facts.peers !== null && facts.peers < limits.minPeers)
    faults.push(`execution client has ${facts.peers} peers, expected at least ${limits.minPeers}`);
  const unknown = [facts.chainId, facts.headTimestamp, facts.peers].includes(null);
  if (unknown) faults.push(`execution client does not tell its state: ${problem ?? "garbled"}`);
  return faults;
}

function consensusFaults({ facts, problem }: Asked<ConsensusSyncFacts>): string[] {
  if (!facts.answers) return [`consensus client does not answer: ${problem ?? "no reason given"}`];
  if (facts.isSyncing === null)
    return [`consensus client does not tell its state: ${problem ?? "garbled"}`];
  const behind = facts.syncDistance === null ? "" : `, ${facts.syncDistance} slots behind`;
  return [
    ...(facts.isSyncing ? [`consensus client is syncing${behind}`] : []),
    ...(facts.isOptimistic === true
      ? ["consensus client is optimistic: the execution client has not checked its head"]
      : []),
    ...(facts.elOffline === true
      ? ["consensus client says that the execution client is offline"]
      : []),
  ];
}

function agreementFaults(
  { execution, consensus, genesisTime }: SyncFacts,
  { secondsPerSlot }: SyncLimits,
): string[] {
  const { headTimestamp } = execution.facts;
  const { headSlot } = consensus.facts;
  if (headSlot === null || headTimestamp === null) return [];
  if (genesisTime === null)
    return ["consensus client does not tell the genesis time: the heads cannot be compared"];
  const slot = Math.floor((headTimestamp - genesisTime) / secondsPerSlot);
  // The execution genesis may be older than slot 0; at slot 0 both heads are their genesis.
  if (headSlot === 0 && slot <= 0) return [];
  return Math.abs(slot - headSlot) > MAX_SLOTS_APART
    ? [`the clients' heads are apart: execution at slot ${slot}, consensus at slot ${headSlot}`]
    : [];
}
