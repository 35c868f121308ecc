import type { LayerFacts, NodeFacts } from "../../../monitor/src/judge/facts.ts";
import type { LayerPoint, Point } from "../../../monitor/src/history/history.ts";
import { fleet } from "../../../monitor/src/judge/fleet.ts";
import { judge } from "../../../monitor/src/judge/judge.ts";
import { parseClient } from "../../../monitor/src/peers/clientName.ts";
import type { ConsensusPeer, ExecutionPeer } from "../../../monitor/src/peers/model.ts";
import { countPeers } from "../../../monitor/src/peers/tally.ts";
import type { PeerEvent } from "../../../monitor/src/serve/events/event.ts";
import type {
  ConsensusStatus,
  ExecutionStatus,
  NodeStatus,
  Snapshot,
} from "../../../monitor/src/serve/snapshot.ts";

/** Names as real clients give them, the commonest more than once. */
const EXECUTION_NAMES = [
  "Geth/v1.17.5-stable-2bd6bd01/linux-amd64/go1.26.1",
  "Geth/v1.17.4-stable-41714b49/linux-arm64/go1.25.7",
  "Geth/v1.17.5-stable-2bd6bd01/linux-amd64/go1.26.1",
  "Nethermind/v1.36.0+9c4816c2/linux-x64/dotnet10.0.8",
  "Nethermind/v1.35.2+12ab34cd/linux-x64/dotnet9.0.1",
  "besu/v26.7.0/linux-x86_64/openjdk-java-21",
  "reth/v2.1.0-aa11bb22/x86_64-unknown-linux-gnu",
  "erigon/v3.4.0-844c6cf3/linux-amd64/go1.25.4",
] as const;
const CONSENSUS_NAMES = [
  "Lighthouse/v8.1.3-66919c2/x86_64-linux",
  "Lighthouse/v8.1.3-66919c2/aarch64-linux",
  "Prysm/v7.1.6/0123456789abcdef0123456789abcdef01234567",
  "teku/teku/v26.8.2/linux-x86_64/corretto-java-25",
  "nimbus",
  "js-libp2p/0.36.2",
  "",
] as const;

/** Where peers are: country, number and name of the network. Numbers for documents (RFC 5398), so that nobody is meant. */
const PLACES = [
  ["DE", 64496, "Example Hosting GmbH"],
  ["FI", 64496, "Example Hosting GmbH"],
  ["US", 64497, "Example Cloud, Inc."],
  ["US", 64498, "Example Cable"],
  ["FR", 64499, "Exemple SAS"],
  ["SG", 64497, "Example Cloud, Inc."],
  ["GB", 64500, "Example Telecommunications"],
  ["NL", 64501, "Voorbeeld Netherlands"],
  ["JP", 64502, "Example Denki"],
  ["AU", 64503, "Example Pacific"],
  ["CA", 64504, "Example North"],
  ["BR", 64505, "Exemplo"],
] as const;

/** Numbers that look like chance and are the same in every run. */
export function chance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const HEAD_BLOCK = 23_600_011;
const HEAD_SLOT = 12_345_678;

interface Common {
  readonly random: () => number;
  readonly now: number;
}

const pick = <T>(list: readonly T[], random: () => number): T =>
  list[Math.floor(random() ** 1.5 * list.length)] as T;

const hex = (random: () => number, digits: number): string =>
  Array.from({ length: digits }, () => Math.floor(random() * 16).toString(16)).join("");

/** What both layers' peers have. Addresses are of the range for measurements (RFC 2544), so that nobody is meant. */
function base(index: number, { random, now }: Common) {
  const [country, asn, organisation] = pick(PLACES, random);
  const net = `198.${18 + (index % 2)}.${index % 240}`;
  const since = now - Math.floor(random() ** 3 * 3 * 864e5) - 20_000;
  const precision = index % 7 === 0 ? "atLeast" : index % 3 === 0 ? "poll" : "event";
  return {
    direction: random() < 0.62 ? "inbound" : "outbound",
    address: { ip: `${net}.${(index % 250) + 1}`, port: 30303, transport: "tcp" },
    enr: `enr:-${hex(random, 120)}`,
    since: new Date(since).toISOString(),
    sincePrecision: precision,
    location: random() < 0.9 ? { country, asn, organisation } : null,
    subnet: `${net}.0/24`,
    latencyMs: null,
    latencySource: null,
  } as const;
}

function executionPeer(index: number, common: Common): ExecutionPeer {
  const { random } = common;
  const name = pick(EXECUTION_NAMES, random);
  const id = hex(random, 64);
  const modern = random() < 0.7;
  const latest = HEAD_BLOCK - (random() < 0.1 ? 40 : Math.floor(random() * 2));
  const shared = base(index, common);
  return {
    ...shared,
    id,
    client: parseClient("execution", name),
    software: { os: "linux", arch: name.includes("arm64") ? "arm64" : "amd64", runtime: null },
    enode: `enode://${hex(random, 128)}@${shared.address.ip}:30303`,
    static: index === 3,
    trusted: index === 4,
    capabilities: modern ? ["eth/68", "eth/69", "snap/1"] : ["eth/68", "snap/1"],
    protocols: [
      {
        name: "eth",
        state: "ready",
        version: modern ? 69 : 68,
        earliestBlock: modern ? 0 : null,
        latestBlock: modern ? latest : null,
      },
    ],
    head: modern ? { block: latest } : null,
    record: null,
  };
}

function consensusPeer(index: number, common: Common): ConsensusPeer {
  const { random } = common;
  const name = pick(CONSENSUS_NAMES, random);
  const groups = random() < 0.15 ? 128 : 4;
  const known = random() < 0.6;
  const shared = base(index, common);
  return {
    ...shared,
    id: `16Uiu2HAm${hex(random, 44)}`,
    client: parseClient("consensus", name),
    software: { os: name.includes("linux") ? "linux" : null, arch: null, runtime: null },
    address: {
      ip: shared.address.ip,
      port: 9000,
      transport: random() < 0.5 ? "quic" : "tcp",
    },
    score: random() < 0.8 ? Math.round(random() * 120 - 10) / 10 : null,
    scoreSource: "the beacon API",
    latencyMs: random() < 0.7 ? Math.round(15 + random() * 220) : null,
    latencySource: "Prysm",
    head: known ? { slot: HEAD_SLOT - Math.floor(random() * 2) } : null,
    record: {
      seq: index + 1,
      nodeId: hex(random, 64),
      forkDigest: "0x8c9f62fe",
      forkId: null,
      attestationSubnets: [index % 64, (index + 1) % 64],
      syncSubnets: [],
      custodyGroupCount: groups,
      quicPort: 9001,
    },
  } as unknown as ConsensusPeer;
}

/** A node of the fixture. */
export interface NodeOptions {
  readonly name: string;
  /** Peers on each layer. */
  readonly execution: number;
  readonly consensus: number;
  /** Default: up. */
  readonly executionState?: "up" | "down" | "starting";
  readonly consensusState?: "up" | "down" | "starting";
  /** Changes the peers of the execution layer. */
  readonly change?: (peers: ExecutionPeer[]) => ExecutionPeer[];
}

const ERROR = "agent: connect ECONNREFUSED";

function status(
  peers: readonly { direction: "inbound" | "outbound" | "unknown" }[],
  state: string,
  now: number,
) {
  const up = state === "up";
  return {
    state,
    ageSeconds: state === "starting" ? null : up ? 3 : 95,
    lastSuccess: state === "starting" ? null : new Date(now - (up ? 3_000 : 95_000)).toISOString(),
    lastError: state === "down" ? ERROR : null,
    counts: up ? countPeers({ peers }) : null,
    lastKnownCounts: state === "down" ? countPeers({ peers }) : null,
    peers: up ? peers : [],
    warnings: [],
    peerLimit: 50,
    exposedBy: "nodePort",
  };
}

function layerFacts(layer: ExecutionStatus | ConsensusStatus, now: number): LayerFacts {
  return {
    state: layer.state,
    lastError: layer.lastError,
    peers: layer.peers,
    unlisted: 0,
    reported: null,
    clientCounts: null,
    limit: 100,
    exposedBy: "nodePort",
    syncing: false,
    upSince: now - 86_400_000,
    hadPeers: true,
    noInboundSince: null,
  };
}

function node(options: NodeOptions, seed: number, now: number, siblings: number): NodeStatus {
  const common = { random: chance(seed), now };
  const { name, executionState = "up", consensusState = "up", change } = options;
  const list = Array.from({ length: options.execution }, (_, i) => executionPeer(i, common));
  const executionPeers = change?.(list) ?? list;
  const consensusPeers = Array.from({ length: options.consensus }, (_, i) =>
    consensusPeer(i, common),
  );
  const upE = executionState === "up";
  const upC = consensusState === "up";
  const execution = {
    ...status(executionPeers, executionState, now),
    client: executionState === "starting" ? null : parseClient("execution", EXECUTION_NAMES[0]),
    id: hex(common.random, 64),
    enode: null,
    enr: null,
    chainId: 1,
    networkId: 1,
    genesis: null,
    headBlock: upE ? HEAD_BLOCK : null,
    sync: upE ? { isSyncing: false, currentBlock: HEAD_BLOCK, highestBlock: HEAD_BLOCK } : null,
  } as unknown as ExecutionStatus;
  const consensus = {
    ...status(consensusPeers, consensusState, now),
    client: consensusState === "starting" ? null : parseClient("consensus", "Prysm/v7.1.6"),
    peerId: null,
    enr: null,
    p2pAddresses: [],
    discoveryAddresses: [],
    reportedConnected: upC ? consensusPeers.length : null,
    sync: upC
      ? {
          isSyncing: false,
          isOptimistic: false,
          elOffline: false,
          headSlot: HEAD_SLOT,
          syncDistance: 0,
        }
      : null,
  } as unknown as ConsensusStatus;
  const facts: NodeFacts = {
    name,
    publicNetwork: true,
    siblings,
    execution: layerFacts(execution, now),
    consensus: layerFacts(consensus, now),
    sync: null,
    exposure: null,
    churn: upE ? { joins: 14, leaves: 12, watchedSeconds: 3600 } : null,
    restarts: [],
    columns: upC ? sixtyWithEight(common.random) : null,
  };
  return {
    name,
    network: "mainnet",
    execution,
    consensus,
    exposure: null,
    sync: null,
    judgement: judge(facts, now),
  };
}

/** What sixty peers hold of which each keeps eight columns. */
function sixtyWithEight(random: () => number): NonNullable<NodeFacts["columns"]> {
  const holders = new Array<number>(128).fill(0);
  for (let held = 0; held < 60 * 8; held++) {
    const column = Math.floor(random() * 128);
    holders[column] = (holders[column] ?? 0) + 1;
  }
  return { holders, knownPeers: 60 };
}

/** A snapshot of made-up nodes, the same each time but for the time. */
export function fixtureSnapshot(nodes: readonly NodeOptions[], now = Date.now()): Snapshot {
  const list = nodes.map((options, index) => node(options, index + 7, now, nodes.length - 1));
  return {
    schema: 1,
    generatedAt: new Date(now).toISOString(),
    monitor: { version: "0.1.0", startedAt: new Date(now - 86_400_000).toISOString() },
    nodes: list,
    fleet: fleet(list),
    attributions: [
      "Countries and networks: RouteViews, NRO (https://www.nro.net/) and DB-IP (https://db-ip.com/), CC BY 4.0",
      "Map: Natural Earth (public domain)",
    ],
  } as unknown as Snapshot;
}

const REASONS = ["too many peers", "disconnect requested", "read timeout", "useless peer", null];

/** An hour of joins and leaves of a node, the oldest first. */
export function fixtureEvents(nodeName: string, count: number, now = Date.now()): PeerEvent[] {
  const random = chance(99);
  return Array.from({ length: count }, (_, index) => {
    const kind = random() < 0.52 ? "join" : "leave";
    return {
      seq: index + 1,
      at: new Date(now - 3_500_000 + index * (3_400_000 / count)).toISOString(),
      node: nodeName,
      layer: random() < 0.6 ? "execution" : "consensus",
      kind,
      precision: random() < 0.6 ? "event" : "poll",
      peer: hex(random, 64),
      client: pick(["geth", "nethermind", "lighthouse", "reth"] as const, random),
      direction: "inbound",
      country: pick(["DE", "US", "FR", "SG"], random),
      asn: 64496,
      reason: kind === "leave" ? pick(REASONS, random) : null,
    } satisfies PeerEvent;
  });
}

/** The last hour of a node's counts, minute by minute, with three minutes in which the execution client did not answer. */
export function fixtureHistory(
  totals: Readonly<Record<"execution" | "consensus", number>>,
  now = Date.now(),
): Point[] {
  const random = chance(5);
  const layer = (total: number): LayerPoint => {
    const here = total - Math.floor(random() * 4);
    const inbound = Math.round(here * 0.6);
    const [joins, leaves] = [random() < 0.2 ? 1 : 0, random() < 0.2 ? 1 : 0];
    const counts = { inbound, outbound: here - inbound, unknown: 0, total: here };
    return { ...counts, min: here, max: here, joins, leaves, nodes: 1 };
  };
  return Array.from({ length: 58 }, (_, index) => ({
    at: now - (59 - index) * 60_000,
    execution: index > 20 && index < 24 ? null : layer(totals.execution),
    consensus: layer(totals.consensus),
  }));
}
