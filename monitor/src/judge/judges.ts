import { columnHolders } from "../peers/custody.ts";
import type { ConsensusData, ExecutionData } from "../peers/model.ts";
import { tallyOf } from "../peers/tally.ts";
import type { WatchedNode } from "../serve/collector.ts";
import type { EventLog } from "../serve/events/eventLog.ts";
import type { LayerFacts, NodeFacts } from "./facts.ts";
import { judge } from "./judge.ts";
import type { NodeJudgement } from "./model.ts";
import { type LayerMemory, NodeMemory } from "./nodeMemory.ts";
import { peerLimitOf } from "./peerLimit.ts";
import { isPublicNetwork } from "./publicNetwork.ts";
import type { NodeSettings } from "./settings.ts";

/** What the judges look at. */
export interface Judged {
  readonly nodes: readonly WatchedNode[];
  readonly events?: Pick<EventLog, "subscribe">;
  /** Calls back when there is something new of a node, and its peers need not be unpacked. Default: never. */
  readonly onReading?: (listener: (node: WatchedNode) => void) => () => void;
}

/** How often the readings are looked at, so that what is remembered does not depend on who asks. Milliseconds. */
const LOOK_MS = 5000;
/** For so long a judgement of the same facts stands: it has times in it. Milliseconds. */
const STANDS_MS = 15_000;
/**
 * Each new reading is judged at once, so that who asks need not wait: of so many nodes always, of more for so long after
 * somebody asked, milliseconds, as it would take CPU for nobody.
 */
const ALWAYS_NODES = 100;
const WANTED_MS = 60_000;

interface Judgement {
  readonly at: number;
  readonly of: readonly unknown[];
  readonly judgement: NodeJudgement;
}

/** Remembers what came and went at each node, and judges each by that and by what is known now. */
export class Judges {
  readonly #watched: Judged;
  readonly #memories: ReadonlyMap<string, NodeMemory>;
  readonly #siblings: ReadonlyMap<string, number>;
  readonly #made = new Map<string, Judgement>();
  readonly #unsubscribe: readonly (() => void)[];
  #askedAt = -Infinity;
  #timer: NodeJS.Timeout | undefined;

  constructor(watched: Judged) {
    this.#watched = watched;
    this.#memories = new Map(watched.nodes.map(({ name }) => [name, new NodeMemory()]));
    const sizes = new Map<string, number>();
    for (const { network } of watched.nodes) sizes.set(network, (sizes.get(network) ?? 0) + 1);
    this.#siblings = new Map(
      watched.nodes.map(({ name, network }) => [name, (sizes.get(network) ?? 1) - 1]),
    );
    const nodes = new Map(watched.nodes.map((node) => [node.name, node]));
    const events = watched.events?.subscribe((event) => {
      const node = nodes.get(event.node);
      if (node === undefined) return;
      const memory = this.memoryOf(node);
      look(node, memory);
      memory.take(event);
    });
    const readings = watched.onReading?.((node) => {
      const wanted = performance.now() - this.#askedAt < WANTED_MS;
      if (wanted || nodes.size <= ALWAYS_NODES) this.#judged(node, Date.now());
    });
    this.#unsubscribe = [events, readings].filter((end) => end !== undefined);
  }

  /** Begins to look at the readings every few seconds. */
  start(): void {
    this.#timer = setInterval(() => {
      for (const node of this.#watched.nodes) look(node, this.memoryOf(node));
    }, LOOK_MS);
    this.#timer.unref();
  }

  /** Ends that, and takes no more events. */
  stop(): void {
    clearInterval(this.#timer);
    for (const end of this.#unsubscribe) end();
  }

  /** What is remembered of one of the nodes. */
  memoryOf({ name }: Pick<WatchedNode, "name">): NodeMemory {
    return this.#memories.get(name) ?? new NodeMemory();
  }

  /** What is made of one of the nodes. The same facts are judged once in fifteen seconds, however many ask. */
  of(node: WatchedNode, now = Date.now()): NodeJudgement {
    this.#askedAt = performance.now();
    return this.#judged(node, now);
  }

  #judged(node: WatchedNode, now: number): NodeJudgement {
    const memory = this.memoryOf(node);
    look(node, memory);
    // By its tally and not by itself: a reading is the same when it is packed.
    const layers = [node.execution, node.consensus].flatMap((layer) => {
      const last: ExecutionData | ConsensusData | null = layer?.last ?? null;
      return [layer?.state, layer?.lastError, last === null ? null : tallyOf(last)];
    });
    const { inSync, reasons } = node.sync?.current ?? {};
    const of = [...layers, inSync, reasons?.join("\n"), memory.version];
    const made = this.#made.get(node.name);
    // By each judgement's own age, so that those of a thousand nodes do not all have to be made at one moment.
    const stands = made !== undefined && Math.abs(now - made.at) < STANDS_MS;
    if (stands && made.of.every((fact, index) => fact === of[index])) return made.judgement;
    const judgement = judge(factsOf(node, memory, this.#siblings.get(node.name) ?? 0, now), now);
    this.#made.set(node.name, { at: now, of, judgement });
    return judgement;
  }
}

function look({ execution, consensus }: WatchedNode, memory: NodeMemory): void {
  const count = (data: ExecutionData | ConsensusData) => tallyOf(data).counts;
  memory.execution.observe(execution?.current ?? null, count);
  memory.consensus.observe(consensus?.current ?? null, count);
}

function factsOf(node: WatchedNode, memory: NodeMemory, siblings: number, now: number): NodeFacts {
  const { name, network, execution, consensus, sync, settings } = node;
  const chainId = execution?.last?.chainId ?? null;
  // Taken once: those of a large fleet are unpacked for it.
  const consensusPeers = consensus?.current?.peers ?? [];
  return {
    name,
    publicNetwork: isPublicNetwork(settings?.publicNetwork, chainId, network),
    siblings,
    execution: layerFacts(
      execution,
      execution?.current?.peers ?? [],
      memory.execution,
      settings?.execution,
    ),
    consensus: layerFacts(consensus, consensusPeers, memory.consensus, settings?.consensus),
    sync: sync?.current ?? null,
    exposure: execution?.current?.exposure ?? null,
    churn: memory.execution.churn(now),
    restarts: memory.restarts,
    columns: columnHolders(consensusPeers.map(({ record }) => record)),
  };
}

function layerFacts(
  target: WatchedNode["execution"] | WatchedNode["consensus"],
  peers: LayerFacts["peers"],
  memory: LayerMemory,
  settings: NodeSettings["execution"],
): LayerFacts | null {
  if (target === null) return null;
  const data: ExecutionData | ConsensusData | null = target.current;
  return {
    state: target.state,
    lastError: target.lastError,
    peers,
    unlisted: data !== null && "unlistedPeers" in data ? data.unlistedPeers : 0,
    reported: data?.reportedConnected ?? null,
    clientCounts: data !== null && "clientCounts" in data ? (data.clientCounts ?? null) : null,
    limit: peerLimitOf(settings, data),
    exposedBy: settings?.exposedBy ?? null,
    syncing: data?.sync?.isSyncing ?? null,
    upSince: memory.upSince,
    hadPeers: memory.hadPeers,
    noInboundSince: memory.noInboundSince,
  };
}
