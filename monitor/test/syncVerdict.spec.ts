import assert from "node:assert/strict";

import type { ConsensusSyncFacts, ExecutionSyncFacts } from "../src/agent/syncReading.ts";
import { type SyncFacts, syncFaults } from "../src/agent/syncVerdict.ts";

const NOW = 1_800_000_000;
const limits = { chainId: 1, secondsPerSlot: 12, maxHeadAgeSeconds: 120, minPeers: 1 };
const GENESIS = NOW - 1000 * 12;

interface Change {
  readonly execution?: Partial<ExecutionSyncFacts>;
  readonly consensus?: Partial<ConsensusSyncFacts>;
  readonly genesisTime?: number | null;
  /** Why something is not known. */
  readonly problem?: string;
}

/** A node in sync, two slots after its head, but for what is changed. */
function facts(change: Change = {}): SyncFacts {
  const problem = change.problem ?? null;
  return {
    execution: {
      facts: {
        answers: true,
        chainId: 1,
        headBlock: 20_000_000,
        headTimestamp: NOW - 24,
        headAgeSeconds: 24,
        peers: 50,
        ...change.execution,
      },
      problem,
    },
    consensus: {
      facts: {
        answers: true,
        isSyncing: false,
        isOptimistic: false,
        elOffline: false,
        headSlot: 998,
        syncDistance: 2,
        ...change.consensus,
      },
      problem,
    },
    genesisTime: change.genesisTime === undefined ? GENESIS : change.genesisTime,
    now: NOW,
  };
}

const noHead = { headBlock: null, headTimestamp: null, headAgeSeconds: null };
const oldHead = (slots: number) => ({
  headTimestamp: NOW - slots * 12,
  headAgeSeconds: slots * 12,
});

describe("whether a node is in sync", () => {
  const good: Readonly<Record<string, Change>> = {
    "its head is two slots old": {},
    "its head is exactly as old as it may be": {
      execution: oldHead(10),
      consensus: { headSlot: 990, syncDistance: 10 },
    },
    "it has as many peers as it must": { execution: { peers: 1 } },
    "the consensus client is a block ahead": {
      execution: oldHead(3),
      consensus: { headSlot: 1000 },
    },
    "the execution client is a block ahead": {
      execution: oldHead(0),
      consensus: { headSlot: 997, syncDistance: 3 },
    },
    "the consensus client does not say whether it is optimistic, as older ones": {
      consensus: { isOptimistic: null, elOffline: null },
    },
    "its clock is some seconds slow": {
      execution: { headTimestamp: NOW + 20, headAgeSeconds: 0 },
      consensus: { headSlot: 1001, syncDistance: 0 },
    },
    "the chain has not begun, with a genesis block made earlier": {
      execution: { headTimestamp: GENESIS - 60, headAgeSeconds: 30 },
      consensus: { headSlot: 0, syncDistance: 0 },
    },
  };
  for (const [name, change] of Object.entries(good)) {
    it(`says yes when ${name}`, () => {
      assert.deepEqual(syncFaults(facts(change), limits), []);
    });
  }

  const bad: Readonly<Record<string, readonly [Change, ...RegExp[]]>> = {
    "it is on another chain": [
      { execution: { chainId: 560048 } },
      /^execution client is on chain 560048, expected 1$/,
    ],
    "its head is too old, though nothing else is wrong": [
      { execution: oldHead(11), consensus: { headSlot: 989, syncDistance: 11 } },
      /^execution client's head, block 20000000, is 132 s old, expected at most 120 s$/,
    ],
    "it is in its snap sync": [
      { execution: { headBlock: 0, headTimestamp: NOW - 3e8, headAgeSeconds: 3e8 } },
      /block 0, is 300000000 s old/,
      /heads are apart: execution at slot -24999000, consensus at slot 998$/,
    ],
    "its clock is a minute slow": [
      { execution: { headTimestamp: NOW + 60, headAgeSeconds: 0 }, consensus: { headSlot: 1005 } },
      /60 s in the future: this machine's clock is wrong$/,
    ],
    "it has too few peers": [
      { execution: { peers: 0 } },
      /^execution client has 0 peers, expected at least 1$/,
    ],
    "the execution client does not answer": [
      {
        execution: { answers: false, chainId: null, peers: null, ...noHead },
        problem: "/ipc/geth.ipc: nobody listens",
      },
      /^execution client does not answer: \/ipc\/geth\.ipc: nobody listens$/,
    ],
    "the execution client does not tell its head": [
      { execution: noHead, problem: "eth_getBlockByNumber: no answer within 3000 ms" },
      /does not tell its state: eth_getBlockByNumber: no answer within 3000 ms$/,
    ],
    "the execution client does not tell its peers": [
      { execution: { peers: null }, problem: "the method net_peerCount does not exist" },
      /does not tell its state: the method net_peerCount/,
    ],
    "the execution client does not tell its chain": [
      { execution: { chainId: null } },
      /does not tell its state: garbled$/,
    ],
    "the consensus client does not answer": [
      {
        consensus: { answers: false, isSyncing: null, headSlot: null },
        problem: "connection refused",
      },
      /^consensus client does not answer: connection refused$/,
    ],
    "the consensus client answers with an error": [
      {
        consensus: { isSyncing: null, headSlot: null },
        problem: "/eth/v1/node/syncing: status 503, no state of the sync",
      },
      /^consensus client does not tell its state: \/eth\/v1\/node\/syncing: status 503/,
    ],
    "the consensus client is syncing": [
      { consensus: { isSyncing: true } },
      /^consensus client is syncing, 2 slots behind$/,
    ],
    "the consensus client is optimistic": [
      { consensus: { isOptimistic: true } },
      /^consensus client is optimistic/,
    ],
    "the consensus client does not reach the execution client": [
      { consensus: { elOffline: true } },
      /says that the execution client is offline$/,
    ],
    "the execution client is not driven": [
      { execution: oldHead(7) },
      /heads are apart: execution at slot 993, consensus at slot 998$/,
    ],
    "the consensus client follows another, slower chain": [
      { consensus: { headSlot: 990 } },
      /heads are apart: execution at slot 998, consensus at slot 990$/,
    ],
    "the consensus client is at its genesis and the execution client is not": [
      { consensus: { headSlot: 0, syncDistance: 0 } },
      /heads are apart: execution at slot 998, consensus at slot 0$/,
    ],
    "the genesis time is not known": [{ genesisTime: null }, /does not tell the genesis time/],
  };
  for (const [name, [change, ...expected]] of Object.entries(bad)) {
    it(`says no, and only why, when ${name}`, () => {
      const faults = syncFaults(facts(change), limits);
      assert.equal(faults.length, expected.length, faults.join("\n"));
      for (const [index, text] of expected.entries()) assert.match(faults[index] ?? "", text);
    });
  }
});
