import type { Logger } from "pino";

import { type Geography, NO_GEOGRAPHY } from "../geo/geography.ts";
import { located } from "../geo/located.ts";
import { judgeSettings, type NodeSettings as JudgeSettings } from "../judge/settings.ts";
import type { ConsensusData, ExecutionData } from "../peers/model.ts";
import { PrysmMetrics } from "./adapters/prysmMetrics.ts";
import { RpcReader } from "./adapters/rpcReader.ts";
import type { MonitorConfig } from "./config.ts";
import { EventLog } from "./events/eventLog.ts";
import { LayerEvents } from "./events/layerEvents.ts";
import { JsonFetcher } from "./http.ts";
import { createLanes } from "./lane.ts";
import { SyncView } from "./nodeSync.ts";
import { packed, UNPACKED_NODES } from "./packedPeers.ts";
import { Poller } from "./poller.ts";
import { ConsensusReader } from "./readConsensus.ts";
import { readExecution } from "./readExecution.ts";
import { forgetting, type Makers, recalling, remembering } from "./recall.ts";
import { type StateChange, Target } from "./target.ts";

/** One node of the settings with what is known of it. */
export interface WatchedNode {
  readonly name: string;
  readonly network: string;
  /** Null when the settings name no execution client. */
  readonly execution: Target<ExecutionData> | null;
  /** Null when the settings name no beacon node. */
  readonly consensus: Target<ConsensusData> | null;
  /** The agent's verdict on the node. Null when the settings name no agent. */
  readonly sync: SyncView | null;
  /** What the settings say of the node for its judgement. */
  readonly settings?: JudgeSettings;
}

/** What a collector needs of the settings. */
export type CollectorSettings = Pick<MonitorConfig, "nodes" | "pollSeconds"> &
  Partial<Pick<MonitorConfig, "limits">>;

/** What a collector may be given beside the settings. */
export interface CollectorOptions {
  /** Where addresses are. Default: not known. */
  readonly geography?: Geography;
}

type NodeSettings = MonitorConfig["nodes"][number];

/**
 * Milliseconds of each node in the time over which the first polls are spread: those of a large fleet would else come all at
 * once, again and again, and nobody would be answered meanwhile.
 */
const SPREAD_MS = 15;

/** Longer than an agent waits for an event, which is 25 s. */
const EVENTS_TIMEOUT_MS = 35_000;

const LIMITS: MonitorConfig["limits"] = { timeoutSeconds: 5, concurrency: 32, backOffSeconds: 30 };

/** Polls every layer of every node, each on its own, and follows the events of each agent. */
export class Collector {
  /** The nodes in the order of the settings. */
  readonly nodes: readonly WatchedNode[];
  /** What happened, of all nodes. */
  readonly events = new EventLog();
  readonly #settings: CollectorSettings & Pick<MonitorConfig, "limits">;
  readonly #fetcher: JsonFetcher;
  // Of its own: a question that waits for an event must not take a connection from the polls.
  readonly #eventsFetcher = new JsonFetcher(EVENTS_TIMEOUT_MS);
  readonly #lanes: ReturnType<typeof createLanes>;
  readonly #pollers: Poller[] = [];
  readonly #layers: LayerEvents[] = [];
  readonly #listeners = new Set<(node: WatchedNode) => void>();
  readonly #geography: Geography;
  readonly #log: Logger;

  /** @param timeoutMs longest time for one answer, default the settings' */
  constructor(
    settings: CollectorSettings,
    log: Logger,
    timeoutMs?: number,
    { geography = NO_GEOGRAPHY }: CollectorOptions = {},
  ) {
    this.#log = log;
    this.#geography = geography;
    this.#settings = { ...settings, limits: settings.limits ?? LIMITS };
    const { concurrency, timeoutSeconds } = this.#settings.limits;
    this.#lanes = createLanes(concurrency);
    this.#fetcher = new JsonFetcher(timeoutMs ?? timeoutSeconds * 1000);
    this.nodes = settings.nodes.map((node) => this.#watchNode(node));
  }

  /** Whose data the peers' places are from. */
  get attributions(): readonly string[] {
    return this.#geography.attributions;
  }

  /** All layers of all nodes. */
  get targets(): readonly (Target<ExecutionData> | Target<ConsensusData>)[] {
    return this.nodes.flatMap(({ execution, consensus }) =>
      [execution, consensus].filter((target) => target !== null),
    );
  }

  /** Whether every target has been polled once, well or not: from then on what is served is an answer. */
  get ready(): boolean {
    return this.targets.every((target) => target.polled);
  }

  get #packs(): boolean {
    return this.#settings.nodes.length > UNPACKED_NODES;
  }

  /** Calls back after each good poll of a layer, while its peers are still as they were read. @returns what ends that */
  onReading(listener: (node: WatchedNode) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** Begins to poll. */
  start(): void {
    for (const poller of this.#pollers) poller.start();
    for (const layer of this.#layers) layer.start();
  }

  /** Ends all polls. */
  stop(): void {
    for (const layer of this.#layers) layer.stop();
    for (const poller of this.#pollers) poller.stop();
    this.#fetcher.close();
    this.#eventsFetcher.close();
  }

  #watchNode(settings: NodeSettings): WatchedNode {
    const { name, network, execution, consensus } = settings;
    const agentUrl = execution?.agentUrl;
    const pollers: Poller[] = [];
    const soon = () => {
      for (const poller of pollers) poller.soon();
    };
    const watched: WatchedNode = {
      name,
      network,
      execution:
        execution === undefined ? null : this.#watchExecution(name, execution, pollers, soon),
      consensus: consensus === undefined ? null : this.#watchConsensus(name, consensus, pollers),
      sync: agentUrl === undefined ? null : this.#watchSync(agentUrl, pollers),
      settings: judgeSettings(settings),
    };
    this.#pollers.push(...pollers);
    return watched;
  }

  #watchExecution(
    name: string,
    { agentUrl, rpcUrl = "" }: NonNullable<NodeSettings["execution"]>,
    pollers: Poller[],
    onTurn: () => void,
  ): Target<ExecutionData> {
    const rpc = agentUrl === undefined ? new RpcReader(this.#fetcher, rpcUrl) : null;
    const events = this.#layerEvents(
      name,
      "execution",
      agentUrl === undefined ? null : { agentUrl, onTurn },
    );
    const target: Target<ExecutionData> = new Target(
      name,
      "execution",
      async (signal) => {
        const makers = this.#makers(target);
        const { decode } = makers;
        const reading =
          rpc?.read(signal, decode) ?? readExecution(this.#fetcher, agentUrl ?? "", signal, decode);
        return located(await reading, makers);
      },
      (change) => {
        this.#changed(change, events);
      },
    );
    pollers.push(this.#poller("execution", (signal) => this.#poll(target, events, signal)));
    return target;
  }

  #watchConsensus(
    name: string,
    { beaconUrl, prysmMetricsUrl }: NonNullable<NodeSettings["consensus"]>,
    pollers: Poller[],
  ): Target<ConsensusData> {
    const enrichment =
      prysmMetricsUrl === undefined ? null : new PrysmMetrics(this.#fetcher, prysmMetricsUrl);
    const reader = new ConsensusReader(this.#fetcher, beaconUrl, enrichment);
    const events = this.#layerEvents(name, "consensus", null);
    const target: Target<ConsensusData> = new Target(
      name,
      "consensus",
      async (signal) => {
        const makers = this.#makers(target);
        return located(await reader.read(signal, makers.decode), makers);
      },
      (change) => {
        this.#changed(change, events);
      },
    );
    pollers.push(this.#poller("consensus", (signal) => this.#poll(target, events, signal)));
    return target;
  }

  #makers({ last }: Target<ExecutionData> | Target<ConsensusData>): Makers {
    if (!this.#packs) return remembering(this.#geography);
    const makers = forgetting(this.#geography);
    return last === null ? makers : recalling(last, makers);
  }

  #watchSync(agentUrl: string, pollers: Poller[]): SyncView {
    const view = new SyncView(this.#fetcher, agentUrl);
    pollers.push(this.#poller("execution", (signal) => view.poll(signal)));
    return view;
  }

  #layerEvents(
    node: string,
    layer: "execution" | "consensus",
    agent: { readonly agentUrl: string; readonly onTurn: () => void } | null,
  ): LayerEvents {
    const events = new LayerEvents({
      node,
      layer,
      log: this.events,
      locate: this.#geography.locate,
      agent: agent === null ? null : { ...agent, fetcher: this.#eventsFetcher },
    });
    this.#layers.push(events);
    return events;
  }

  async #poll<T extends ExecutionData | ConsensusData>(
    target: Target<T>,
    events: LayerEvents,
    signal: AbortSignal,
  ): Promise<boolean> {
    const good = await target.poll(signal);
    if (target.current !== null) events.took(target.current);
    if (good) this.#tell(target.node);
    if (good && this.#packs) target.keep(packed);
    return good;
  }

  #tell(name: string): void {
    const node = this.nodes.find((one) => one.name === name);
    if (node !== undefined) for (const listener of this.#listeners) listener(node);
  }

  #poller(layer: "execution" | "consensus", poll: (signal: AbortSignal) => Promise<boolean>) {
    const { pollSeconds, limits } = this.#settings;
    return new Poller({
      intervalMs: pollSeconds[layer] * 1000,
      spreadMs: Math.max(500, this.#settings.nodes.length * SPREAD_MS),
      maxPauseMs: limits.backOffSeconds * 1000,
      lanes: this.#lanes,
      poll,
    });
  }

  // The change is logged, not each poll: a node that is down for a day is one line.
  #changed(change: StateChange, events: LayerEvents): void {
    if (change.to === "down") this.#log.warn(change, "node changed state");
    else this.#log.info(change, "node changed state");
    events.turned(change);
  }
}
